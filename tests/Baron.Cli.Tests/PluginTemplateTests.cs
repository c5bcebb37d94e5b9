using System.Diagnostics;
using System.Text;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Cli.Tests;

/// <summary>What <c>dotnet new baron-plugin</c> makes, with the commands of docs/plugins.md: it builds, passes its tests, and the command finds and uses it.</summary>
[Category("Slow")]
public sealed class PluginTemplateTests
{
    [Test]
    public void A_new_plugin_builds_passes_its_tests_and_is_listed_described_and_trained()
    {
        var work = TinyWorld.NewFolder();
        var plugins = Directory.CreateDirectory(Path.Combine(work, "plugins")).FullName;
        var home = Home(work);

        // A hive of its own, so that the user's templates stay as they are.
        var hive = Path.Combine(work, "hive");
        Dotnet(work, "new", "install", Path.Combine(RepositoryPaths.Root, "templates", "baron-plugin"), "--debug:custom-hive", hive);
        Dotnet(work, "new", "baron-plugin", "-n", "Acme.Vision", "--baron", home, "--debug:custom-hive", hive);
        var plugin = Path.Combine(work, "Acme.Vision");
        Assert.That(Directory.EnumerateFileSystemEntries(plugin, "*MyBaronPlugin*", SearchOption.AllDirectories), Is.Empty, "the name is replaced everywhere");
        Assert.That(Directory.EnumerateFiles(plugin, "*", SearchOption.AllDirectories).Select(File.ReadAllText), Has.None.Contains("MyBaronPlugin").And.None.Contains("BARON_HOME_PARAMETER"));
        Assert.That(Dotnet(plugin, "test", "Acme.Vision.Tests"), Does.Match("Passed:\\s+3"));
        Dotnet(plugin, "build", "-c", "Release", "-t:InstallPlugin", "Acme.Vision", $"-p:BaronPlugins={plugins}");

        Assert.That(
            Directory.GetFiles(Path.Combine(plugins, "Acme.Vision")).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "Acme.Vision.dll", "Acme.Vision.pdb", "Acme.Vision.xml", "Acme.Vision.deps.json" }));
        var listed = CliRun.Of("list", "--plugins", "--json", "--plugins-dir", plugins);
        Assert.That(listed.ExitCode, Is.Zero, listed.Error);
        var record = listed.Json["plugins"]!.AsArray().Single(p => (string?)p!["name"] == "Acme.Vision")!;
        Assert.That(((string?)record["state"], (string?)record["version"], (string?)record["path"]), Is.EqualTo(("loaded", "0.1.0", Path.Combine(plugins, "Acme.Vision", "Acme.Vision.dll"))));
        Assert.That(record["diagnostics"]!.AsArray(), Is.Empty);
        var component = listed.Json["components"]!.AsArray().Single(c => (string?)c!["plugin"] == "Acme.Vision")!;
        Assert.That(((string?)component["type"], (string?)component["kind"]), Is.EqualTo(("StridedBackbone", "backbone")));
        Assert.That((string?)component["help"], Is.EqualTo("A plain backbone: one strided 3x3 convolution with ReLU a level"));

        var described = CliRun.Of("describe", "StridedBackbone", "--json", "--plugins-dir", plugins);
        Assert.That(described.ExitCode, Is.Zero, described.Error);
        Assert.That(described.Json["parameters"]!.AsArray().Select(p => (string?)p!["name"]), Is.EqualTo(new[] { "width", "num_levels" }));

        var trained = CliRun.Of(TinyWorld.Train(
            TinyWorld.NewFolder(), "--plugins-dir", plugins, "--set", "model.backbone={ _delete_ = true, type = \"StridedBackbone\", width = 8, num_levels = 3 }", "train_cfg.max_iters=1", "--unset", "val_dataloader"));
        Assert.That(trained.ExitCode, Is.Zero, trained.Error);
    }

    // A checkout as the template expects it, whose program is the one under test.
    private static string Home(string work)
    {
        var home = Path.Combine(work, "baron");
        var bin = Path.Combine(home, "src", "Baron.Cli", "bin", "Release");
        Directory.CreateDirectory(bin);
        Directory.CreateSymbolicLink(Path.Combine(bin, "net10.0"), AppContext.BaseDirectory);
        return home;
    }

    private static string Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the test host was started with is not for a build of somebody else's project.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment.Remove("BARON_HOME");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"dotnet {string.Join(' ', arguments)}\n{output}");
        return output.ToString();

        void Append(string? line)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }
}
