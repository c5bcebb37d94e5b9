using Baron.Demo;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Cli.Tests;

/// <summary>A few pictures of the demonstration's world and a detector trained on them for three iterations.</summary>
[SetUpFixture]
public sealed class TinyWorld
{
    public static string Folder { get; private set; } = "";

    public static string Data => Path.Combine(Folder, "data");

    public static string WorkDir => Path.Combine(Folder, "trained");

    public static string Checkpoint => Path.Combine(WorkDir, "iter_3.safetensors");

    public static string Picture => Path.Combine(Data, "val", "100001.jpg");

    public static string Config(string name = "tiny.toml") => Path.Combine(AppContext.BaseDirectory, "Configs", name);

    public static string[] Train(string workDir, params string[] more) =>
        ["train", Config(), "--work-dir", workDir, "--device", "cpu", "--set", $"_vars_.data_root={Data}", .. more];

    public static string NewFolder() => Directory.CreateDirectory(Path.Combine(Folder, Guid.NewGuid().ToString("N"))).FullName;

    [OneTimeSetUp]
    public void Make()
    {
        Environment.SetEnvironmentVariable("BARON_TEST_ROOT", RepositoryPaths.Root);
        Folder = Directory.CreateTempSubdirectory("baron-cli-").FullName;
        DemoData.Write(Data, seed: 5, trainCount: 8, valCount: 4);
        var run = CliRun.Of(Train(WorkDir));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(Folder, recursive: true);
}
