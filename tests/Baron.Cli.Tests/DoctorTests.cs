using Baron.Cli.Diagnostics;
using NUnit.Framework;

namespace Baron.Cli.Tests;

[NonParallelizable]
public sealed class DoctorTests
{
    private static readonly string[] Names = [".NET", "libtorch", "native library", "BLAS", "threads", "CUDA", "pictures", "videos", "plugin Baron.Heads", "work folder"];

    [Test]
    public void A_working_machine_passes_every_check()
    {
        var run = CliRun.Of("doctor", "--work-dir", TinyWorld.NewFolder(), "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Out);
        var checks = run.Json["checks"]!.AsArray();
        Assert.That(run.Json["ok"]!.GetValue<bool>());
        Assert.That(checks.Select(c => c!["name"]!.GetValue<string>()), Is.SupersetOf(Names));
        Assert.That(checks.Select(c => c!["state"]!.GetValue<string>()), Has.All.AnyOf("ok", "warning"));
        foreach (var check in checks)
        {
            Assert.That(check!["found"]!.GetValue<string>(), Is.Not.Empty);
            Assert.That(check["state"]!.GetValue<string>() == "ok", Is.EqualTo(check["fix"] is null), "every fault has a fix");
        }
    }

    [Test]
    public void Text_says_the_same_and_ends_with_a_verdict()
    {
        var run = CliRun.Of("doctor", "--work-dir", TinyWorld.NewFolder());
        Assert.That(run.ExitCode, Is.Zero, run.Out);
        Assert.That(run.Out, Does.Contain("libtorch").And.Contain("OpenCV"));
        Assert.That(run.Out.TrimEnd().Split('\n')[^1], Does.StartWith("Everything works"));
    }

    [Test]
    public void A_broken_plugin_is_broken_with_the_fix()
    {
        var folder = TinyWorld.NewFolder();
        File.WriteAllText(Path.Combine(folder, "Damaged.dll"), "no assembly");
        var run = CliRun.Of("doctor", "--plugins-dir", folder, "--work-dir", folder, "--json");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Json["ok"]!.GetValue<bool>(), Is.False);
        var check = run.Json["checks"]!.AsArray().Single(c => c!["name"]!.GetValue<string>() == "plugin Damaged")!;
        Assert.That(check["state"]!.GetValue<string>(), Is.EqualTo("broken"));
        Assert.That(check["fix"]!.GetValue<string>(), Does.Contain("Damaged.dll"));
    }

    [Test]
    public void Variables_that_name_absent_folders_or_do_not_exist_are_found()
    {
        Environment.SetEnvironmentVariable("BARON_PLUGINS", "/absent/plugins");
        Environment.SetEnvironmentVariable("BARON_PLUGIN", "x");
        try
        {
            var run = CliRun.Of("doctor", "--json");
            Assert.That(run.ExitCode, Is.EqualTo(1));
            var checks = run.Json["checks"]!.AsArray();
            var wrong = checks.Single(c => c!["name"]!.GetValue<string>() == "BARON_PLUGINS")!;
            Assert.That((wrong["state"]!.GetValue<string>(), wrong["found"]!.GetValue<string>()), Is.EqualTo(("broken", "/absent/plugins: the folder /absent/plugins does not exist")));
            Assert.That(checks.Single(c => c!["name"]!.GetValue<string>() == "BARON_PLUGIN")!["state"]!.GetValue<string>(), Is.EqualTo("warning"));

            // The plugins cannot be searched then, and the other checks are made all the same.
            Assert.That(checks.Select(c => c!["name"]!.GetValue<string>()), Does.Contain("pictures").And.Contain("work folder"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("BARON_PLUGINS", null);
            Environment.SetEnvironmentVariable("BARON_PLUGIN", null);
        }
    }

    [Test]
    public void A_work_folder_that_cannot_be_written_is_broken()
    {
        var run = CliRun.Of("doctor", "--work-dir", "/proc/baron", "--json");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Json["checks"]!.AsArray().Single(c => c!["name"]!.GetValue<string>() == "work folder")!["state"]!.GetValue<string>(), Is.EqualTo("broken"));
    }

    [Test]
    public void Versions_of_libtorch_are_told_by_file_names_and_by_what_comes_with_them()
    {
        Assert.That(LoadedLibraries.TorchVersion("/usr/lib/libtorch_cpu.so.1.13"), Is.EqualTo("1.13"));
        var folder = TinyWorld.NewFolder();
        var library = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "lib")).FullName, "libtorch_cpu.so");
        Assert.That(LoadedLibraries.TorchVersion(library), Is.Null);
        File.WriteAllText(Path.Combine(folder, "version.py"), "__version__ = '2.4.1+cpu'\ndebug = False\n");
        Assert.That(LoadedLibraries.TorchVersion(library), Is.EqualTo("2.4.1+cpu"));
        File.WriteAllText(Path.Combine(folder, "build-version"), "2.5.0+cu124\n");
        Assert.That(LoadedLibraries.TorchVersion(library), Is.EqualTo("2.5.0+cu124"));
    }
}
