using Baron.Structures;

namespace Baron.Data.Coco;

/// <summary>
/// Pictures with boxes and masks in the format of LVIS (Gupta et al., <i>LVIS</i>, CVPR 2019): COCO's, with federated annotation:
/// an image says which classes are surely absent from it (<c>neg_category_ids</c>) and of which classes not every instance has a
/// box (<c>not_exhaustive_category_ids</c>). The boxes are treated as those of <see cref="CocoDataset"/>.
/// </summary>
public abstract class LvisFormatDataset : CocoFormatDataset
{
    private protected LvisFormatDataset(string name, Options options)
        : base(name, options)
    {
    }

    private protected override (ImageAnnotations Annotations, bool Any) Annotate(int index, IReadOnlyList<CocoAnnotation> records, IReadOnlyDictionary<int, int> labels)
    {
        var image = AnnotationFile.Images[index];
        var (boxes, any) = BoxAnnotations.Build(image, records, labels, MaskReader);
        var negative = Labels(image.NegativeCategoryIds, labels);
        var partial = Labels(image.NotExhaustiveCategoryIds, labels);
        if (negative.Length == 0 && partial.Length == 0)
        {
            return (boxes, any);
        }

        return (new ImageAnnotations
        {
            Boxes = boxes.Boxes,
            Labels = boxes.Labels,
            Ignored = boxes.Ignored,
            ReadMask = boxes.ReadMask,
            NegativeClasses = negative,
            NotExhaustiveClasses = partial,
        }, any);
    }

    private static int[] Labels(int[]? categories, IReadOnlyDictionary<int, int> labels) =>
        categories is not { Length: > 0 } ? [] : [.. categories.Where(labels.ContainsKey).Select(id => labels[id])];
}
