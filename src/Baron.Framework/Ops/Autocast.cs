using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Ops;

/// <summary>
/// A region of the calling thread in which matrix products and convolutions are computed in a shorter type, while weights stay
/// float32. libtorch does it (<c>at::autocast</c>); TorchSharp offers no way to it, so it needs the native library.
/// </summary>
public sealed class Autocast : IDisposable
{
    private readonly DeviceType _device;
    private readonly long _previous;
    private bool _left;

    private Autocast(DeviceType device, bool enabled, ScalarType type)
    {
        _device = device;
        _previous = NativeDevice.EnterAutocast(device, enabled, type);
    }

    /// <summary>Whether the native library is loaded and knows mixed precision.</summary>
    public static bool IsSupported => NativeDevice.IsLoaded;

    /// <summary>Whether the calling thread is in such a region.</summary>
    /// <param name="device">The kind of device that computes.</param>
    public static bool IsOn(DeviceType device) => NativeDevice.AutocastEnabled(device);

    /// <summary>Starts a region; it ends when the result is disposed, on the same thread.</summary>
    /// <param name="device">The kind of device that computes.</param>
    /// <param name="type"><see cref="ScalarType.BFloat16"/> or <see cref="ScalarType.Float16"/>.</param>
    /// <exception cref="BaronException">The native library is absent or too old.</exception>
    public static Autocast Enter(DeviceType device, ScalarType type)
    {
        RequireSupport();
        return new Autocast(device, true, type);
    }

    /// <summary>Starts a region in which everything is computed in the type of its operands; <c>null</c> where that is so already.</summary>
    /// <param name="device">The kind of device that computes.</param>
    public static Autocast? Suspend(DeviceType device) =>
        NativeDevice.AutocastEnabled(device) ? new Autocast(device, false, ScalarType.Float32) : null;

    /// <summary>Checks that mixed precision can be had.</summary>
    /// <exception cref="BaronException">The native library is absent or too old.</exception>
    public static void RequireSupport()
    {
        if (!IsSupported)
        {
            throw new BaronException("Mixed precision (--amp, AmpOptimWrapper) cannot be had: the native library baron_aten is not loaded or too old. Build it with ./baron --version (LIBTORCH names another libtorch), or train without --amp.");
        }
    }

    /// <summary>A tensor in at least float32: what losses and boxes are computed in, whatever the networks before them used.</summary>
    /// <param name="tensor">Any tensor.</param>
    /// <returns>The tensor itself unless it is float16 or bfloat16; differentiable.</returns>
    public static Tensor Full(Tensor tensor) =>
        tensor.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? tensor.to(ScalarType.Float32) : tensor;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_left)
        {
            _left = true;
            NativeDevice.RestoreAutocast(_device, _previous);
        }
    }
}
