using System.Runtime.InteropServices;
using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Data.Transforms;

/// <summary>The last step: makes the sample that the model gets, ignored instances set apart.</summary>
[Component("PackDetInputs")]
public sealed class PackDetInputs : ITransform
{
    private static readonly string[] Known =
    [
        "img_id", "img_path", "ori_shape", "img_shape", "scale_factor", "flip", "flip_direction", "pad_shape", "batch_input_shape",
        "homography_matrix", "captions", "tags", "image_ids",
    ];

    /// <summary>Creates the step.</summary>
    /// <param name="metaKeys">What the reference would keep of the image's data. The names are checked; a sample here always has all of it.</param>
    /// <exception cref="BaronException">A name is unknown.</exception>
    public PackDetInputs(IReadOnlyList<string>? metaKeys = null)
    {
        if (metaKeys?.FirstOrDefault(key => !Known.Contains(key)) is { } unknown)
        {
            throw new BaronException($"PackDetInputs: meta_keys has '{unknown}', which no sample has; known are {string.Join(", ", Known)}.");
        }
    }

    /// <inheritdoc/>
    public PipelineSample? Apply(PipelineSample sample, IRandomSource random)
    {
        var size = sample.Size;
        var truth = new GroundTruth
        {
            Boxes = Boxes(sample, ignored: false),
            Labels = tensor([.. Enumerable.Range(0, sample.Labels.Length).Where(i => !sample.Ignored[i]).Select(i => (long)sample.Labels[i])], ScalarType.Int64),
            IgnoredBoxes = sample.Ignored.Contains(true) ? Boxes(sample, ignored: true) : null,
            Masks = sample.Masks is { } masks ? Masks(sample, masks.Length > 0 ? masks[0].Size : size) : null,
            IsOfFile = sample.IsTruthOfFile,
            Captions = sample.Captions,
            Tags = sample.Tags,
        };
        sample.Packed.Add(sample.FloatImage is { } numbers ? new DataSample(Planes(numbers), sample.Meta, truth) : new DataSample(sample.PackImage(), sample.Meta, truth));
        return sample;
    }

    private static Tensor Boxes(PipelineSample sample, bool ignored)
    {
        var boxes = new List<PixelBox>(sample.Boxes.Length);
        for (var i = 0; i < sample.Boxes.Length; i++)
        {
            if (sample.Ignored[i] == ignored)
            {
                boxes.Add(sample.Boxes[i]);
            }
        }

        var result = empty([boxes.Count, 4], dtype: ScalarType.Float32);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(boxes)).CopyTo(result.bytes);
        return result;
    }

    private static Tensor Masks(PipelineSample sample, ImageSize size)
    {
        // Masks loaded after a resize have the file's size, like the boxes beside them.
        var kept = sample.Masks!.Where((_, i) => !sample.Ignored[i]).ToList();
        var result = empty([kept.Count, size.Height, size.Width], dtype: ScalarType.Byte);
        var area = size.Height * size.Width;
        for (var i = 0; i < kept.Count; i++)
        {
            using var one = result[i];
            kept[i].Rasterize(one.bytes[..area]);
        }

        return result;
    }

    private static Tensor Planes(Media.FloatImage image)
    {
        var result = empty([3, image.Size.Height, image.Size.Width], dtype: ScalarType.Float32);
        var planes = MemoryMarshal.Cast<byte, float>(result.bytes);
        var count = image.Size.Height * image.Size.Width;
        for (var i = 0; i < count; i++)
        {
            for (var c = 0; c < 3; c++)
            {
                planes[(c * count) + i] = image.Values[(i * 3) + c];
            }
        }

        return result;
    }
}
