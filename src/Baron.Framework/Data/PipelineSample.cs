using Baron.Media;
using Baron.Ops;
using Baron.Structures;

namespace Baron.Data;

/// <summary>
/// A sample on its way through a pipeline: the picture, what was done to it, and annotations in pixels of the picture as it is
/// now. Owns the picture; dispose it.
/// </summary>
public sealed class PipelineSample : IDisposable
{
    private ImageBuffer? _image;
    private bool _isPacked;
    private ImageSize? _pendingSize;
    private bool _pendingMirror;

    /// <summary>Starts a sample.</summary>
    /// <param name="meta">At least the image's id and path.</param>
    /// <param name="annotations">What the annotation file says of the image.</param>
    public PipelineSample(ImageMeta meta, ImageAnnotations annotations)
    {
        Meta = meta;
        Annotations = annotations;
        Captions = annotations.Captions;
        Tags = annotations.Tags;
    }

    /// <summary>Where the picture comes from and what was done to it.</summary>
    public ImageMeta Meta { get; set; }

    /// <summary>The annotations as the file has them, in pixels of the file's picture; <c>LoadAnnotations</c> copies from here.</summary>
    public ImageAnnotations Annotations { get; }

    /// <summary>The picture in 8 bits, or <c>null</c> before it is loaded and after it was normalised. Setting it frees the one before.</summary>
    public ImageBuffer? Image
    {
        get
        {
            Finish();
            return _image;
        }

        set
        {
            (_pendingSize, _pendingMirror) = (null, false);
            if (!ReferenceEquals(_image, value))
            {
                Release();
                _image = value;
            }
        }
    }

    /// <summary>The picture as numbers, after <c>Normalize</c>; <c>null</c> otherwise.</summary>
    public FloatImage? FloatImage { get; set; }

    /// <summary>The size of the picture as it is now.</summary>
    /// <exception cref="BaronException">No picture is loaded.</exception>
    public ImageSize Size => _pendingSize ?? _image?.Size ?? FloatImage?.Size
        ?? throw new BaronException($"A pipeline must begin with LoadImageFromFile (or another loading step): there is no picture yet for '{Meta.Path}'.");

    /// <summary>Boxes, one an instance.</summary>
    public PixelBox[] Boxes { get; set; } = [];

    /// <summary>Labels, 0-based class indices, one an instance.</summary>
    public int[] Labels { get; set; } = [];

    /// <summary>Whether an instance is to be ignored (a crowd), one an instance.</summary>
    public bool[] Ignored { get; set; } = [];

    /// <summary>Masks, one an instance, or <c>null</c> when they were not loaded.</summary>
    public InstanceMask[]? Masks { get; set; }

    /// <summary>Whether boxes and masks are those of the file although the picture was resized or mirrored before they were loaded.</summary>
    internal bool IsTruthOfFile { get; set; }

    /// <summary>Captions of the image.</summary>
    public IReadOnlyList<string> Captions { get; set; }

    /// <summary>Image-level labels, 0-based class indices.</summary>
    public IReadOnlyList<int> Tags { get; set; }

    /// <summary>What packing steps made: one sample a branch. Taken over by the dataset at the end of the pipeline.</summary>
    public List<DataSample> Packed { get; } = [];

    /// <summary>Copies the sample with its picture, for branches that change it differently. What is packed is not copied.</summary>
    public PipelineSample Clone() => new(Meta, Annotations)
    {
        _image = _image?.Clone(),
        _pendingSize = _pendingSize,
        _pendingMirror = _pendingMirror,
        FloatImage = FloatImage?.Clone(),
        Boxes = [.. Boxes],
        Labels = [.. Labels],
        Ignored = [.. Ignored],
        Masks = Masks is null ? null : [.. Masks],
        IsTruthOfFile = IsTruthOfFile,
        Captions = Captions,
        Tags = Tags,
    };

    /// <summary>
    /// Resizes the picture. The usual case, bilinear and once, is put off: a picture that goes straight to the network is resized,
    /// mirrored and normalised in one pass, with the same pixels.
    /// </summary>
    /// <param name="size">The new size.</param>
    /// <param name="interpolation">How pixels are computed.</param>
    internal void ResizeImage(ImageSize size, Interpolation interpolation)
    {
        if (size == Size)
        {
            return;
        }

        if (_image is null)
        {
            FloatImage = FloatImage!.Resize(size, interpolation);
        }
        else if (interpolation == Interpolation.Bilinear && _image.Channels == 3 && _pendingSize is null)
        {
            _pendingSize = size;
        }
        else
        {
            Image = Image!.Resize(size, interpolation);
        }
    }

    /// <summary>Mirrors the picture; put off like a resize where that is possible.</summary>
    /// <param name="direction">Which way.</param>
    internal void FlipImage(FlipDirection direction)
    {
        if (_image is null)
        {
            _ = Size;
            FloatImage = FloatImage!.Flip(direction);
        }
        else if (direction == FlipDirection.Horizontal && _image.Channels == 3)
        {
            _pendingSize ??= _image.Size;
            _pendingMirror ^= true;
        }
        else
        {
            Image = Image!.Flip(direction);
        }
    }

    /// <summary>Gives the 8-bit picture to a packed sample; it can still be read here.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it does not have three channels.</exception>
    internal SamplePicture PackImage()
    {
        if (_isPacked)
        {
            _image = _image!.Clone();
        }

        var picture = new SamplePicture(_image ?? throw new InvalidOperationException("There is no picture."), Size, _pendingMirror);
        _isPacked = true;
        return picture;
    }

    /// <summary>Keeps some of the instances, in their order.</summary>
    /// <param name="keep">Whether to keep each instance.</param>
    /// <exception cref="ArgumentException">There is not one flag an instance.</exception>
    public void KeepInstances(ReadOnlySpan<bool> keep)
    {
        if (keep.Length != Boxes.Length)
        {
            throw new ArgumentException($"{keep.Length} flags for {Boxes.Length} instances.", nameof(keep));
        }

        Boxes = Select(Boxes, keep);
        Labels = Select(Labels, keep);
        Ignored = Select(Ignored, keep);
        Masks = Masks is null ? null : Select(Masks, keep);
    }

    /// <summary>Frees the picture and what is still packed here.</summary>
    public void Dispose()
    {
        Release();
        _image = null;
        foreach (var sample in Packed)
        {
            sample.Dispose();
        }

        Packed.Clear();
    }

    private void Finish()
    {
        if (_pendingSize is not { } size)
        {
            return;
        }

        var (mirror, image) = (_pendingMirror, _image!);
        (_pendingSize, _pendingMirror) = (null, false);
        if (size != image.Size)
        {
            var resized = image.Resize(size);
            Release();
            _image = image = resized;
        }

        if (mirror)
        {
            var mirrored = image.Flip(FlipDirection.Horizontal);
            Release();
            _image = mirrored;
        }
    }

    private void Release()
    {
        // A packed picture is the packed sample's.
        if (!_isPacked)
        {
            _image?.Dispose();
        }

        _isPacked = false;
    }

    private static T[] Select<T>(T[] items, ReadOnlySpan<bool> keep)
    {
        var kept = new List<T>(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            if (keep[i])
            {
                kept.Add(items[i]);
            }
        }

        return [.. kept];
    }
}
