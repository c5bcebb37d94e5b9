using Baron.Registry;

namespace Baron.Data.Coco;

/// <summary>
/// Pictures with boxes and masks of LVIS version 0.5, whose names follow COCO 2014 (<c>COCO_train2014_000000000009.jpg</c>) while
/// the files follow COCO 2017 (<c>000000000009.jpg</c>). <c>LVISDataset</c> is its older name in published configs.
/// </summary>
[Component("LVISV05Dataset")]
[Component("LVISDataset")]
public sealed class LvisV05Dataset : LvisFormatDataset
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
    /// <exception cref="BaronException">The file is missing, not JSON or not in this format, or names images that are absent.</exception>
    public LvisV05Dataset(
        [FilePath(RelativeTo = "data_root")] string annFile,
        IReadOnlyList<ITransform>? pipeline = null,
        [DirectoryPath] string dataRoot = "",
        DataPrefix? dataPrefix = null,
        FilterConfig? filterCfg = null,
        DatasetMetainfo? metainfo = null,
        bool testMode = false,
        int? indices = null,
        IReadOnlyDictionary<string, string>? backendArgs = null)
        : base("LVISV05Dataset", new Options(annFile, dataRoot, dataPrefix, filterCfg, metainfo, testMode, pipeline, indices, backendArgs))
    {
    }

    private protected override string GetFileName(CocoImage image) => LvisFileNames.WithoutRelease(image.FileName);
}
