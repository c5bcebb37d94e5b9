using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Baron.Ops;

/// <summary>
/// Views of CPU tensors as spans, for loops that are faster in managed code than as many tiny tensor operations. A span is valid
/// only while the tensor lives; keep the tensor in a variable and call <see cref="GC.KeepAlive"/> after the last use where it is
/// not used otherwise.
/// </summary>
public static class TensorSpans
{
    /// <summary>The tensor's memory as a read-only span, row-major.</summary>
    /// <typeparam name="T">The element type that matches the tensor's dtype.</typeparam>
    /// <param name="tensor">A contiguous tensor on the CPU.</param>
    public static ReadOnlySpan<T> AsReadOnlySpan<T>(this Tensor tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.bytes);

    /// <summary>The tensor's memory as a writable span, row-major.</summary>
    /// <typeparam name="T">The element type that matches the tensor's dtype.</typeparam>
    /// <param name="tensor">A contiguous tensor on the CPU without gradient.</param>
    public static Span<T> AsSpan<T>(this Tensor tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.bytes);

    /// <summary>The values on the host: one copy, one synchronisation.</summary>
    /// <typeparam name="T">The element type that matches the tensor's dtype.</typeparam>
    /// <param name="tensor">Any tensor.</param>
    public static T[] ToHostArray<T>(this Tensor tensor)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        var host = tensor.detach().cpu().contiguous();
        return MemoryMarshal.Cast<byte, T>(host.bytes).ToArray();
    }
}
