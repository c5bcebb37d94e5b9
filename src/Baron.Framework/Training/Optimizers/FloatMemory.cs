using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Training.Optimizers;

/// <summary>The memory of float32 tensors on the CPU, for loops that would cost many small operator calls.</summary>
internal static class FloatMemory
{
    /// <summary>Whether <see cref="Of"/> gives the tensor's own memory.</summary>
    public static bool Direct(Tensor tensor) =>
        tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32 && tensor.is_contiguous();

    /// <summary>The memory of a contiguous float32 tensor on the CPU.</summary>
    public static Span<float> Of(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
