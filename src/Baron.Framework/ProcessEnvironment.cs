using System.Runtime.InteropServices;

namespace Baron;

/// <summary>Environment variables as native libraries see them; .NET's own setter does not go there.</summary>
internal static partial class ProcessEnvironment
{
    /// <summary>Sets a variable that is not set yet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public static void SetDefault(string name, string value)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetEnvironment(name, value, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
