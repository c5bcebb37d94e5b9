using System.Globalization;
using System.Security.Cryptography;
using Baron.Data;
using Baron.Data.Preprocessing;
using Baron.Data.Transforms;
using Baron.Media;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Data;

[Category("Golden")]
public sealed class PipelineGoldenTests
{
    private static readonly IReadOnlyDictionary<string, DetDataPreprocessor> Preprocessors = new Dictionary<string, DetDataPreprocessor>
    {
        ["caffe"] = new([103.53, 116.28, 123.675], [1, 1, 1], 32),
        ["torch"] = new([123.675, 116.28, 103.53], [58.395, 57.12, 57.375], 32, bgrToRgb: true),
    };

    [TestCase("j_pipeline")]
    public void Pictures_boxes_and_masks_go_through_the_pipeline_as_in_the_reference(string name)
    {
        var fixture = GoldenFixture.Open(name);
        var cases = fixture.Meta("cases");
        var tolerance = fixture.Tolerance("normalised");
        tolerance = tolerance > 0 ? tolerance : fixture.Meta("tolerance").GetProperty("normalised").GetDouble();
        var boxTolerance = fixture.Meta("tolerance").GetProperty("boxes").GetDouble();
        foreach (var item in cases.EnumerateObject().Where(c => c.Name.Contains('.', StringComparison.Ordinal)))
        {
            using var scope = NewDisposeScope();
            var parts = item.Name.Split('.');
            var (picture, scale, flip) = (parts[0], parts[1].Split('x'), parts[2] == "flip");
            var path = Path.Combine(RepositoryPaths.Golden, $"j_{picture}.jpg");
            var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
            Assert.That(hash, Is.EqualTo(cases.GetProperty(picture).GetProperty("sha256").GetString()), path);

            var withMasks = fixture.Has($"{item.Name}.mask_area");
            var pipeline = new Pipeline([
                new LoadImageFromFile(),
                new LoadAnnotations(withMask: withMasks),
                new Resize([int.Parse(scale[0], CultureInfo.InvariantCulture), int.Parse(scale[1], CultureInfo.InvariantCulture)], keepRatio: true),
                new RandomFlip([flip ? 1 : 0]),
                new PackDetInputs(),
            ]);
            using var packed = pipeline.Run(Sample(fixture, picture, path), new RandomSource(0))!;

            var expected = item.Value;
            Assert.That(Samples.Longs(packed.Meta.OriginalShape), Is.EqualTo(Samples.Longs(expected.GetProperty("ori_shape"))), item.Name);
            Assert.That(Samples.Longs(packed.Meta.ImageShape), Is.EqualTo(Samples.Longs(expected.GetProperty("img_shape"))), item.Name);
            var factor = Samples.Doubles(expected.GetProperty("scale_factor"));
            Assert.That((packed.Meta.ScaleX, packed.Meta.ScaleY), Is.EqualTo((factor[0], factor[1])), item.Name);
            Assert.That(packed.Meta.Flipped, Is.EqualTo(expected.GetProperty("flip").GetBoolean()), item.Name);
            Assert.That(packed.Meta.FlipDirection, Is.EqualTo(expected.GetProperty("flip_direction").GetString()), item.Name);

            // Pixels are exact: the same JPEG library and OpenCV's resize.
            fixture.AssertClose($"{item.Name}.uint8", packed.Image, 0, 0);
            fixture.AssertClose($"{item.Name}.boxes", packed.Truth.Boxes, 0, boxTolerance);
            fixture.AssertClose($"{item.Name}.ignored", packed.Truth.IgnoredBoxes!, 0, boxTolerance);
            if (withMasks)
            {
                fixture.AssertExact($"{item.Name}.mask_area", packed.Truth.Masks!.sum([1, 2], type: ScalarType.Int64));
            }

            foreach (var (style, preprocessor) in Preprocessors)
            {
                if (expected.TryGetProperty(style, out var shapes))
                {
                    var batch = preprocessor.Process([packed], CPU);
                    Assert.That(batch.Images.shape, Is.EqualTo(Samples.Longs(shapes.GetProperty("tensor"))), item.Name);
                    Assert.That(Samples.Longs(batch.Metas[0].BatchInputShape), Is.EqualTo(Samples.Longs(shapes.GetProperty("batch_input_shape"))), item.Name);
                    Assert.That(Samples.Longs(batch.Metas[0].PadShape), Is.EqualTo(Samples.Longs(shapes.GetProperty("pad_shape"))), item.Name);
                    fixture.AssertClose($"{item.Name}.{style}", batch.Images, 0, tolerance);
                }
            }
        }

        foreach (var item in cases.EnumerateObject().Where(c => !c.Name.Contains('.', StringComparison.Ordinal)))
        {
            using var decoded = ImageCodec.Read(Path.Combine(RepositoryPaths.Golden, $"j_{item.Name}.jpg"));
            using var pixels = tensor(decoded.Pixels.ToArray(), [decoded.Height, decoded.Width, 3], dtype: ScalarType.Byte);
            fixture.AssertClose($"{item.Name}.decoded_bgr_hwc", pixels, 0, 0);
            Assert.That(decoded.Pixels.ToArray().Sum(p => (long)p), Is.EqualTo(item.Value.GetProperty("pixel_sum").GetInt64()));
        }

        fixture.Report();
    }

    private static PipelineSample Sample(GoldenFixture fixture, string picture, string path)
    {
        var values = fixture.Array<float>($"{picture}.gt_boxes_in");
        var boxes = Enumerable.Range(0, values.Length / 4).Select(i => new PixelBox(values[i * 4], values[(i * 4) + 1], values[(i * 4) + 2], values[(i * 4) + 3])).ToArray();
        return new PipelineSample(new ImageMeta { Path = path }, new ImageAnnotations
        {
            Boxes = boxes,
            Labels = new int[boxes.Length],
            Ignored = [.. boxes.Select((_, i) => i == boxes.Length - 1)],
            ReadMask = (i, size) =>
            {
                double x1 = boxes[i].X1, y1 = boxes[i].Y1, x2 = boxes[i].X2, y2 = boxes[i].Y2;
                return new PolygonMask(size, [[x1, y1, x2, y1 + (0.3 * (y2 - y1)), x2, y2, (x1 + x2) / 2, y2 - 3, x1, y2]]);
            },
        });
    }
}
