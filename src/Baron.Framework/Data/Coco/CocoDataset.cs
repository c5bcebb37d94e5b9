using Baron.Registry;
using Baron.Structures;

namespace Baron.Data.Coco;

/// <summary>
/// Pictures with boxes (and masks) in COCO's annotation format. Boxes without area inside the picture or less than a pixel wide
/// or high are left out; crowds are ignored regions.
/// </summary>
[Component("CocoDataset")]
public sealed class CocoDataset : CocoFormatDataset
{
    /// <summary>Reads the annotation file.</summary>
    /// <param name="annFile">The annotation file, below <paramref name="dataRoot"/> or absolute.</param>
    /// <param name="pipeline">The steps from file to model input; empty for a dataset that is only asked for annotations.</param>
    /// <param name="dataRoot">The dataset's folder.</param>
    /// <param name="dataPrefix">Where the pictures are, below <paramref name="dataRoot"/>.</param>
    /// <param name="filterCfg">Which images are left out when training.</param>
    /// <param name="metainfo">Classes; all of the file by default.</param>
    /// <param name="testMode">Whether every image is kept.</param>
    /// <param name="indices">Only the first so many images; below zero the last so many.</param>
    /// <param name="backendArgs">Where files are; only the disk.</param>
    /// <exception cref="BaronException">The file is missing, not JSON or not in COCO's format, or names images that are absent.</exception>
    public CocoDataset(
        [FilePath(RelativeTo = "data_root")] string annFile,
        IReadOnlyList<ITransform>? pipeline = null,
        [DirectoryPath] string dataRoot = "",
        DataPrefix? dataPrefix = null,
        FilterConfig? filterCfg = null,
        DatasetMetainfo? metainfo = null,
        bool testMode = false,
        int? indices = null,
        IReadOnlyDictionary<string, string>? backendArgs = null)
        : base("CocoDataset", new Options(annFile, dataRoot, dataPrefix, filterCfg, metainfo, testMode, pipeline, indices, backendArgs))
    {
    }

    private protected override (ImageAnnotations Annotations, bool Any) Annotate(int index, IReadOnlyList<CocoAnnotation> records, IReadOnlyDictionary<int, int> labels) =>
        BoxAnnotations.Build(AnnotationFile.Images[index], records, labels, MaskReader);
}
