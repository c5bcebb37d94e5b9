using Baron.Configuration;
using NUnit.Framework;

namespace Baron.Framework.Tests.Configuration;

/// <summary>A folder of config files that lives as long as a test.</summary>
public sealed class ConfigFolder : IDisposable
{
    public ConfigFolder() => Directory.CreateDirectory(Root);

    public string Root { get; } = Path.Combine(Path.GetTempPath(), "baron-config-" + Guid.NewGuid().ToString("N"));

    public string File(string name, string text)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public ConfigDocument Load(string name, params ConfigOverride[] overrides) => ConfigDocument.Load(Path.Combine(Root, name), overrides, _ => null);

    public ConfigException Fails(string name, params ConfigOverride[] overrides) => Assert.Throws<ConfigException>(() => Load(name, overrides))!;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
