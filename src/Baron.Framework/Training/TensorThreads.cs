using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Baron.Training;

/// <summary>How many threads a tensor operation uses.</summary>
public static class TensorThreads
{
    private static readonly Lock Gate = new();
    private static nint _setter;
    private static bool _searched;

    /// <summary>
    /// Sets the number of threads, for libtorch and for OpenBLAS. libtorch does not tell OpenBLAS, whose waiting threads spin and
    /// would take the cores from others. libtorch's number belongs to the calling thread and those that it starts.
    /// </summary>
    /// <param name="count">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public static unsafe void Set(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        set_num_threads(count);
        lock (Gate)
        {
            if (!_searched)
            {
                _setter = FindSetter();
                _searched = true;
            }
        }

        if (_setter != 0)
        {
            ((delegate* unmanaged<int, void>)_setter)(count);
        }
    }

    // Only an OpenBLAS that is loaded already is of interest: loading another would change nothing.
    private static nint FindSetter()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        try
        {
            foreach (var line in File.ReadLines("/proc/self/maps"))
            {
                var slash = line.IndexOf('/', StringComparison.Ordinal);
                if (slash >= 0 && Path.GetFileName(line[slash..]).StartsWith("libopenblas", StringComparison.Ordinal)
                    && NativeLibrary.TryLoad(line[slash..], out var library)
                    && NativeLibrary.TryGetExport(library, "openblas_set_num_threads", out var setter))
                {
                    return setter;
                }
            }
        }
        catch (IOException)
        {
            // Without /proc OpenBLAS keeps its own number.
        }

        return 0;
    }
}
