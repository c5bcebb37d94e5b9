using System.Diagnostics;
using System.Text;
using NUnit.Framework;

namespace Baron.Cli.Tests;

/// <summary>
/// The command beside a native library that is absent or older than mixed precision. With the real TorchSharp and no headers to
/// build against it is absent; the stand-in is made of it, so that there only <c>--amp</c> itself gets far enough to say so.
/// </summary>
[Platform("Linux")]
public sealed class WithoutNativeLibraryTests
{
    private const string Library = "libbaron_aten.so";
    private const string Amp = "baron_autocast_enter";

    private string _program = "";

    [OneTimeSetUp]
    public void CopyTheProgram()
    {
        _program = TinyWorld.NewFolder();
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            File.Copy(file, Path.Combine(_program, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(AppContext.BaseDirectory))
        {
            Directory.CreateSymbolicLink(Path.Combine(_program, Path.GetFileName(folder)), folder);
        }
    }

    [Test]
    public void Mixed_precision_says_that_it_cannot_be_had_where_the_library_is_absent()
    {
        File.Delete(Path.Combine(_program, Library));
        Refuses(TinyWorld.Train(TinyWorld.NewFolder(), "--amp"));
    }

    [Test]
    public void Mixed_precision_says_that_it_cannot_be_had_where_the_library_is_too_old_and_all_else_works()
    {
        UseAnOlderLibrary();
        Refuses(TinyWorld.Train(TinyWorld.NewFolder(), "--amp"));
        Refuses(TinyWorld.Train(TinyWorld.NewFolder(), "--set", "optim_wrapper.type=AmpOptimWrapper"));
        var (code, error) = Run(TinyWorld.Train(TinyWorld.NewFolder(), "--set", "train_cfg.max_iters=1", "--unset", "val_dataloader"));
        Assert.That(code, Is.Zero, error);
    }

    [Test]
    public void Mixed_precision_says_that_it_cannot_be_had_on_a_processor_without_it()
    {
        if (!System.Runtime.Intrinsics.X86.X86Base.IsSupported)
        {
            Assert.Ignore("oneDNN takes no other processor for an older one of x86.");
        }

        Refuses(TinyWorld.Train(TinyWorld.NewFolder(), "--amp"), ("ONEDNN_MAX_CPU_ISA", "AVX2"));
    }

    // The entry point gets another name, as in a library from before there was one.
    private void UseAnOlderLibrary()
    {
        var library = Path.Combine(AppContext.BaseDirectory, Library);
        if (!File.Exists(library))
        {
            Assert.Ignore("There is no native library here.");
        }

        var bytes = File.ReadAllBytes(library);
        var name = Encoding.ASCII.GetBytes($"\0{Amp}\0");
        var count = 0;
        for (var at = bytes.AsSpan().IndexOf(name); at >= 0; at = bytes.AsSpan().IndexOf(name))
        {
            bytes[at + Amp.Length] = (byte)'_';
            count++;
        }

        Assert.That(count, Is.Positive, "the library has the entry point");
        File.WriteAllBytes(Path.Combine(_program, Library), bytes);
    }

    private void Refuses(string[] arguments, params (string Name, string Value)[] environment)
    {
        var (code, error) = Run(arguments, environment);
        Assert.That(code, Is.EqualTo(2), error);
        Assert.That(error.TrimEnd('\n'), Does.StartWith("error: ").And.Contain("Mixed precision (--amp, AmpOptimWrapper) cannot be had").And.Contain("train without --amp").And.Not.Contain("\n"));
    }

    private (int Code, string Error) Run(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(_program, "baron.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
