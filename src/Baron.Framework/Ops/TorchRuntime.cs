using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Baron.Ops;

/// <summary>What this process computes with; for environment checks and bug reports.</summary>
public static class TorchRuntime
{
    private static readonly string[] FastBlas = ["openblas", "mkl", "blis", "atlas", "torch"];

    /// <summary>The version that TorchSharp reports.</summary>
    public static string TorchVersion => __version__;

    /// <summary>The file that multiplies matrices for libtorch, links resolved; <c>null</c> where the native library is absent or cannot tell.</summary>
    public static string? BlasLibrary
    {
        get
        {
            var path = NativeOps.IsLoaded ? Marshal.PtrToStringUTF8(NativeOps.baron_blas_library()) : null;
            return string.IsNullOrEmpty(path) ? null : path;
        }
    }

    /// <summary>
    /// Whether that file is an optimised library (OpenBLAS, MKL, BLIS, or libtorch itself with one built in) and not the reference
    /// BLAS, which is 5 to 20 times slower; <c>null</c> where it is unknown.
    /// </summary>
    public static bool? HasFastBlas => BlasLibrary is { } path
        ? FastBlas.Any(name => path.Contains(name, StringComparison.OrdinalIgnoreCase))
        : null;

    /// <summary>Whether the fused operators (RoIAlign, NMS, overlaps) are there for a kind of device; else they are composed, slower.</summary>
    /// <param name="device">A device of that kind.</param>
    public static bool HasFusedOperators(Device device) => NativeOps.SupportsDevice(device.type);
}
