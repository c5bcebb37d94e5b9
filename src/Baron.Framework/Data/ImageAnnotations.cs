using Baron.Structures;

namespace Baron.Data;

/// <summary>What an annotation file says of one image; shared by all epochs and never changed.</summary>
public sealed class ImageAnnotations
{
    /// <summary>An image without annotations.</summary>
    public static ImageAnnotations Empty { get; } = new();

    /// <summary>Boxes, one an instance, in pixels of the file's picture.</summary>
    public PixelBox[] Boxes { get; init; } = [];

    /// <summary>Labels, 0-based class indices, one an instance.</summary>
    public int[] Labels { get; init; } = [];

    /// <summary>Whether an instance is to be ignored (a crowd), one an instance.</summary>
    public bool[] Ignored { get; init; } = [];

    /// <summary>Reads the mask of an instance by its index at the picture's size, or gives <c>null</c> for one without; <c>null</c> when the dataset has no masks.</summary>
    public Func<int, ImageSize, InstanceMask?>? ReadMask { get; init; }

    /// <summary>Captions.</summary>
    public IReadOnlyList<string> Captions { get; init; } = [];

    /// <summary>Image-level labels, 0-based class indices.</summary>
    public IReadOnlyList<int> Tags { get; init; } = [];

    /// <summary>Classes that were looked for and are not in the image, 0-based class indices, where the dataset says so (LVIS).</summary>
    public IReadOnlyList<int> NegativeClasses { get; init; } = [];

    /// <summary>Classes of which only some instances have a box, 0-based class indices, where the dataset says so (LVIS).</summary>
    public IReadOnlyList<int> NotExhaustiveClasses { get; init; } = [];
}
