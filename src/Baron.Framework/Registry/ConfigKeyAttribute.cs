namespace Baron.Registry;

/// <summary>
/// Spells a config key (or an enum value) where snake_case of the C# name is not what the field writes, for example
/// <c>[ConfigKey("num_fcs")] int numFullyConnected</c>.
/// </summary>
/// <param name="key">The spelling in configs.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Field)]
public sealed class ConfigKeyAttribute(string key) : Attribute
{
    /// <summary>The spelling in configs.</summary>
    public string Key { get; } = key;
}
