using Baron.Media;
using Baron.Structures;

namespace Baron.Data.Coco;

/// <summary>A dataset over an annotation file in COCO's format. Derived classes decide what an image's annotations are.</summary>
public abstract class CocoFormatDataset : IClassIndexedDataset, IAnnotatedDataset, IDisposable
{
    private readonly string _name;
    private readonly string _imageFolder;
    private readonly Pipeline _pipeline;
    private readonly CocoAnnotationFile _file;
    private readonly CocoMasks _masks;
    private readonly List<Item> _items = [];

    /// <summary>Reads the annotation file.</summary>
    /// <param name="name">The component, for messages.</param>
    /// <param name="options">The config's settings.</param>
    /// <exception cref="BaronException">The file, its classes or its pictures are not as the settings say.</exception>
    private protected CocoFormatDataset(string name, Options options)
    {
        _name = name;
        FileBackends.RequireDisk(name, options.BackendArgs);
        if (options.FilterCfg?.BboxMinSize is not null || options.DataPrefix is { SubDataRoot.Length: > 0 })
        {
            throw new BaronException($"{name}: filter_cfg.bbox_min_size and data_prefix.sub_data_root are for datasets of Pascal VOC; leave them out.");
        }

        _pipeline = new Pipeline(options.Pipeline ?? []);
        AnnotationPath = Path.Combine(options.DataRoot, options.AnnFile);
        _imageFolder = Path.Combine(options.DataRoot, options.DataPrefix?.Img ?? "");
        _file = CocoAnnotationFile.Open(AnnotationPath);
        _masks = new CocoMasks(AnnotationPath, _file.Stamp);
        Info = ReadClasses(options.Metainfo?.Classes);
        Build(options);
        CheckFiles();
    }

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <summary>The annotation file.</summary>
    public string AnnotationPath { get; }

    /// <summary>Whether the annotations were read from the annotation file's cache.</summary>
    public bool IsFromCache => _file.IsFromCache;

    /// <summary>Classes of the config that the annotation file does not have; no sample carries their labels.</summary>
    public IReadOnlyList<string> AbsentClasses { get; private set; } = [];

    /// <summary>Whether classes must be known; caption files may have none.</summary>
    private protected virtual bool NeedsClasses => true;

    private protected CocoAnnotationFile AnnotationFile => _file;

    /// <summary>Whether another sample is to take the place of one with these annotations.</summary>
    private protected virtual bool Skips(ImageAnnotations annotations) => false;

    /// <summary>The file of a sample's picture.</summary>
    /// <param name="index">0-based.</param>
    public string GetPath(int index) => Path.Combine(_imageFolder, GetFileName(_file.Images[_items[index].Image]));

    /// <inheritdoc/>
    public long GetImageId(int index) => _file.Images[_items[index].Image].Id;

    /// <inheritdoc/>
    public ImageAnnotations GetAnnotations(int index) => _items[index].Annotations;

    /// <inheritdoc/>
    public ImageSize GetSize(int index)
    {
        var image = _file.Images[_items[index].Image];
        return new ImageSize(image.Height, image.Width);
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> GetClasses(int index) => [.. _items[index].Annotations.Labels.Distinct().Order()];

    /// <inheritdoc/>
    public DataSample? Get(int index, IRandomSource random)
    {
        var item = _items[index];
        if (Skips(item.Annotations))
        {
            return null;
        }

        var image = _file.Images[item.Image];
        var size = new ImageSize(image.Height, image.Width);
        var meta = new ImageMeta { ImageId = image.Id, Path = GetPath(index), OriginalShape = size, ImageShape = size };
        try
        {
            return _pipeline.Run(new PipelineSample(meta, item.Annotations), random);
        }
        catch (MediaException e) when (!File.Exists(meta.Path))
        {
            throw new MediaException($"{e.Message} It is named by '{AnnotationPath}'; check data_prefix.img and data_root.", e);
        }
    }

    /// <summary>Closes the annotation file.</summary>
    public void Dispose()
    {
        _masks.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected virtual string GetFileName(CocoImage image) => image.FileName;

    /// <summary>Makes an image's annotations from its records.</summary>
    /// <param name="index">Index of the image in the file.</param>
    /// <param name="records">Its records in file order.</param>
    /// <param name="labels">Label by category id.</param>
    /// <returns>The annotations, and whether the image counts as having some.</returns>
    private protected abstract (ImageAnnotations Annotations, bool Any) Annotate(int index, IReadOnlyList<CocoAnnotation> records, IReadOnlyDictionary<int, int> labels);

    /// <summary>Reads masks of instances by their place in the file.</summary>
    private protected Func<int, ImageSize, InstanceMask?>? MaskReader(IReadOnlyList<CocoAnnotation> instances)
    {
        if (!_file.HasMasks)
        {
            return null;
        }

        var places = instances.Select(i => (i.Id, i.MaskOffset, i.MaskLength)).ToArray();
        var masks = _masks;
        return (i, size) => masks.Read(places[i].Id, places[i].MaskOffset, places[i].MaskLength, size);
    }

    private DatasetInfo ReadClasses(IReadOnlyList<string>? wanted)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var category in _file.Categories)
        {
            if (!ids.TryAdd(category.Name, category.Id) && (wanted is null || wanted.Contains(category.Name)))
            {
                throw new BaronException($"{_name}: the annotation file '{AnnotationPath}' has two categories named '{category.Name}'.");
            }
        }

        if (wanted is null)
        {
            if (_file.Categories.Count == 0 && NeedsClasses)
            {
                throw new BaronException($"{_name}: the annotation file '{AnnotationPath}' has no categories.");
            }

            return new DatasetInfo([.. _file.Categories.Select(c => c.Name)], [.. _file.Categories.Select(c => c.Id)]);
        }

        if (wanted.Count == 0)
        {
            throw new BaronException($"{_name}: metainfo.classes is empty; name at least one class, or leave it out for all of '{AnnotationPath}'.");
        }

        if (wanted.GroupBy(c => c, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new BaronException($"{_name}: metainfo.classes names '{twice.Key}' twice.");
        }

        AbsentClasses = [.. wanted.Where(c => !ids.ContainsKey(c))];
        if (AbsentClasses.Count == wanted.Count && NeedsClasses)
        {
            throw new BaronException(
                $"{_name}: none of metainfo.classes ({Some(wanted)}) is a category of '{AnnotationPath}' ({Some([.. ids.Keys])}).");
        }

        return new DatasetInfo([.. wanted], [.. wanted.Select(c => ids.TryGetValue(c, out var id) ? id : -1)]);
    }

    private void Build(Options options)
    {
        var labels = new Dictionary<int, int>();
        for (var label = 0; label < Info.CategoryIds.Count; label++)
        {
            if (Info.CategoryIds[label] >= 0)
            {
                labels[Info.CategoryIds[label]] = label;
            }
        }

        var filter = options.TestMode ? null : options.FilterCfg;
        for (var i = 0; i < _file.Images.Count; i++)
        {
            var image = _file.Images[i];
            if (GetFileName(image).Length == 0)
            {
                throw new BaronException($"{_name}: the annotation file '{AnnotationPath}' has no 'file_name' for image {image.Id}.");
            }

            if (Math.Min(image.Width, image.Height) < (filter?.MinSize ?? 0))
            {
                continue;
            }

            var (annotations, any) = Annotate(i, _file.AnnotationsOf(i), labels);
            if (any || filter is not { FilterEmptyGt: true })
            {
                _items.Add(new Item(i, annotations));
            }
        }

        ImageSubset.Keep(_name, _items, options.Indices);

        if (_items.Count == 0)
        {
            throw new BaronException(_file.Images.Count == 0
                ? $"{_name}: the annotation file '{AnnotationPath}' has no images."
                : $"{_name}: of the {_file.Images.Count} images of '{AnnotationPath}' none is left; check filter_cfg and metainfo.classes.");
        }
    }

    private void CheckFiles()
    {
        // Without steps nothing is read (a dataset made for its annotations alone).
        if (_pipeline.Steps.Count == 0)
        {
            return;
        }

        if (ImageFiles.Missing(_items.Count, GetPath) is { } missing)
        {
            throw new BaronException($"{_name}: '{AnnotationPath}' names images that are absent, {missing}; check data_root and data_prefix.img.");
        }
    }

    private static string Some(IReadOnlyList<string> names) => string.Join(", ", names.Take(5)) + (names.Count > 5 ? ", ..." : "");

    /// <summary>The settings of a config.</summary>
    private protected sealed record Options(
        string AnnFile,
        string DataRoot,
        DataPrefix? DataPrefix,
        FilterConfig? FilterCfg,
        DatasetMetainfo? Metainfo,
        bool TestMode,
        IReadOnlyList<ITransform>? Pipeline,
        int? Indices,
        IReadOnlyDictionary<string, string>? BackendArgs);

    private readonly record struct Item(int Image, ImageAnnotations Annotations);
}
