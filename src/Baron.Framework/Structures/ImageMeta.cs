namespace Baron.Structures;

/// <summary>What the pipeline did to an image: everything needed to map boxes back to the file.</summary>
public sealed record ImageMeta
{
    /// <summary>The dataset's image id.</summary>
    public long ImageId { get; init; }

    /// <summary>The file, or an empty string for images made in memory.</summary>
    public string Path { get; init; } = "";

    /// <summary>Size in the file.</summary>
    public ImageSize OriginalShape { get; init; }

    /// <summary>Size after resizing, before padding: the valid region of the network input.</summary>
    public ImageSize ImageShape { get; init; }

    /// <summary>Size of the network input of this batch, after padding.</summary>
    public ImageSize BatchInputShape { get; init; }

    /// <summary>
    /// Size after this image was padded to the preprocessor's divisor, before it was padded to the largest of its batch: anchors
    /// outside are not used. Not set: <see cref="BatchInputShape"/> is taken.
    /// </summary>
    public ImageSize PadShape { get; init; }

    /// <summary>Horizontal resize factor, new width / original width.</summary>
    public double ScaleX { get; init; } = 1.0;

    /// <summary>Vertical resize factor, new height / original height.</summary>
    public double ScaleY { get; init; } = 1.0;

    /// <summary><c>null</c>, <c>horizontal</c>, <c>vertical</c> or <c>diagonal</c>.</summary>
    public string? FlipDirection { get; init; }

    /// <summary>Whether the image was flipped.</summary>
    public bool Flipped => FlipDirection is not null;
}
