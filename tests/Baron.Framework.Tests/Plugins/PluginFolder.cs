using Baron.Plugins;

namespace Baron.Framework.Tests.Plugins;

/// <summary>A plugins folder of one test, filled with what the build laid out and with damaged goods.</summary>
internal sealed class PluginFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("baron-plugins-").FullName;

    public PluginDirectory Entry => new(Root, "the test", MustExist: true);

    public static string Built(string name) => Path.Combine(AppContext.BaseDirectory, "test-plugins", name);

    /// <summary>Drops a plugin of tests/plugins.</summary>
    public string Drop(string name)
    {
        var folder = Make(name);
        foreach (var file in Directory.GetFiles(Built(name)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return folder;
    }

    public string Make(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    /// <summary>The path of a plugin's file, in a folder of its name.</summary>
    public string FileOf(string name) => Path.Combine(Make(name), name + ".dll");

    public PluginCatalog Load(params PluginFolder[] others) =>
        PluginHost.Load(new PluginHostOptions { Directories = [Entry, .. others.Select(other => other.Entry)] });

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
