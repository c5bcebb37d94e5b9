using Baron.Plugins;
using NUnit.Framework;

namespace Baron.Framework.Tests.Plugins;

/// <summary>Where plugins are searched.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class PluginDirectoriesTests
{
    [Test]
    public void Folders_are_searched_in_the_documented_order()
    {
        var before = Environment.GetEnvironmentVariable(PluginDirectories.EnvironmentVariable);
        try
        {
            Environment.SetEnvironmentVariable(PluginDirectories.EnvironmentVariable, $"from-env-1{Path.PathSeparator}from-env-2");
            var found = PluginDirectories.Default(["from-option"], ["from-config", "from-option/"]);
            var named = found.Take(4).Select(d => d.Path);
            Assert.That(named, Is.EqualTo(new[] { "from-option", "from-env-1", "from-env-2", "from-config" }.Select(Path.GetFullPath)));
            var rest = found.Skip(4).Select(d => d.Path).ToList();
            Assert.That(rest[0], Is.EqualTo(Path.Combine(AppContext.BaseDirectory, "plugins")));
            Assert.That(rest, Has.Some.EndsWith(Path.Combine(".baron", "plugins")));
            Assert.That(rest[^1], Is.EqualTo(Path.Combine(Testing.RepositoryPaths.Root, "plugins")));
        }
        finally
        {
            Environment.SetEnvironmentVariable(PluginDirectories.EnvironmentVariable, before);
        }
    }

    [Test]
    public void A_folder_that_the_user_named_must_exist()
    {
        var directories = PluginDirectories.Default(["no-such-folder"]);
        var error = Assert.Throws<BaronException>(() => PluginHost.Load(new PluginHostOptions { Directories = directories }))!;
        Assert.That(error.Message, Does.Match("There is no folder '.*no-such-folder' to search for plugins \\(--plugins-dir\\)\\."));
    }
}
