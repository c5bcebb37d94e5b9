using Baron.Media;
using Baron.Registry;

namespace Baron.Data.Transforms;

/// <summary>Reads the picture of a sample.</summary>
[Component("LoadImageFromFile")]
public sealed class LoadImageFromFile : ITransform
{
    private readonly bool _toFloat32;
    private readonly bool _ignoreOrientation;

    /// <summary>Creates the step.</summary>
    /// <param name="toFloat32">Whether later steps see numbers instead of 8-bit samples.</param>
    /// <param name="colorType"><c>color</c> (turned upright by EXIF) or <c>color_ignore_orientation</c>; always three channels, BGR.</param>
    /// <param name="imdecodeBackend">Only <c>cv2</c>: pixels are OpenCV's.</param>
    /// <param name="backendArgs">Where files are; only <c>{ backend = "disk" }</c> or <c>"local"</c>.</param>
    /// <param name="fileClientArgs">The older name of <paramref name="backendArgs"/>.</param>
    /// <param name="ignoreEmpty">Accepted for compatibility with published configs; a missing picture is always an error.</param>
    /// <exception cref="BaronException">A value is not one of those.</exception>
    public LoadImageFromFile(
        bool toFloat32 = false,
        string colorType = "color",
        string imdecodeBackend = "cv2",
        IReadOnlyDictionary<string, string>? backendArgs = null,
        IReadOnlyDictionary<string, string>? fileClientArgs = null,
        bool ignoreEmpty = false)
    {
        _ = ignoreEmpty;
        _toFloat32 = toFloat32;
        _ignoreOrientation = colorType switch
        {
            "color" => false,
            "color_ignore_orientation" => true,
            _ => throw new BaronException($"LoadImageFromFile: color_type '{colorType}' is not supported; use 'color' or 'color_ignore_orientation'."),
        };
        if (imdecodeBackend != "cv2")
        {
            throw new BaronException($"LoadImageFromFile: imdecode_backend '{imdecodeBackend}' is not supported; leave it out (cv2).");
        }

        FileBackends.RequireDisk("LoadImageFromFile", backendArgs);
        FileBackends.RequireDisk("LoadImageFromFile", fileClientArgs);
    }

    /// <inheritdoc/>
    public PipelineSample? Apply(PipelineSample sample, IRandomSource random)
    {
        sample.Image = ImageCodec.Read(sample.Meta.Path, _ignoreOrientation);
        sample.FloatImage = null;
        sample.Meta = sample.Meta with { OriginalShape = sample.Image.Size, ImageShape = sample.Image.Size };
        if (_toFloat32)
        {
            ToFloat(sample);
        }

        return sample;
    }

    /// <summary>Replaces the 8-bit picture of a sample by numbers.</summary>
    internal static void ToFloat(PipelineSample sample)
    {
        if (sample.FloatImage is not null)
        {
            return;
        }

        var size = sample.Size;
        var pixels = sample.Image!.Pixels;
        var values = new float[pixels.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = pixels[i];
        }

        sample.FloatImage = new FloatImage(size, values);
        sample.Image = null;
    }
}
