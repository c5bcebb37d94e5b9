using Baron.Registry;

namespace Baron.Data.Transforms;

/// <summary>
/// Copies the annotations of a sample's image from the dataset into the sample, in pixels of the file. Placed after
/// <c>Resize</c>, as evaluation pipelines have it, it leaves them so.
/// </summary>
[Component("LoadAnnotations")]
public sealed class LoadAnnotations : ITransform
{
    private readonly bool _withBox;
    private readonly bool _withLabel;
    private readonly bool _withMask;
    private readonly bool _polygonsToPixels;

    /// <summary>Creates the step.</summary>
    /// <param name="withBbox">Whether boxes are loaded.</param>
    /// <param name="withLabel">Whether labels are loaded.</param>
    /// <param name="withMask">Whether masks are loaded. Instances without a valid mask become ignored ones.</param>
    /// <param name="withSeg">Semantic maps; only <c>false</c>.</param>
    /// <param name="poly2mask">Whether polygons become pixels before the picture is resized (the reference's default) instead of after.</param>
    /// <param name="boxType">Only <c>hbox</c>: upright boxes.</param>
    /// <param name="imdecodeBackend">Only <c>cv2</c>.</param>
    /// <param name="backendArgs">Where files are; only the disk.</param>
    /// <param name="fileClientArgs">The older name of <paramref name="backendArgs"/>.</param>
    /// <exception cref="BaronException">A value is not supported.</exception>
    public LoadAnnotations(
        bool withBbox = true,
        bool withLabel = true,
        bool withMask = false,
        bool withSeg = false,
        bool poly2mask = true,
        string boxType = "hbox",
        string imdecodeBackend = "cv2",
        IReadOnlyDictionary<string, string>? backendArgs = null,
        IReadOnlyDictionary<string, string>? fileClientArgs = null)
    {
        (_withBox, _withLabel, _withMask, _polygonsToPixels) = (withBbox, withLabel, withMask, poly2mask);
        if (withSeg)
        {
            throw new BaronException("LoadAnnotations: semantic maps (with_seg) are not supported.");
        }

        if (boxType != "hbox" || imdecodeBackend != "cv2")
        {
            throw new BaronException("LoadAnnotations: only box_type = \"hbox\" and imdecode_backend = \"cv2\" are supported; leave them out.");
        }

        FileBackends.RequireDisk("LoadAnnotations", backendArgs);
        FileBackends.RequireDisk("LoadAnnotations", fileClientArgs);
    }

    /// <inheritdoc/>
    public PipelineSample? Apply(PipelineSample sample, IRandomSource random)
    {
        var annotations = sample.Annotations;
        sample.Boxes = _withBox ? [.. annotations.Boxes] : new Structures.PixelBox[annotations.Boxes.Length];
        sample.Labels = _withLabel ? [.. annotations.Labels] : new int[annotations.Labels.Length];
        sample.Ignored = [.. annotations.Ignored];
        sample.Masks = null;
        sample.IsTruthOfFile = sample.Meta.ImageShape != sample.Meta.OriginalShape || sample.Meta.Flipped;
        if (_withMask)
        {
            LoadMasks(sample);
        }

        return sample;
    }

    private void LoadMasks(PipelineSample sample)
    {
        if (sample.Boxes.Length == 0)
        {
            sample.Masks = [];
            return;
        }

        var read = sample.Annotations.ReadMask
            ?? throw new BaronException($"LoadAnnotations: with_mask is set, but the dataset has no masks (image '{sample.Meta.Path}').");
        var size = sample.Meta.OriginalShape;
        var masks = new InstanceMask[sample.Boxes.Length];
        for (var i = 0; i < masks.Length; i++)
        {
            var mask = read(i, size);
            if (mask is null)
            {
                sample.Ignored[i] = true;
                mask = new PolygonMask(size, []);
            }

            masks[i] = _polygonsToPixels ? mask.ToBitmap() : mask;
        }

        sample.Masks = masks;
    }
}
