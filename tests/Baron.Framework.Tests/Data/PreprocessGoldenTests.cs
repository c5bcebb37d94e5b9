using System.Text.Json;
using Baron.Data.Preprocessing;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Data;

[Category("Golden")]
public sealed class PreprocessGoldenTests
{
    [TestCase("j_preprocess")]
    public void Network_inputs_are_those_of_the_reference(string name)
    {
        var fixture = GoldenFixture.Open(name);
        using var scope = NewDisposeScope();
        var samples = new List<DataSample>();
        for (var i = 0; fixture.HasTensor($"in{i}"); i++)
        {
            samples.Add(Samples.Packed(fixture.Tensor($"in{i}")));
        }

        foreach (var item in fixture.Meta("cases").EnumerateObject())
        {
            var detector = new MultiBranchDataPreprocessor(Detector(item.Value.GetProperty("det")));
            var batch = detector.Process(samples, CPU);
            Assert.That(batch.Images.shape, Is.EqualTo(Samples.Longs(item.Value.GetProperty("det_shape"))));
            fixture.AssertClose($"{item.Name}.det", batch.Images);
            Corner(fixture, $"{item.Name}.det_corner", item.Value.GetProperty("det_corner"), batch.Images);

            var metas = item.Value.GetProperty("metas").EnumerateArray().ToList();
            for (var i = 0; i < samples.Count; i++)
            {
                Assert.That(Samples.Longs(batch.Metas[i].BatchInputShape), Is.EqualTo(Samples.Longs(metas[i].GetProperty("batch_input_shape"))));
                Assert.That(Samples.Longs(batch.Metas[i].PadShape), Is.EqualTo(Samples.Longs(metas[i].GetProperty("pad_shape"))));
                Assert.That(Samples.Longs(batch.Metas[i].ImageShape), Is.EqualTo(Samples.Longs(metas[i].GetProperty("img_shape"))));
            }

            var clip = item.Value.GetProperty("clip");
            var image = new ImgDataPreprocessor(Samples.Doubles(clip, "mean"), Samples.Doubles(clip, "std"), Samples.Flag(clip, "bgr_to_rgb"), Samples.Flag(clip, "rgb_to_bgr"));
            var renormalized = image.Process(batch.Images);
            Assert.That(renormalized.shape, Is.EqualTo(Samples.Longs(item.Value.GetProperty("clip_shape"))));
            fixture.AssertClose($"{item.Name}.clip", renormalized);
            Corner(fixture, $"{item.Name}.clip_corner", item.Value.GetProperty("clip_corner"), renormalized);
        }

        fixture.Report();
    }

    [Test]
    public void The_one_pass_kernel_gives_what_tensor_arithmetic_gives()
    {
        using var scope = NewDisposeScope();
        var random = new RandomSource(3);
        DataSample Make(int h, int w) => Samples.Packed(tensor([.. Enumerable.Range(0, 3 * h * w).Select(_ => (byte)random.NextInt(256))], [3, h, w], dtype: ScalarType.Byte));
        var samples = new[] { Make(5, 9), Make(8, 3) };
        float[] mean = [123.675f, 116.28f, 103.53f];
        float[] std = [58.395f, 57.12f, 57.375f];
        var preprocessor = new DetDataPreprocessor([.. mean.Select(m => (double)m)], [.. std.Select(s => (double)s)], padSizeDivisor: 4, padValue: 7, bgrToRgb: true);
        var batch = preprocessor.Process(samples, CPU);
        var other = preprocessor.FillTensor(samples, new ImageSize(8, 12), CPU);
        Assert.That(other.data<float>().ToArray(), Is.EqualTo(batch.Images.data<float>().ToArray()), "the way taken on a GPU");
        Assert.That(batch.Images.shape, Is.EqualTo(new long[] { 2, 3, 8, 12 }));
        for (var i = 0; i < samples.Length; i++)
        {
            var expected = full([3, 8, 12], 7f);
            var image = samples[i].Image;
            var normalized = (image.flip(0).to(ScalarType.Float32) - tensor(mean, [3, 1, 1])) / tensor(std, [3, 1, 1]);
            expected.narrow(1, 0, image.shape[1]).narrow(2, 0, image.shape[2]).copy_(normalized);
            Assert.That(batch.Images[i].data<float>().ToArray(), Is.EqualTo(expected.data<float>().ToArray()));
        }
    }

    private static DetDataPreprocessor Detector(JsonElement config) => new(
        Samples.Doubles(config, "mean"),
        Samples.Doubles(config, "std"),
        config.GetProperty("pad_size_divisor").GetInt32(),
        padMask: Samples.Flag(config, "pad_mask"),
        bgrToRgb: Samples.Flag(config, "bgr_to_rgb"),
        rgbToBgr: Samples.Flag(config, "rgb_to_bgr"));

    private static void Corner(GoldenFixture fixture, string name, JsonElement expected, Tensor images)
    {
        var values = Samples.Doubles(expected);
        for (var c = 0; c < 3; c++)
        {
            var actual = images[0, c, -1, -1].item<float>();
            fixture.AssertNumber($"{name}[{c}]", actual, values[c], fixture.Tolerance("rel"), fixture.Tolerance("abs"));
        }
    }
}
