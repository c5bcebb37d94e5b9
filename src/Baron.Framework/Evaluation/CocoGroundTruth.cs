using Baron.Data.Coco;
using Baron.Structures;

namespace Baron.Evaluation;

/// <summary>The ground truth of an evaluation: images, categories and objects.</summary>
public sealed class CocoGroundTruth
{
    /// <summary>Creates a ground truth.</summary>
    /// <param name="name">The file, for messages.</param>
    /// <param name="images">The images, also those without objects, with their sizes (zeros where unknown).</param>
    /// <param name="categories">The categories.</param>
    /// <param name="annotations">The objects, in file order.</param>
    public CocoGroundTruth(
        string name,
        IReadOnlyDictionary<long, ImageSize> images,
        IReadOnlyList<CocoCategory> categories,
        IReadOnlyList<CocoGroundTruthAnnotation> annotations)
    {
        (Name, Images, Categories, Annotations) = (name, images, categories, annotations);
        ImageIds = [.. images.Keys.Order()];
    }

    /// <summary>The file, for messages.</summary>
    public string Name { get; }

    /// <summary>The images and their sizes.</summary>
    public IReadOnlyDictionary<long, ImageSize> Images { get; }

    /// <summary>The images, ascending.</summary>
    public IReadOnlyList<long> ImageIds { get; }

    /// <summary>The categories in file order.</summary>
    public IReadOnlyList<CocoCategory> Categories { get; }

    /// <summary>The objects in file order.</summary>
    public IReadOnlyList<CocoGroundTruthAnnotation> Annotations { get; }

    /// <summary>Reads an annotation file in COCO's format, also compressed by gzip.</summary>
    /// <param name="path">The file.</param>
    /// <param name="masks">Whether masks are needed.</param>
    /// <exception cref="BaronException">The file is missing, not JSON, not in COCO's format, or lacks a mask that is needed.</exception>
    public static CocoGroundTruth Load(string path, bool masks = false) => CocoGroundTruthReader.Read(path, masks);
}
