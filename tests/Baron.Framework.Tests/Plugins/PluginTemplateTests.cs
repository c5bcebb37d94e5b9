using System.Diagnostics;
using System.Text;
using Baron.Plugins;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Framework.Tests.Plugins;

/// <summary>What <c>dotnet new baron-plugin</c> makes builds, passes its tests and is a plugin.</summary>
[TestFixture]
[Category("Slow")]
internal sealed class PluginTemplateTests
{
    [Test]
    public void A_new_plugin_builds_passes_its_tests_and_loads()
    {
        using var folder = new PluginFolder();
        var work = Directory.CreateTempSubdirectory("baron-template-").FullName;
        try
        {
            // A hive of its own, so that the user's templates stay as they are.
            var hive = Path.Combine(work, "hive");
            Run(work, "new", "install", Path.Combine(RepositoryPaths.Root, "templates", "baron-plugin"), "--debug:custom-hive", hive);
            Run(work, "new", "baron-plugin", "-n", "Acme.Vision", "--debug:custom-hive", hive);
            var plugin = Path.Combine(work, "Acme.Vision");
            var bin = $"-p:BaronBin={Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)}";
            var tests = Run(plugin, "test", "Acme.Vision.Tests", bin);
            Assert.That(tests, Does.Match("Passed:\\s+3"));
            Run(plugin, "build", "Acme.Vision", "-t:InstallPlugin", bin, $"-p:BaronPlugins={folder.Root}");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        Assert.That(
            Directory.GetFiles(Path.Combine(folder.Root, "Acme.Vision")).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "Acme.Vision.dll", "Acme.Vision.pdb", "Acme.Vision.xml", "Acme.Vision.deps.json" }));
        var record = folder.Load().Plugins.Single(p => p.Name == "Acme.Vision");
        Assert.That(record.Diagnostics, Is.Empty);
        Assert.That(record.State, Is.EqualTo(PluginState.Loaded));
        Assert.That(record.Components.Single().QualifiedName, Is.EqualTo("Acme.Vision/StridedBackbone"));
    }

    private static string Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // What the test host was started with is not for a build of somebody else's project.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

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
