using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>A string of a config that is a path.</summary>
/// <param name="Node">The string.</param>
/// <param name="ConfigPath">Where it stands.</param>
/// <param name="FullPath">The full path, its prefix included.</param>
/// <param name="Prefix">The folder of another key that it is relative to, so that it stays relative; <c>null</c>: none.</param>
/// <param name="Attribute">What kind of path.</param>
internal sealed record PathUse(ConfigScalar Node, string ConfigPath, string FullPath, string? Prefix, PathParameterAttribute Attribute);
