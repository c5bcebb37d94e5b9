using Baron.Data;
using Baron.Data.Preprocessing;
using Baron.Data.Transforms;
using Baron.Framework.Tests.Media;
using Baron.Media;
using Baron.Ops;
using Baron.Structures;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Data;

/// <summary>Resizing, mirroring and normalising in one pass must give what the steps one by one give.</summary>
public sealed class OnePassTests
{
    // Larger, smaller, one side only, halved (where OpenCV takes means), the same, a single row or column, widths around a vector's.
    private static readonly (int H, int W, int NewH, int NewW)[] Sizes =
    [
        (37, 53, 80, 115), (80, 115, 37, 53), (40, 64, 40, 100), (40, 64, 71, 64), (40, 64, 20, 32), (41, 64, 20, 32), (33, 17, 33, 17), (1, 40, 7, 9),
        (40, 1, 9, 7), (9, 2, 30, 31), (5, 8, 12, 32), (5, 8, 12, 33), (64, 64, 1, 1), (7, 300, 5, 16),
    ];

    [Test]
    public void Packed_pictures_have_the_pixels_of_the_single_steps([ValueSource(nameof(Sizes))] (int H, int W, int NewH, int NewW) sizes, [Values] bool mirrored)
    {
        using var original = ImageCodecTests.Picture(sizes.H, sizes.W);
        var size = new ImageSize(sizes.NewH, sizes.NewW);
        using var resized = original.Resize(size);
        using var expected = mirrored ? resized.Flip(FlipDirection.Horizontal) : resized.Clone();
        using var scope = NewDisposeScope();
        using var packed = Pack(original.Clone(), size, mirrored);
        Assert.That(packed.Size, Is.EqualTo(size));
        Assert.That(packed.Image.data<byte>().ToArray(), Is.EqualTo(expected.ToTensor().data<byte>().ToArray()));

        var preprocessor = new DetDataPreprocessor([123.675, 116.28, 103.53], [58.395, 57.12, 57.375], padSizeDivisor: 32, padValue: 3, bgrToRgb: true);
        using var again = Pack(original.Clone(), size, mirrored);
        using var other = Pack(original.Clone(), new ImageSize(size.Height + 3, size.Width + 1), !mirrored);
        var once = preprocessor.Process([again, other], CPU);
        Assert.That(again.Picture.Pending, Is.Not.Null, "no 8-bit tensor was made on the way");
        _ = again.Image;
        _ = other.Image;
        var stepwise = preprocessor.Process([again, other], CPU);
        Assert.That(once.Images.data<float>().ToArray(), Is.EqualTo(stepwise.Images.data<float>().ToArray()));
        Assert.That(once.Images.shape, Is.EqualTo(stepwise.Images.shape));
    }

    [Test]
    public void Normalising_rounds_like_a_division_whatever_mean_and_deviation_and_wherever_the_rows_begin()
    {
        var random = new RandomSource(5);
        using var original = new ImageBuffer(16, 16);
        for (var i = 0; i < original.Pixels.Length; i++)
        {
            original.Pixels[i] = (byte)(i / 3);
        }

        // The last deviations have an inverse that is no float, or none that is normal: only the division itself is right there.
        double[] odd = [1e-40, 1e-44, 3e38, -57.12];
        for (var round = 0; round < 40; round++)
        {
            double[] mean = [255 * random.NextDouble(), 255 * random.NextDouble(), round % 3 == 0 ? 128 : 255 * random.NextDouble()];
            double[] std = [0.01 + (100 * random.NextDouble()), 0.01 + random.NextDouble(), round < odd.Length ? odd[round] : 1 + (60 * random.NextDouble())];
            var preprocessor = new DetDataPreprocessor(mean, std, padSizeDivisor: round % 2 == 0 ? 1 : 8, padValue: -2);
            using var scope = NewDisposeScope();
            var size = new ImageSize(16, 16 + random.NextInt(40));
            using var pending = Pack(original.Clone(), size, mirrored: false);
            using var narrow = Pack(original.Clone(), new ImageSize(9, 11), mirrored: true);
            var once = preprocessor.Process([pending, narrow], CPU);
            _ = pending.Image;
            _ = narrow.Image;
            var stepwise = preprocessor.FillTensor([pending, narrow], new ImageSize((int)once.Images.shape[2], (int)once.Images.shape[3]), CPU);
            Assert.That(once.Images.data<float>().ToArray(), Is.EqualTo(stepwise.data<float>().ToArray()), $"mean {string.Join(", ", mean)}, std {string.Join(", ", std)}");
        }
    }

    [Test]
    public void A_picture_that_a_later_step_looks_at_is_the_resized_one()
    {
        using var original = ImageCodecTests.Picture(20, 30);
        using var resized = original.Resize(new ImageSize(33, 50));
        using var mirrored = resized.Flip(FlipDirection.Horizontal);
        using var sample = Sample(original.Clone());
        new Resize([50, 33]).Apply(sample, new RandomSource(1));
        new RandomFlip([1]).Apply(sample, new RandomSource(1));
        Assert.That(sample.Size, Is.EqualTo(new ImageSize(33, 50)));
        using var copy = sample.Clone();
        Assert.That(sample.Image!.Pixels.SequenceEqual(mirrored.Pixels), Is.True);
        Assert.That(copy.Image!.Pixels.SequenceEqual(mirrored.Pixels), Is.True);

        // Twice, and with another way of mirroring in between.
        using var twice = resized.Resize(new ImageSize(10, 12));
        using var expected = twice.Flip(FlipDirection.Vertical);
        using var longer = Sample(original.Clone());
        new Resize([50, 33]).Apply(longer, new RandomSource(1));
        new Resize([12, 10]).Apply(longer, new RandomSource(1));
        new RandomFlip([1], [FlipDirection.Vertical]).Apply(longer, new RandomSource(1));
        Assert.That(longer.Image!.Pixels.SequenceEqual(expected.Pixels), Is.True);
    }

    [Test]
    public void A_packed_sample_outlives_its_pipeline_and_its_tensor_the_scope_it_was_made_in()
    {
        var before = Tensor.TotalCount;
        using (var packed = Pack(ImageCodecTests.Picture(20, 30), new ImageSize(11, 12), mirrored: false))
        {
            using (NewDisposeScope())
            {
                _ = packed.Image;
            }

            Assert.That(packed.Image.sum().item<long>(), Is.GreaterThan(0));
            var copy = packed with { Branch = "copy" };
            Assert.That(copy.Image, Is.SameAs(packed.Image));
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before + 1), "the sum is left to the collector");
    }

    [Test]
    public void Two_branches_of_one_picture_own_a_picture_each()
    {
        var branches = new MultiBranch(["a", "b"], new Dictionary<string, IReadOnlyList<ITransform>>
        {
            ["a"] = [new PackDetInputs()],
            ["b"] = [new RandomFlip([1]), new PackDetInputs()],
        });
        using var original = ImageCodecTests.Picture(20, 30);
        using var batch = new SampleBatch([new Pipeline([new Resize([60, 40]), branches]).Run(Sample(original.Clone()), new RandomSource(0))!]);
        batch["a"][0].Dispose();
        using var resized = original.Resize(new ImageSize(40, 60));
        using var mirrored = resized.Flip(FlipDirection.Horizontal);
        using var expected = mirrored.ToTensor();
        Assert.That(batch["b"][0].Image.data<byte>().ToArray(), Is.EqualTo(expected.data<byte>().ToArray()));
    }

    private static DataSample Pack(ImageBuffer image, ImageSize size, bool mirrored) =>
        new Pipeline([new Resize([size.Width, size.Height]), new RandomFlip([mirrored ? 1 : 0]), new PackDetInputs()]).Run(Sample(image), new RandomSource(0))!;

    private static PipelineSample Sample(ImageBuffer image) =>
        new(new ImageMeta { Path = "memory", OriginalShape = image.Size, ImageShape = image.Size }, ImageAnnotations.Empty) { Image = image };
}
