using Baron.Registry;

namespace Baron.Data.Coco;

/// <summary>Pictures with boxes and masks of LVIS version 1, whose picture files are named by their <c>coco_url</c> (<c>train2017/000000000009.jpg</c>).</summary>
[Component("LVISV1Dataset")]
public sealed class LvisV1Dataset : LvisFormatDataset
{
    /// <summary>Reads the annotation file.</summary>
    /// <param name="annFile">The annotation file, below <paramref name="dataRoot"/> or absolute.</param>
    /// <param name="pipeline">The steps from file to model input; empty for a dataset that is only asked for annotations.</param>
    /// <param name="dataRoot">The dataset's folder.</param>
    /// <param name="dataPrefix">Where the folders <c>train2017</c> and <c>val2017</c> are, below <paramref name="dataRoot"/>.</param>
    /// <param name="filterCfg">Which images are left out when training.</param>
    /// <param name="metainfo">Classes; all of the file by default.</param>
    /// <param name="testMode">Whether every image is kept.</param>
    /// <param name="indices">Only the first so many images; below zero the last so many.</param>
    /// <param name="backendArgs">Where files are; only the disk.</param>
    /// <exception cref="BaronException">The file is missing, not JSON or not in this format, or names images that are absent.</exception>
    public LvisV1Dataset(
        [FilePath(RelativeTo = "data_root")] string annFile,
        IReadOnlyList<ITransform>? pipeline = null,
        [DirectoryPath] string dataRoot = "",
        DataPrefix? dataPrefix = null,
        FilterConfig? filterCfg = null,
        DatasetMetainfo? metainfo = null,
        bool testMode = false,
        int? indices = null,
        IReadOnlyDictionary<string, string>? backendArgs = null)
        : base("LVISV1Dataset", new Options(annFile, dataRoot, dataPrefix, filterCfg, metainfo, testMode, pipeline, indices, backendArgs))
    {
    }

    private protected override string GetFileName(CocoImage image)
    {
        // The last two parts of the address: folder of the split and file name.
        if (image.CocoUrl is not { Length: > 0 } url)
        {
            return image.FileName;
        }

        var parts = url.Split('/');
        return parts.Length < 2 ? url : $"{parts[^2]}/{parts[^1]}";
    }
}
