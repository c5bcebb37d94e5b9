using System.Globalization;
using Baron.Ops;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Training;

/// <summary>Memory at one moment, in bytes; 0 where it is unknown.</summary>
/// <param name="Resident">What this process holds in the machine's memory.</param>
/// <param name="Peak">The most it held.</param>
/// <param name="Managed">The part that is .NET objects.</param>
/// <param name="Limit">What this process may hold: the machine's memory, or less in a container.</param>
/// <param name="Device">What tensors take on the CUDA device: now, at most so far, on the whole device; <c>null</c> on the CPU or where it is unknown.</param>
public sealed record MemoryUsage(long Resident, long Peak, long Managed, long Limit, (long Allocated, long Peak, long Total)? Device)
{
    /// <summary>What a log line tells: the most on a CUDA device, else what the process holds.</summary>
    public long ForLog => Device?.Peak ?? Resident;

    /// <summary>Measures.</summary>
    /// <param name="device">The device of the run.</param>
    public static MemoryUsage Of(Device device)
    {
        long resident = 0, peak = 0;
        foreach (var line in Lines("/proc/self/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
            {
                resident = Kibibytes(line);
            }
            else if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
            {
                peak = Kibibytes(line);
            }
        }

        (long, long, long)? onDevice = device.type == DeviceType.CUDA && NativeDevice.CudaMemory(Math.Max(0, device.index)) is { } cuda
            ? (cuda.Allocated, cuda.Peak, cuda.Total)
            : null;
        return new MemoryUsage(resident > 0 ? resident : Environment.WorkingSet, peak, GC.GetTotalMemory(false), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is var limit && limit > 0 ? Math.Min(limit, Machine(limit)) : 0, onDevice);
    }

    /// <summary>A number of bytes as people read it.</summary>
    /// <param name="bytes">The number.</param>
    public static string Text(double bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (1L << 30):F1} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1L << 20):F0} MiB");

    private static long Machine(long fallback)
    {
        var total = fallback;
        foreach (var line in Lines("/proc/meminfo"))
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal))
            {
                total = Kibibytes(line);
                break;
            }
        }

        foreach (var line in Lines("/sys/fs/cgroup/memory.max"))
        {
            if (long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var most))
            {
                total = Math.Min(total, most);
            }
        }

        return total;
    }

    private static long Kibibytes(string line)
    {
        var digits = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value << 10 : 0;
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
