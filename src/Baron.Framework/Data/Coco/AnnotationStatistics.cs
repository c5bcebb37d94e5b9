namespace Baron.Data.Coco;

/// <summary>What is in an annotation file, for <c>baron data stats</c>.</summary>
public sealed class AnnotationStatistics
{
    // COCO's limits between small, medium and large objects, in pixels of area.
    private const double SmallArea = 32 * 32;
    private const double MediumArea = 96 * 96;

    private AnnotationStatistics(CocoAnnotationFile file)
    {
        IsFromCache = file.IsFromCache;
        Images = file.Images.Count;
        Annotations = file.AnnotationCount;
        HasMasks = file.HasMasks;
        CaptionedImages = file.Images.Where((image, i) => image.Captions is { Length: > 0 } || file.Captions?.ContainsKey(i) == true).Count();
        var known = new Dictionary<int, int>();
        for (var i = 0; i < file.Categories.Count; i++)
        {
            known[file.Categories[i].Id] = i;
        }

        var instances = new int[file.Categories.Count];
        var images = new int[file.Categories.Count];
        var lastImage = new int[file.Categories.Count];
        Array.Fill(lastImage, -1);
        var perImage = new int[Images];
        for (var i = 0; i < Images; i++)
        {
            var image = file.Images[i];
            foreach (var annotation in file.AnnotationsOf(i))
            {
                perImage[i]++;
                Crowds += annotation.IsCrowd ? 1 : 0;
                InvalidBoxes += IsUsable(annotation, image) ? 0 : 1;
                Small += annotation.Area < SmallArea ? 1 : 0;
                Medium += annotation.Area is >= SmallArea and < MediumArea ? 1 : 0;
                Large += annotation.Area >= MediumArea ? 1 : 0;
                if (!known.TryGetValue(annotation.CategoryId, out var category))
                {
                    UnknownCategories++;
                    continue;
                }

                instances[category]++;
                if (lastImage[category] != i)
                {
                    lastImage[category] = i;
                    images[category]++;
                }
            }
        }

        EmptyImages = perImage.Count(count => count == 0);
        MostPerImage = perImage.Length == 0 ? 0 : perImage.Max();
        Widths = Spread.Of([.. file.Images.Select(image => image.Width)]);
        Heights = Spread.Of([.. file.Images.Select(image => image.Height)]);
        Categories = [.. file.Categories.Select((category, i) => new CategoryCount(category, images[i], instances[i]))];
    }

    /// <summary>Whether the file was read from its cache.</summary>
    public bool IsFromCache { get; }

    /// <summary>The number of images.</summary>
    public int Images { get; }

    /// <summary>The number of images without any box.</summary>
    public int EmptyImages { get; }

    /// <summary>The number of images with captions.</summary>
    public int CaptionedImages { get; }

    /// <summary>The number of boxes.</summary>
    public int Annotations { get; }

    /// <summary>The largest number of boxes on one image.</summary>
    public int MostPerImage { get; }

    /// <summary>Boxes of crowds.</summary>
    public int Crowds { get; }

    /// <summary>Boxes that training leaves out: without area inside the picture, less than a pixel wide or high, or marked to be ignored.</summary>
    public int InvalidBoxes { get; }

    /// <summary>Boxes of categories that the file does not list.</summary>
    public int UnknownCategories { get; }

    /// <summary>Objects of less than 32 x 32 pixels of area.</summary>
    public int Small { get; }

    /// <summary>Objects between 32 x 32 and 96 x 96 pixels of area.</summary>
    public int Medium { get; }

    /// <summary>Objects of at least 96 x 96 pixels of area.</summary>
    public int Large { get; }

    /// <summary>Whether any object has a mask.</summary>
    public bool HasMasks { get; }

    /// <summary>Widths of the images, in pixels.</summary>
    public Spread Widths { get; }

    /// <summary>Heights of the images, in pixels.</summary>
    public Spread Heights { get; }

    /// <summary>The categories in file order.</summary>
    public IReadOnlyList<CategoryCount> Categories { get; }

    /// <summary>Reads an annotation file and counts.</summary>
    /// <param name="path">The file, in the format of COCO or LVIS; only read.</param>
    /// <exception cref="BaronException">The file is missing, unreadable, not JSON or not in this format.</exception>
    public static AnnotationStatistics Read(string path) => new(CocoAnnotationFile.Open(path));

    private static bool IsUsable(CocoAnnotation annotation, CocoImage image) => BoxAnnotations.IsUsable(image, annotation);
}
