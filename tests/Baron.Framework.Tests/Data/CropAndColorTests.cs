using Baron.Configuration;
using Baron.Data;
using Baron.Data.Transforms;
using Baron.Framework.Tests.Media;
using Baron.Media;
using Baron.Registry;
using Baron.Structures;
using NUnit.Framework;

namespace Baron.Framework.Tests.Data;

public sealed class CropAndColorTests
{
    private static readonly ComponentFactory Factory = new(ComponentCatalog.CreateDefault());

    [Test]
    public void The_steps_are_written_as_in_published_configs()
    {
        Assert.That(Factory.CreateFromToml<ITransform>("""
            type = "RandomCrop"
            crop_type = "absolute_range"
            crop_size = [384, 600]
            allow_negative_crop = true
            recompute_bbox = true
            bbox_clip_border = true
            """), Is.TypeOf<RandomCrop>());
        Assert.That(Factory.CreateFromToml<ITransform>("""
            type = "PhotoMetricDistortion"
            brightness_delta = 32
            contrast_range = [0.5, 1.5]
            saturation_range = [0.5, 1.5]
            hue_delta = 18
            """), Is.TypeOf<PhotoMetricDistortion>());
        Assert.Throws<BaronException>(() => _ = new RandomCrop([0, 4]));
        Assert.Throws<BaronException>(() => _ = new RandomCrop([4, 2.5]));
        Assert.Throws<BaronException>(() => _ = new RandomCrop([1.5, 0.5], CropType.Relative));
        Assert.Throws<BaronException>(() => _ = new RandomCrop([8, 4], CropType.AbsoluteRange));
        Assert.Throws<BaronException>(() => _ = new PhotoMetricDistortion(contrastRange: [2, 1]));
        Assert.Throws<BaronException>(() => _ = new PhotoMetricDistortion(hueDelta: 400));
    }

    [TestCase(CropType.Absolute, 8, 6, 8, 8, 6, 6)]
    [TestCase(CropType.Absolute, 80, 60, 20, 20, 10, 10)]
    [TestCase(CropType.AbsoluteRange, 4, 12, 4, 12, 4, 10)]
    [TestCase(CropType.Relative, 0.5, 0.3, 10, 10, 3, 3)]
    [TestCase(CropType.RelativeRange, 0.7, 0.25, 5, 20, 7, 10)]
    public void The_size_of_a_crop_lies_in_its_range_and_every_place_is_drawn(CropType type, double first, double second, int minWidth, int maxWidth, int minHeight, int maxHeight)
    {
        var step = new RandomCrop([first, second], type, allowNegativeCrop: true);
        var widths = new HashSet<int>();
        var heights = new HashSet<int>();
        var corners = new HashSet<byte>();
        for (var i = 0; i < 400; i++)
        {
            using var sample = Sample(10, 20);
            Assert.That(step.Apply(sample, new RandomSource((ulong)i)), Is.Not.Null);
            Assert.That(sample.Size, Is.EqualTo(sample.Image!.Size).And.EqualTo(sample.Meta.ImageShape));
            widths.Add(sample.Size.Width);
            heights.Add(sample.Size.Height);
            corners.Add(sample.Image.Pixels[0]);
        }

        Assert.That((widths.Min(), widths.Max(), heights.Min(), heights.Max()), Is.EqualTo((minWidth, maxWidth, minHeight, maxHeight)));
        Assert.That(corners, Has.Count.GreaterThan(minWidth == 20 && minHeight == 10 ? 0 : 8));
    }

    [Test]
    public void A_crop_moves_boxes_and_masks_and_drops_instances_outside()
    {
        using var sample = Sample(10, 20, new PixelBox(3, 2, 8, 8), new PixelBox(0, 0, 5, 4), new PixelBox(12, 1, 20, 9));
        sample.Labels = [4, 5, 6];
        sample.Masks = [.. sample.Boxes.Select(b => (InstanceMask)new PolygonMask(sample.Size, [[b.X1, b.Y1, b.X2, b.Y1, b.X2, b.Y2, b.X1, b.Y2]]))];
        using var before = sample.Image!.Clone();
        Assert.That(new RandomCrop([8, 6]).Cut(sample, 5, 3, new ImageSize(6, 8)), Is.True);
        Assert.That(sample.Labels, Is.EqualTo(new[] { 4, 6 }), "the second touches the border only");
        Assert.That(sample.Boxes, Is.EqualTo(new[] { new PixelBox(0, 0, 3, 5), new PixelBox(7, 0, 8, 6) }));
        Assert.That(sample.Masks![0].Bounds(), Is.EqualTo(new PixelBox(0, 0, 3, 5)));
        Assert.That(sample.Masks[0].ToBitmap().Pixels.Sum(p => p), Is.EqualTo(15));
        Assert.That(sample.Image!.Row(0)[..3].SequenceEqual(before.Row(3).Slice(15, 3)), Is.True);

        using var nothing = Sample(10, 20, new PixelBox(0, 0, 3, 3));
        Assert.That(new RandomCrop([8, 6]).Cut(nothing, 5, 3, new ImageSize(6, 8)), Is.False);
        using var allowed = Sample(10, 20, new PixelBox(0, 0, 3, 3));
        Assert.That(new RandomCrop([8, 6], allowNegativeCrop: true).Cut(allowed, 5, 3, new ImageSize(6, 8)), Is.True);
        Assert.That(allowed.Boxes, Is.Empty);
    }

    [Test]
    public void Boxes_may_reach_over_the_border_or_follow_the_cut_masks()
    {
        using var open = Sample(10, 20, new PixelBox(3, 2, 8, 8));
        new RandomCrop([8, 6], bboxClipBorder: false).Cut(open, 5, 3, new ImageSize(6, 8));
        Assert.That(open.Boxes[0], Is.EqualTo(new PixelBox(-2, -1, 3, 5)));

        // A triangle whose part inside is smaller than the part of its box.
        using var triangle = Sample(10, 20, new PixelBox(0, 0, 10, 8));
        triangle.Masks = [new PolygonMask(triangle.Size, [[0, 0, 10, 8, 0, 8]])];
        using var pixels = Sample(10, 20, new PixelBox(0, 0, 10, 8));
        pixels.Masks = [triangle.Masks[0].ToBitmap()];
        var step = new RandomCrop([5, 8], recomputeBbox: true);
        step.Cut(triangle, 5, 0, new ImageSize(8, 5));
        step.Cut(pixels, 5, 0, new ImageSize(8, 5));
        Assert.That(triangle.Boxes[0], Is.EqualTo(new PixelBox(0, 4, 5, 8)));
        Assert.That(pixels.Boxes[0], Is.EqualTo(pixels.Masks![0].Bounds()));
        Assert.That(triangle.Masks![0].ToBitmap().Pixels, Is.EqualTo(pixels.Masks[0].ToBitmap().Pixels), "both forms agree");
    }

    [Test]
    public void An_instance_whose_mask_is_cut_away_is_dropped_where_boxes_follow_masks()
    {
        // The box reaches into the rectangle, the mask does not.
        PipelineSample Made()
        {
            var sample = Sample(10, 20, new PixelBox(0, 0, 10, 8), new PixelBox(8, 0, 12, 4));
            sample.Masks = [new PolygonMask(sample.Size, [[0, 0, 4, 0, 4, 8, 0, 8]]), new PolygonMask(sample.Size, [[8, 0, 12, 0, 12, 4, 8, 4]])];
            return sample;
        }

        using var some = Made();
        Assert.That(new RandomCrop([8, 8], recomputeBbox: true).Cut(some, 6, 0, new ImageSize(8, 8)), Is.True);
        Assert.That(some.Boxes, Is.EqualTo(new[] { new PixelBox(2, 0, 6, 4) }));
        Assert.That((some.Labels.Length, some.Ignored.Length, some.Masks!.Length), Is.EqualTo((1, 1, 1)));
        using var none = Made();
        none.KeepInstances([true, false]);
        Assert.That(new RandomCrop([8, 8], recomputeBbox: true).Cut(none, 6, 0, new ImageSize(8, 8)), Is.False);
        using var allowed = Made();
        allowed.KeepInstances([true, false]);
        Assert.That(new RandomCrop([8, 8], allowNegativeCrop: true, recomputeBbox: true).Cut(allowed, 6, 0, new ImageSize(8, 8)), Is.True);
        Assert.That(allowed.Boxes, Is.Empty);
    }

    [Test]
    public void Masks_of_both_forms_are_cut_alike_wherever_the_cut_goes()
    {
        var random = new RandomSource(4);
        for (var i = 0; i < 60; i++)
        {
            var size = new ImageSize(30, 40);
            double Point(int limit) => random.NextInt((limit * 2) + 1) / 2.0;
            var mask = new PolygonMask(size, [[.. Enumerable.Range(0, 5).SelectMany(_ => new[] { Point(40), Point(30) })]]);
            var (x, y) = (random.NextInt(20), random.NextInt(15));
            var part = new ImageSize(5 + random.NextInt(10), 5 + random.NextInt(15));
            var cut = mask.Crop(x, y, part).ToBitmap();
            var expected = (BitmapMask)mask.ToBitmap().Crop(x, y, part);
            var differing = cut.Pixels.Zip(expected.Pixels).Count(p => p.First != p.Second);
            Assert.That(differing, Is.LessThanOrEqualTo((part.Width + part.Height) / 2), $"case {i}: only pixels that the new border rounds otherwise");
        }
    }

    // The reference's arithmetic in OpenCV 4.6 on six pixels.
    private static readonly object[] ColorCases =
    [
        new object[]
        {
            17.25, 1.3, true, 1.4, -15.5, new[] { 0, 1, 2 },
            new[]
            {
                0.0, 282.42498779296875, 102.688720703125, 22.424999237060547, 22.424999237060547, 22.424999237060547, 353.92498779296875, 353.92498779296875,
                353.92498779296875, 200.65484619140625, 6.824996471405029, 334.42498779296875, 122.47515869140625, 122.00498962402344, 123.82499694824219,
                282.42498779296875, 0.0, 194.60081481933594,
            },
        },
        new object[]
        {
            -21.5, 0.6, false, 0.55, 12.0, new[] { 2, 0, 1 },
            new[]
            {
                44.39999771118164, 50.34001159667969, 107.10000610351562, -12.90000057220459, -12.90000057220459, -12.90000057220459, 140.10000610351562,
                140.10000610351562, 140.10000610351562, 131.10000610351562, 79.6199951171875, 71.70000457763672, 33.900001525878906, 33.570003509521484,
                33.63600158691406, 107.10000610351562, 97.8600082397461, 44.39999771118164,
            },
        },
    ];

    [TestCaseSource(nameof(ColorCases))]
    public void Colors_change_as_in_the_reference(double brightness, double contrast, bool contrastFirst, double saturation, double hue, int[] channels, double[] expected)
    {
        using var sample = Sample(1, 6);
        new byte[] { 10, 200, 30, 0, 0, 0, 255, 255, 255, 120, 60, 240, 77, 77, 78, 200, 10, 190 }.CopyTo(sample.Image!.Pixels);
        PhotoMetricDistortion.Apply(sample, new PhotoMetricDistortion.Change(brightness, contrast, contrastFirst, saturation, hue, channels));
        Assert.That(sample.FloatImage!.Values.Select(v => (double)v), Is.EqualTo(expected).Within(2e-4));
    }

    [Test]
    public void The_same_randomness_gives_the_same_colors_and_another_gives_others()
    {
        var step = new PhotoMetricDistortion();
        float[] Run(ulong seed)
        {
            using var sample = Sample(5, 6);
            step.Apply(sample, new RandomSource(seed));
            return sample.FloatImage!.Values;
        }

        var first = Run(1);
        Assert.That(Run(1), Is.EqualTo(first));
        Assert.That(Enumerable.Range(0, 30).Select(i => string.Join(',', Run((ulong)i))).Distinct().Count(), Is.GreaterThan(25));
    }

    private static PipelineSample Sample(int height, int width, params PixelBox[] boxes)
    {
        var size = new ImageSize(height, width);
        return new PipelineSample(new ImageMeta { Path = "memory", OriginalShape = size, ImageShape = size }, ImageAnnotations.Empty)
        {
            Image = ImageCodecTests.Picture(height, width),
            Boxes = boxes,
            Labels = new int[boxes.Length],
            Ignored = new bool[boxes.Length],
        };
    }
}
