using Baron.Configuration;
using NUnit.Framework;

namespace Baron.Framework.Tests.Configuration;

/// <summary>Short ways to write configs in tests.</summary>
internal static class Toml
{
    public static ConfigTable Parse(string toml, params ConfigOverride[] overrides) => ConfigDocument.Parse(toml, "test.toml", overrides, _ => null).Root;

    public static ConfigException Fails(string toml, params ConfigOverride[] overrides) =>
        Assert.Throws<ConfigException>(() => Parse(toml, overrides))!;

    /// <summary>The value at a dotted path, as TOML.</summary>
    public static string? At(this ConfigTable table, string path)
    {
        ConfigNode? node = table;
        foreach (var key in path.Split('.'))
        {
            node = node switch
            {
                ConfigTable t => t[key],
                ConfigArray a => a[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)],
                _ => null,
            };
        }

        return node is null ? null : ConfigWriter.Inline(node);
    }

    public static ConfigNode NodeAt(this ConfigTable table, params string[] path) =>
        path.Aggregate((ConfigNode)table, (node, key) => node is ConfigArray a ? a[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)] : ((ConfigTable)node)[key]!);
}
