using Baron.Media;
using static TorchSharp.torch;

namespace Baron.Structures;

/// <summary>
/// The picture of a sample: a tensor, or a decoded picture with a resize and a mirroring still to do. Safe to use from several
/// threads. Copies of a sample share it.
/// </summary>
internal sealed class SamplePicture : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ImageBuffer? _source;
    private readonly ImageSize _size;
    private readonly bool _mirrored;
    private Tensor? _tensor;

    /// <summary>Wraps a tensor.</summary>
    /// <param name="tensor"><c>[3, H, W]</c>; owned from now on.</param>
    public SamplePicture(Tensor tensor) => _tensor = tensor;

    /// <summary>Wraps a decoded picture.</summary>
    /// <param name="source">Three channels; owned from now on.</param>
    /// <param name="size">The size to resize to, bilinearly.</param>
    /// <param name="mirrored">Whether the resized picture is mirrored left to right.</param>
    /// <exception cref="InvalidOperationException">The picture does not have three channels.</exception>
    public SamplePicture(ImageBuffer source, ImageSize size, bool mirrored)
    {
        if (source.Channels != 3)
        {
            throw new InvalidOperationException("Only pictures of three channels become network inputs.");
        }

        (_source, _size, _mirrored) = (source, size, mirrored);
    }

    /// <summary>The size of the tensor.</summary>
    public ImageSize Size => _source is null ? new ImageSize((int)_tensor!.shape[1], (int)_tensor.shape[2]) : _size;

    /// <summary>The tensor <c>[3, H, W]</c>, made now where it was not before.</summary>
    /// <exception cref="ObjectDisposedException">The picture is disposed.</exception>
    public Tensor Tensor
    {
        get
        {
            lock (_lock)
            {
                return _tensor ??= Make();
            }
        }
    }

    /// <summary>The decoded picture and what is still to do to it, or <c>null</c> where only the tensor is known.</summary>
    public (ImageBuffer Source, ImageSize Size, bool Mirrored)? Pending => _source is null || _tensor is not null ? null : (_source, _size, _mirrored);

    /// <summary>Makes the tensor in page-locked memory, from which copies to a GPU need not be waited for.</summary>
    public void Pin()
    {
        var tensor = Tensor;
        lock (_lock)
        {
            _tensor = tensor.pin_memory().DetachFromDisposeScope();
        }

        if (!ReferenceEquals(_tensor, tensor))
        {
            tensor.Dispose();
        }

        _source?.Dispose();
    }

    /// <summary>Frees the memory. Disposing twice is harmless.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _tensor?.Dispose();
            _source?.Dispose();
        }
    }

    private unsafe Tensor Make()
    {
        var source = _source!;

        // Whoever asks first may be inside a dispose scope; the tensor is the sample's.
        var tensor = empty(3, _size.Height, _size.Width, dtype: ScalarType.Byte).DetachFromDisposeScope();
        fixed (byte* planes = tensor.bytes)
        {
            MediaNative.Check(MediaNative.ResizePlanes(source.Pointer, source.Height, source.Width, planes, _size.Height, _size.Width, _mirrored ? 1 : 0, 0));
        }

        return tensor;
    }
}
