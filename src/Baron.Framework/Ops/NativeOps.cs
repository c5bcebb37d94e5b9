using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Ops;

/// <summary>
/// Entry points of native/aten/ops.cpp. Tensors cross as <see cref="Tensor.Handle"/> and come back through
/// <see cref="Tensor.UnsafeCreateTensor"/>, so that one library serves every TorchSharp whose libtorch it was built against.
/// </summary>
internal static unsafe partial class NativeOps
{
    private const string Library = "baron_aten";

    private static readonly bool Loaded = Probe();

    /// <summary>Turns the native kernels off on this thread, so that tests can compare the managed fallbacks with them.</summary>
    [field: ThreadStatic]
    internal static bool Disabled { get; set; }

    /// <summary>Whether the native library was found.</summary>
    internal static bool IsLoaded => Loaded;

    /// <summary>Whether fused kernels exist for tensors like this one.</summary>
    internal static bool Supports(Tensor tensor) => !Disabled && SupportsDevice(tensor.device_type);

    /// <summary>Whether fused kernels exist for a kind of device.</summary>
    internal static bool SupportsDevice(DeviceType type) => Loaded && baron_ops_support((int)type) != 0;

    internal static Tensor RoiAlign(Tensor features, Tensor rois, long height, long width, double spatialScale, long samplingRatio, bool aligned)
    {
        IntPtr result;
        Check(baron_roi_align(features.Handle, rois.Handle, height, width, spatialScale, samplingRatio, aligned ? 1 : 0, &result));
        GC.KeepAlive(features);
        GC.KeepAlive(rois);
        return Tensor.UnsafeCreateTensor(result);
    }

    internal static Tensor Nms(Tensor boxes, Tensor scores, double iouThreshold)
    {
        IntPtr result;
        Check(baron_nms(boxes.Handle, scores.Handle, iouThreshold, &result));
        GC.KeepAlive(boxes);
        GC.KeepAlive(scores);
        return Tensor.UnsafeCreateTensor(result);
    }

    internal static Tensor Overlaps(Tensor a, Tensor b, long mode)
    {
        IntPtr result;
        Check(baron_box_overlaps(a.Handle, b.Handle, mode, &result));
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return Tensor.UnsafeCreateTensor(result);
    }

    private static bool Probe() =>
        NativeLibrary.TryLoad(Library, typeof(NativeOps).Assembly, null, out var library)
        && NativeLibrary.TryGetExport(library, "baron_roi_align", out _);

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
    internal static partial IntPtr baron_blas_library();

    [LibraryImport(Library)]
    private static partial int baron_ops_support(int deviceType);

    [LibraryImport(Library)]
    private static partial int baron_roi_align(IntPtr input, IntPtr rois, long height, long width, double spatialScale, long samplingRatio, int aligned, IntPtr* result);

    [LibraryImport(Library)]
    private static partial int baron_nms(IntPtr boxes, IntPtr scores, double iouThreshold, IntPtr* result);

    [LibraryImport(Library)]
    private static partial int baron_box_overlaps(IntPtr a, IntPtr b, long mode, IntPtr* result);
}
