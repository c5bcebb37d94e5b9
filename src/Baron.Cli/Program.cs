using System.Runtime.InteropServices;

namespace Baron.Cli;

internal static partial class Program
{
    private static int Main(string[] args)
    {
        // Waiting OpenMP threads would take the cores from the data loader. It must be in the C environment before libtorch loads;
        // .NET's own SetEnvironmentVariable does not go there.
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            _ = SetEnvironment("OMP_WAIT_POLICY", "passive", 0);
        }

        using var console = CliConsole.ForProcess();
        return BaronCommandLine.Run(args, console);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
