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
    /// <exception cref="InvalidOperationException">The tensor's elements have another size.</exception>
    public static ReadOnlySpan<T> AsReadOnlySpan<T>(this Tensor tensor)
        where T : unmanaged => AsSpan<T>(tensor);

    /// <summary>The tensor's memory as a writable span, row-major.</summary>
    /// <typeparam name="T">The element type that matches the tensor's dtype.</typeparam>
    /// <param name="tensor">A contiguous tensor on the CPU without gradient.</param>
    /// <exception cref="InvalidOperationException">The tensor's elements have another size.</exception>
    public static unsafe Span<T> AsSpan<T>(this Tensor tensor)
        where T : unmanaged
    {
        var bytes = tensor.bytes;
        return bytes.Length == tensor.numel() * sizeof(T)
            ? MemoryMarshal.Cast<byte, T>(bytes)
            : throw new InvalidOperationException($"A tensor of {tensor.dtype} was read as {typeof(T).Name}.");
    }

    /// <summary>The values on the host: one copy, one synchronisation. Values of mixed precision become floats.</summary>
    /// <typeparam name="T">The element type that matches the tensor's dtype.</typeparam>
    /// <param name="tensor">Any tensor.</param>
    public static T[] ToHostArray<T>(this Tensor tensor)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        var host = (typeof(T) == typeof(float) ? Autocast.Full(tensor.detach()) : tensor.detach()).cpu().contiguous();
        return host.AsReadOnlySpan<T>().ToArray();
    }
}
