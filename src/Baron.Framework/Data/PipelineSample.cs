using Baron.Media;
using Baron.Structures;

namespace Baron.Data;

/// <summary>
/// A sample on its way through a pipeline: the picture, what was done to it, and annotations in pixels of the picture as it is
/// now. Owns the picture; dispose it.
/// </summary>
public sealed class PipelineSample : IDisposable
{
    private ImageBuffer? _image;

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
        get => _image;
        set
        {
            if (!ReferenceEquals(_image, value))
            {
                _image?.Dispose();
                _image = value;
            }
        }
    }

    /// <summary>The picture as numbers, after <c>Normalize</c>; <c>null</c> otherwise.</summary>
    public FloatImage? FloatImage { get; set; }

    /// <summary>The size of the picture as it is now.</summary>
    /// <exception cref="BaronException">No picture is loaded.</exception>
    public ImageSize Size => Image?.Size ?? FloatImage?.Size
        ?? throw new BaronException($"A pipeline must begin with LoadImageFromFile (or another loading step): there is no picture yet for '{Meta.Path}'.");

    /// <summary>Boxes, one an instance.</summary>
    public PixelBox[] Boxes { get; set; } = [];

    /// <summary>Labels, 0-based class indices, one an instance.</summary>
    public int[] Labels { get; set; } = [];

    /// <summary>Whether an instance is to be ignored (a crowd), one an instance.</summary>
    public bool[] Ignored { get; set; } = [];

    /// <summary>Masks, one an instance, or <c>null</c> when they were not loaded.</summary>
    public InstanceMask[]? Masks { get; set; }

    /// <summary>Captions of the image.</summary>
    public IReadOnlyList<string> Captions { get; set; }

    /// <summary>Image-level labels, 0-based class indices.</summary>
    public IReadOnlyList<int> Tags { get; set; }

    /// <summary>What packing steps made: one sample a branch. Taken over by the dataset at the end of the pipeline.</summary>
    public List<DataSample> Packed { get; } = [];

    /// <summary>Copies the sample with its picture, for branches that change it differently. What is packed is not copied.</summary>
    public PipelineSample Clone() => new(Meta, Annotations)
    {
        Image = Image?.Clone(),
        FloatImage = FloatImage?.Clone(),
        Boxes = [.. Boxes],
        Labels = [.. Labels],
        Ignored = [.. Ignored],
        Masks = Masks is null ? null : [.. Masks],
        Captions = Captions,
        Tags = Tags,
    };

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
        Image = null;
        foreach (var sample in Packed)
        {
            sample.Dispose();
        }

        Packed.Clear();
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
