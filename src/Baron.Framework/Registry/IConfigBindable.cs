using Baron.Configuration;

namespace Baron.Registry;

/// <summary>
/// A type that reads itself from a config value, for values that may have several forms (a number or a list, a path or a list).
/// </summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IConfigBindable<TSelf>
    where TSelf : IConfigBindable<TSelf>
{
    /// <summary>What a config may write, in words: <c>an integer or [height, width]</c>.</summary>
    static abstract string ConfigForm { get; }

    /// <summary>Reads the value. Called while a config is checked, so it must not open files or hold resources.</summary>
    /// <param name="node">The value; its <c>As...</c> methods report wrong types with their place.</param>
    /// <exception cref="ConfigException">The value, or a part of it, has the wrong form.</exception>
    /// <exception cref="ArgumentException">The value has the right form but is not valid.</exception>
    static abstract TSelf FromConfig(ConfigNode node);
}
