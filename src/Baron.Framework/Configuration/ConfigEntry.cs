namespace Baron.Configuration;

/// <summary>A key of a table and its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="KeyPosition">Where the key was written.</param>
/// <param name="Value">The value.</param>
public sealed record ConfigEntry(string Key, SourcePosition KeyPosition, ConfigNode Value);
