using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Ops;

/// <summary>Entry points of native/aten/device.cpp; an older native library may lack them.</summary>
internal static unsafe partial class NativeDevice
{
    private const string Library = "baron_aten";

    /// <summary>Whether the native library is there and new enough.</summary>
    internal static bool IsLoaded { get; } =
        NativeLibrary.TryLoad(Library, typeof(NativeDevice).Assembly, null, out var library)
        && NativeLibrary.TryGetExport(library, "baron_autocast_enter", out _);

    internal static bool AutocastEnabled(DeviceType device) => IsLoaded && baron_autocast_enabled((int)device) != 0;

    internal static long EnterAutocast(DeviceType device, bool enabled, ScalarType type)
    {
        long previous;
        Check(baron_autocast_enter((int)device, enabled ? 1 : 0, (int)type, &previous));
        return previous;
    }

    internal static void RestoreAutocast(DeviceType device, long previous) => Check(baron_autocast_restore((int)device, previous));

    /// <summary>Bytes allocated, most allocated so far, reserved, of the whole device, free; <c>null</c> where it cannot be told.</summary>
    internal static (long Allocated, long Peak, long Reserved, long Total, long Free)? CudaMemory(int index)
    {
        if (!IsLoaded)
        {
            return null;
        }

        var bytes = stackalloc long[5];
        return baron_cuda_memory(index, bytes) == 0 ? (bytes[0], bytes[1], bytes[2], bytes[3], bytes[4]) : null;
    }

    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new ExternalException(Marshal.PtrToStringUTF8(baron_last_error()) ?? "unknown native error");
        }
    }

    [LibraryImport(Library)]
    private static partial IntPtr baron_last_error();

    [LibraryImport(Library)]
    private static partial int baron_autocast_enabled(int device);

    [LibraryImport(Library)]
    private static partial int baron_autocast_enter(int device, int enabled, int type, long* previous);

    [LibraryImport(Library)]
    private static partial int baron_autocast_restore(int device, long previous);

    [LibraryImport(Library)]
    private static partial int baron_cuda_memory(int index, long* bytes);
}
