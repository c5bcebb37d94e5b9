using Baron.Registry;
using Baron.Structures;

namespace Baron.Data.Coco;

/// <summary>
/// Pictures with captions for caption supervision: the picture itself is the only box (label 0). Captions stand in the image
/// records (<c>captions</c>) or, as in COCO's caption files, in annotations (<c>caption</c>); classes known to be in a picture
/// (<c>pos_category_ids</c>) become its tags. While training, another image takes the place of one without captions.
/// </summary>
[Component("CocoCaptionOVDDataset")]
public sealed class CocoCaptionOvdDataset : CocoFormatDataset
{
    private readonly bool _testMode;

    /// <summary>Reads the annotation file.</summary>
    /// <param name="annFile">The annotation file, below <paramref name="dataRoot"/> or absolute.</param>
    /// <param name="pipeline">The steps from file to model input; empty for a dataset that is only asked for annotations.</param>
    /// <param name="dataRoot">The dataset's folder.</param>
    /// <param name="dataPrefix">Where the pictures are, below <paramref name="dataRoot"/>.</param>
    /// <param name="filterCfg">Which images are left out when training; empty images are those without a caption.</param>
    /// <param name="metainfo">Classes; all of the file by default.</param>
    /// <param name="testMode">Whether every image is kept.</param>
    /// <param name="indices">Only the first so many images; below zero the last so many.</param>
    /// <param name="backendArgs">Where files are; only the disk.</param>
    /// <exception cref="BaronException">The file is missing, not JSON, not in COCO's format or without captions, or names images that are absent.</exception>
    public CocoCaptionOvdDataset(
        [FilePath(RelativeTo = "data_root")] string annFile,
        IReadOnlyList<ITransform>? pipeline = null,
        [DirectoryPath] string dataRoot = "",
        DataPrefix? dataPrefix = null,
        FilterConfig? filterCfg = null,
        DatasetMetainfo? metainfo = null,
        bool testMode = false,
        int? indices = null,
        IReadOnlyDictionary<string, string>? backendArgs = null)
        : base("CocoCaptionOVDDataset", new Options(annFile, dataRoot, dataPrefix, filterCfg, metainfo, testMode, pipeline, indices, backendArgs))
    {
        _testMode = testMode;
        if (!testMode && !Enumerable.Range(0, Count).Any(i => GetAnnotations(i).Captions.Count > 0))
        {
            throw new BaronException($"CocoCaptionOVDDataset: no image of '{AnnotationPath}' has a caption; captions stand in 'captions' of an image or 'caption' of an annotation.");
        }
    }

    private protected override bool NeedsClasses => false;

    // An image may stay without captions where filter_cfg lets it; training takes another one instead.
    private protected override bool Skips(ImageAnnotations annotations) => !_testMode && annotations.Captions.Count == 0;

    private protected override (ImageAnnotations Annotations, bool Any) Annotate(int index, IReadOnlyList<CocoAnnotation> records, IReadOnlyDictionary<int, int> labels)
    {
        var image = AnnotationFile.Images[index];
        IReadOnlyList<string> captions = image.Captions ?? [];
        if (AnnotationFile.Captions is { } listed && listed.TryGetValue(index, out var more))
        {
            captions = [.. captions, .. more];
        }

        return (new ImageAnnotations
        {
            Boxes = [new PixelBox(0, 0, image.Width, image.Height)],
            Labels = [0],
            Ignored = [false],
            Captions = captions,
            Tags = [.. (image.PositiveCategoryIds ?? []).Where(labels.ContainsKey).Select(id => labels[id])],
        }, captions.Count > 0);
    }
}
