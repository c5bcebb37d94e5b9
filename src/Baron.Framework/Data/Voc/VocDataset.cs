using System.Globalization;
using Baron.Media;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Data.Voc;

/// <summary>
/// Pictures with boxes of Pascal VOC (2007, 2012): a list of picture names, an XML file for each. Coordinates count from 1 there and
/// from 0 here; difficult boxes are ignored regions, and for training those without width or height, from which nothing is learnt.
/// </summary>
[Component("VOCDataset")]
public sealed class VocDataset : IClassIndexedDataset, IAnnotatedDataset
{
    private static readonly string[] Classes =
    [
        "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog", "horse",
        "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
    ];

    private readonly Pipeline _pipeline;
    private readonly string _imageFolder;
    private readonly List<Item> _items = [];

    /// <summary>Reads the list and its XML files.</summary>
    /// <param name="annFile">The list of picture names, such as <c>VOC2007/ImageSets/Main/trainval.txt</c>, below <paramref name="dataRoot"/> or absolute.</param>
    /// <param name="pipeline">The steps from file to model input; empty for a dataset that is only asked for annotations.</param>
    /// <param name="dataRoot">The folder of all releases.</param>
    /// <param name="dataPrefix"><c>sub_data_root</c> is the release's folder below <paramref name="dataRoot"/>, such as <c>VOC2007/</c>.</param>
    /// <param name="filterCfg">Which images are left out when training; <c>bbox_min_size</c> makes small boxes ignored ones.</param>
    /// <param name="metainfo">Classes; the 20 of Pascal VOC by default. Boxes of others are left out.</param>
    /// <param name="testMode">Whether every image is kept.</param>
    /// <param name="indices">Only the first so many images; below zero the last so many.</param>
    /// <param name="imgSubdir">The folder of the pictures below the release's.</param>
    /// <param name="annSubdir">The folder of the XML files below the release's.</param>
    /// <param name="backendArgs">Where files are; only the disk.</param>
    /// <exception cref="BaronException">The list or an XML file is missing or not in this format, a box ends before it begins, or pictures are absent.</exception>
    public VocDataset(
        [FilePath(RelativeTo = "data_root")] string annFile,
        IReadOnlyList<ITransform>? pipeline = null,
        [DirectoryPath] string dataRoot = "",
        DataPrefix? dataPrefix = null,
        FilterConfig? filterCfg = null,
        DatasetMetainfo? metainfo = null,
        bool testMode = false,
        int? indices = null,
        string imgSubdir = "JPEGImages",
        string annSubdir = "Annotations",
        IReadOnlyDictionary<string, string>? backendArgs = null)
    {
        FileBackends.RequireDisk("VOCDataset", backendArgs);
        if (dataPrefix is { Img.Length: > 0 })
        {
            throw new BaronException("VOCDataset: data_prefix.img is not used; give data_prefix.sub_data_root and, where it is not JPEGImages, img_subdir.");
        }

        if (metainfo?.Classes is { Count: 0 })
        {
            throw new BaronException("VOCDataset: metainfo.classes is empty; name at least one class, or leave it out for the 20 of Pascal VOC.");
        }

        _pipeline = new Pipeline(pipeline ?? []);
        ListPath = Path.Combine(dataRoot, annFile);
        var root = Path.Combine(dataRoot, dataPrefix?.SubDataRoot ?? "");
        _imageFolder = Path.Combine(root, imgSubdir);
        var classes = metainfo?.Classes ?? Classes;
        Info = new DatasetInfo(classes, [.. Enumerable.Range(0, classes.Count)]);
        Build(Path.Combine(root, annSubdir), testMode ? null : filterCfg, testMode, indices);
        if (_pipeline.Steps.Count > 0 && ImageFiles.Missing(Count, GetPath) is { } missing)
        {
            throw new BaronException($"VOCDataset: '{ListPath}' names images that are absent, {missing}; check data_root and data_prefix.sub_data_root.");
        }
    }

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <summary>The list of picture names.</summary>
    public string ListPath { get; }

    /// <summary>The file of a sample's picture.</summary>
    /// <param name="index">0-based.</param>
    public string GetPath(int index) => Path.Combine(_imageFolder, _items[index].Name + ".jpg");

    /// <summary>
    /// The image id of a sample: the digits of its name as one number (<c>2008_000001</c>: 2008000001), or its line in the list,
    /// counted from 1, where names have other signs or would be the same.
    /// </summary>
    /// <param name="index">0-based.</param>
    public long GetImageId(int index) => _items[index].Id;

    /// <inheritdoc/>
    public ImageAnnotations GetAnnotations(int index) => _items[index].Annotations;

    /// <inheritdoc/>
    public ImageSize GetSize(int index) => _items[index].Size;

    /// <inheritdoc/>
    public IReadOnlyList<int> GetClasses(int index) => [.. _items[index].Annotations.Labels.Distinct().Order()];

    /// <inheritdoc/>
    public DataSample? Get(int index, IRandomSource random)
    {
        var item = _items[index];
        var meta = new ImageMeta { ImageId = item.Id, Path = GetPath(index), OriginalShape = item.Size, ImageShape = item.Size };
        return _pipeline.Run(new PipelineSample(meta, item.Annotations), random);
    }

    private void Build(string annotationFolder, FilterConfig? filter, bool testMode, int? indices)
    {
        var names = ReadList();
        var ids = Ids(names);
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var label = 0; label < Info.ClassNames.Count; label++)
        {
            if (!labels.TryAdd(Info.ClassNames[label], label))
            {
                throw new BaronException($"VOCDataset: metainfo.classes names '{Info.ClassNames[label]}' twice.");
            }
        }

        var files = new VocAnnotationFile[names.Count];
        for (var i = 0; i < names.Count; i++)
        {
            var path = Path.Combine(annotationFolder, names[i] + ".xml");
            files[i] = VocAnnotationFile.Read(path);
            var annotations = Annotate(path, files[i], labels, testMode ? 0 : Math.Max(1, filter?.BboxMinSize ?? 1));
            if (filter is { FilterEmptyGt: true } && annotations.Boxes.Length == 0)
            {
                continue;
            }

            var size = files[i].Size ?? ImageCodec.ReadSize(Path.Combine(_imageFolder, names[i] + ".jpg"));
            if (Math.Min(size.Width, size.Height) >= (filter?.MinSize ?? 0))
            {
                _items.Add(new Item(names[i], ids[i], size, annotations));
            }
        }

        if (!testMode && _items.Count > 0 && _items.TrueForAll(item => item.Annotations.Boxes.Length == 0) && Array.Exists(files, file => file.Objects.Count > 0))
        {
            throw new BaronException($"VOCDataset: no object of '{ListPath}' is of one of the classes {string.Join(", ", Info.ClassNames.Take(5))}; check metainfo.classes.");
        }

        ImageSubset.Keep("VOCDataset", _items, indices);

        if (_items.Count == 0)
        {
            throw new BaronException(names.Count == 0
                ? $"VOCDataset: '{ListPath}' names no pictures."
                : $"VOCDataset: of the {names.Count} images of '{ListPath}' none is left; check filter_cfg and metainfo.classes.");
        }
    }

    private static ImageAnnotations Annotate(string path, VocAnnotationFile file, Dictionary<string, int> labels, int minSize)
    {
        var kept = file.Objects.Where(o => labels.ContainsKey(o.Name)).ToList();
        if (kept.FindIndex(o => o.XMax < o.XMin || o.YMax < o.YMin) is var wrong and >= 0)
        {
            var (name, _, left, top, right, bottom) = kept[wrong];
            throw new BaronException($"VOCDataset: the annotation file '{path}' has a box of '{name}' that ends before it begins: ({left}, {top}) to ({right}, {bottom}).");
        }

        return kept.Count == 0 ? ImageAnnotations.Empty : new ImageAnnotations
        {
            Boxes = [.. kept.Select(o => new PixelBox(o.XMin - 1, o.YMin - 1, o.XMax - 1, o.YMax - 1))],
            Labels = [.. kept.Select(o => labels[o.Name])],
            Ignored = [.. kept.Select(o => o.IsDifficult || o.XMax - o.XMin < minSize || o.YMax - o.YMin < minSize)],
        };
    }

    private List<string> ReadList()
    {
        try
        {
            List<string> names = [.. File.ReadLines(ListPath).Select(NameOf).Where(name => name.Length > 0)];
            return names.FindIndex(name => name.Contains('\0', StringComparison.Ordinal)) is var bad and >= 0
                ? throw new BaronException($"VOCDataset: '{ListPath}' is not a list of pictures: its name {bad + 1} cannot be that of a file.")
                : names;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BaronException($"The list of pictures '{ListPath}' does not exist; check data_root and ann_file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"The list of pictures '{ListPath}' cannot be read: {e.Message}", e);
        }
    }

    // Lists of one class have a second column, which says whether the class is there; other blanks are part of the name.
    private static string NameOf(string line)
    {
        var text = line.Trim();
        var blank = text.LastIndexOfAny([' ', '\t']);
        return blank > 0 && text[(blank + 1)..] is "1" or "-1" or "0" ? text[..blank].TrimEnd() : text;
    }

    private static List<long> Ids(List<string> names)
    {
        var ids = new List<long>(names.Count);
        foreach (var name in names)
        {
            var digits = name.Replace("_", "", StringComparison.Ordinal);
            if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                break;
            }

            ids.Add(id);
        }

        return ids.Count == names.Count && ids.Distinct().Count() == ids.Count ? ids : [.. Enumerable.Range(1, names.Count).Select(i => (long)i)];
    }

    private readonly record struct Item(string Name, long Id, ImageSize Size, ImageAnnotations Annotations);
}
