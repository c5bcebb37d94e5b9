namespace Baron.Plugins;

/// <summary>A folder that is searched for plugins.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Origin">Who named it, for messages: <c>--plugins-dir</c>, <c>BARON_PLUGINS</c>, a config file.</param>
/// <param name="MustExist">Whether it is a mistake that the folder does not exist.</param>
public sealed record PluginDirectory(string Path, string Origin, bool MustExist = false);
