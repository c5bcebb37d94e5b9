using System.Diagnostics;
using NUnit.Framework;

namespace Baron.Testing;

/// <summary>Python with PyTorch, where the machine has it: what PyTorch makes of files written here, and files that it writes.</summary>
public static class PythonTorch
{
    private static readonly Lazy<string?> Interpreter = new(() => new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(python => TryRun(python, ["-c", "import torch"]) is not null));

    /// <summary>Ignores the test where there is none.</summary>
    public static void Require()
    {
        if (Interpreter.Value is null)
        {
            Assert.Ignore("No Python with torch is here (apt-get install python3-torch).");
        }
    }

    /// <summary>Runs a script; fails when the script does.</summary>
    /// <param name="script">The script itself.</param>
    /// <param name="arguments">What it finds in <c>sys.argv[1:]</c>.</param>
    /// <returns>The lines that it printed.</returns>
    public static string[] Run(string script, params string[] arguments)
    {
        Require();
        var output = TryRun(Interpreter.Value!, ["-c", script, .. arguments]);
        Assert.That(output, Is.Not.Null, "Python failed; see its message above");
        return output!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string? TryRun(string python, string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["PYTHONIOENCODING"] = "utf-8";
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                TestContext.Out.WriteLine(error.Result);
            }

            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
