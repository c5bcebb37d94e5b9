namespace Baron.Registry;

/// <summary>One key of a component, as <c>baron describe</c> shows it.</summary>
/// <param name="Key">The key in configs.</param>
/// <param name="Type">The form of the value: <c>integer</c>, <c>list of number</c>, <c>backbone</c>, ...</param>
/// <param name="IsRequired">Whether a config must have the key.</param>
/// <param name="Default">The default as a config would write it, <c>null</c> where there is none.</param>
/// <param name="Help">What the key means; empty where the plugin does not say.</param>
/// <param name="Keys">The keys of an option table, empty for other forms.</param>
public sealed record ParameterDescription(string Key, string Type, bool IsRequired, string? Default, string Help, IReadOnlyList<ParameterDescription> Keys);
