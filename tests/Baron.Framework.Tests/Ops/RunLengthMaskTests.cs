using System.Text.Json;
using Baron.Data;
using Baron.Evaluation;
using Baron.Ops;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Framework.Tests.Ops;

public sealed class RunLengthMaskTests
{
    [TestCase(1e308)]
    [TestCase(429496729.4)]
    [TestCase(1e6)]
    public void Points_that_no_picture_can_have_cost_no_time(double far)
    {
        var mask = RunLengthMask.FromPolygons([[0, 0, far, 0, far, far, 0, far]], 20, 30);
        Assert.That(mask.Area, Is.EqualTo(600));
        Assert.That(RunLengthMask.FromPolygons([[far, 0, far, far, far + 1e5, far]], 20, 30).Area, Is.Zero);
    }

    [TestCase("k_masks")]
    [Category("Golden")]
    public void Polygons_become_the_same_runs_as_with_the_COCO_tools(string name)
    {
        var fixture = GoldenFixture.Open(name);
        var (height, width, masks) = Polygons(fixture);
        var pixels = fixture.Array<byte>("masks");
        var expected = fixture.Meta("polygons").EnumerateArray().ToList();
        for (var i = 0; i < masks.Count; i++)
        {
            Assert.That(masks[i].ToText(), Is.EqualTo(expected[i].GetProperty("counts").GetString()), $"polygon {i}");
            Assert.That(masks[i].Area, Is.EqualTo(expected[i].GetProperty("area").GetInt64()), $"polygon {i}");
            Assert.That(Bounds(masks[i]), Is.EqualTo(Numbers(expected[i].GetProperty("bbox"))), $"polygon {i}");
            var expectedPixels = pixels[(i * height * width)..((i + 1) * height * width)];
            Assert.That(masks[i].ToPixels(), Is.EqualTo(expectedPixels), $"polygon {i}");

            // A dataset's masks follow the same rule.
            var mask = new PolygonMask(new ImageSize(height, width), [.. expected[i].GetProperty("polygons").EnumerateArray().Select(Numbers)]);
            Assert.That(mask.ToBitmap().Pixels, Is.EqualTo(expectedPixels), $"polygon {i}");
        }

        // The fixture does not say how many of the masks were merged.
        Assert.That(Merges(masks, intersect: false), Does.Contain(fixture.Meta("union").GetString()));
        Assert.That(Merges(masks, intersect: true), Does.Contain(fixture.Meta("intersection").GetString()));
        fixture.Report();
    }

    [TestCase("k_masks")]
    [Category("Golden")]
    public void Overlaps_are_the_same_as_with_the_COCO_tools(string name)
    {
        var fixture = GoldenFixture.Open(name);
        var (_, _, masks) = Polygons(fixture);
        var crowd = fixture.Array<long>("iscrowd");
        var plain = fixture.Array<double>("iou_nocrowd");
        var crowded = fixture.Array<double>("iou_crowd");
        for (var d = 0; d < masks.Count; d++)
        {
            for (var g = 0; g < masks.Count; g++)
            {
                var at = (d * masks.Count) + g;
                fixture.AssertNumber($"iou {d} {g}", RunLengthMask.Iou(masks[d], masks[g], crowd: false), plain[at], 1e-12, 1e-12);
                fixture.AssertNumber($"crowd {d} {g}", RunLengthMask.Iou(masks[d], masks[g], crowd[g] != 0), crowded[at], 1e-12, 1e-12);
            }
        }

        fixture.Report();
    }

    [TestCase("k_masks")]
    [Category("Golden")]
    public void Pixels_and_plain_counts_become_the_same_text(string name)
    {
        var fixture = GoldenFixture.Open(name);
        var size = fixture.Meta("size").EnumerateArray().Select(e => e.GetInt32()).ToArray();
        var pixels = fixture.Array<byte>("bitmaps");
        var texts = fixture.Meta("bitmap_rles").EnumerateArray().Select(e => e.GetString()!).ToList();
        var areas = fixture.Meta("bitmap_areas").EnumerateArray().Select(e => e.GetInt64()).ToList();
        var boxes = fixture.Meta("bitmap_bbox").EnumerateArray().Select(Numbers).ToList();
        for (var i = 0; i < texts.Count; i++)
        {
            var bitmap = pixels[(i * size[0] * size[1])..((i + 1) * size[0] * size[1])];
            var mask = RunLengthMask.FromPixels(bitmap, size[0], size[1]);
            Assert.That(mask.ToText(), Is.EqualTo(texts[i]));
            Assert.That(mask.Area, Is.EqualTo(areas[i]));
            Assert.That(Bounds(mask), Is.EqualTo(boxes[i]));
            Assert.That(RunLengthMask.FromText(texts[i], size[0], size[1]).ToPixels(), Is.EqualTo(bitmap));
        }

        foreach (var item in fixture.Meta("uncompressed").EnumerateArray())
        {
            var (height, width) = (item.GetProperty("size")[0].GetInt32(), item.GetProperty("size")[1].GetInt32());
            var mask = new RunLengthMask(height, width, [.. item.GetProperty("counts").EnumerateArray().Select(e => e.GetUInt32())]);
            Assert.That(mask.ToText(), Is.EqualTo(item.GetProperty("compressed").GetString()));
            Assert.That(mask.ToPixels(), Is.EqualTo(item.GetProperty("decoded").EnumerateArray().SelectMany(r => r.EnumerateArray()).Select(e => e.GetByte())));
        }

        fixture.Report();
    }

    [TestCase("zz")]
    [TestCase("P")]
    [TestCase("0000\u0001")]
    [TestCase("ooooooooooooooooo0")]
    public void Damaged_text_is_refused(string text) =>
        Assert.That(() => RunLengthMask.FromText(text, 3, 4), Throws.TypeOf<FormatException>());

    [Test]
    public void Random_masks_survive_every_conversion()
    {
        var random = new RandomSource(5);
        for (var round = 0; round < 200; round++)
        {
            var (height, width) = (1 + random.NextInt(20), 1 + random.NextInt(20));
            var density = random.NextDouble();
            var pixels = Enumerable.Range(0, height * width).Select(_ => random.NextDouble() < density ? (byte)1 : (byte)0).ToArray();
            var mask = RunLengthMask.FromPixels(pixels, height, width);
            Assert.That(RunLengthMask.FromText(mask.ToText(), height, width).Counts.ToArray(), Is.EqualTo(mask.Counts.ToArray()));
            Assert.That(mask.ToPixels(), Is.EqualTo(pixels));
            Assert.That(mask.Area, Is.EqualTo(pixels.Count(p => p != 0)));
            Assert.That(RunLengthMask.Iou(mask, mask, crowd: false), Is.EqualTo(mask.Area > 0 ? 1 : 0));
        }
    }

    [TestCase("k_masks")]
    [Category("Golden")]
    public void Box_overlaps_are_the_same_as_with_the_COCO_tools(string name)
    {
        var fixture = GoldenFixture.Open(name);
        if (!fixture.Has("box_iou"))
        {
            Assert.Ignore("The fixture has no box_iou.");
        }

        var (dt, gt) = (fixture.Array<double>("box_iou.dt_xywh"), fixture.Array<double>("box_iou.gt_xywh"));
        var (expected, crowd) = (fixture.Array<double>("box_iou"), fixture.Array<long>("box_iou.iscrowd"));
        var columns = new BoxColumns();
        for (var g = 0; g < gt.Length / 4; g++)
        {
            columns.Add(new CocoGroundTruthAnnotation(g, 1, 1, gt[g * 4], gt[(g * 4) + 1], gt[(g * 4) + 2], gt[(g * 4) + 3], 0, crowd[g] != 0));
        }

        var row = new double[columns.Count];
        for (var d = 0; d < dt.Length / 4; d++)
        {
            var best = columns.Overlaps(new CocoDetection(1, 1, dt[d * 4], dt[(d * 4) + 1], dt[(d * 4) + 2], dt[(d * 4) + 3], 1, 0), row);
            Assert.That(best, Is.EqualTo(row.Max()));
            for (var g = 0; g < row.Length; g++)
            {
                fixture.AssertNumber($"box {d} {g}", row[g], expected[(d * row.Length) + g], 1e-12, 1e-12);
            }
        }

        fixture.Report();
    }

    [Test]
    public void Overlaps_and_merges_are_those_of_the_pixels()
    {
        var random = new RandomSource(8);
        for (var round = 0; round < 300; round++)
        {
            var (height, width) = (1 + random.NextInt(15), 1 + random.NextInt(15));
            byte[] Draw()
            {
                var density = random.NextDouble();
                return [.. Enumerable.Range(0, height * width).Select(_ => random.NextDouble() < density ? (byte)1 : (byte)0)];
            }

            var (a, b) = (Draw(), Draw());
            var (maskA, maskB) = (RunLengthMask.FromPixels(a, height, width), RunLengthMask.FromPixels(b, height, width));
            var both = a.Zip(b).Count(p => p is { First: 1, Second: 1 });
            var any = a.Zip(b).Count(p => p.First == 1 || p.Second == 1);
            var iou = both == 0 ? 0 : (double)both / any;
            var crowd = both == 0 ? 0 : (double)both / a.Sum(p => p);
            var intervals = new MaskIntervals();
            var (i, j) = (intervals.Add(maskA), intervals.Add(maskB));
            Assert.That((RunLengthMask.Iou(maskA, maskB, false), RunLengthMask.Iou(maskA, maskB, true)), Is.EqualTo((iou, crowd)));
            Assert.That((intervals.Iou(i, j, false), intervals.Iou(i, j, true)), Is.EqualTo((iou, crowd)));
            Assert.That(RunLengthMask.Merge([maskA, maskB], intersect: false).ToPixels().Sum(p => p), Is.EqualTo(any));
            Assert.That(RunLengthMask.Merge([maskA, maskB], intersect: true).ToPixels().Sum(p => p), Is.EqualTo(both));
        }
    }

    [Test]
    [CancelAfter(10_000)]
    public void Masks_that_leave_out_their_last_run_are_compared_all_the_same()
    {
        var whole = new RunLengthMask(2, 4, [1, 4, 3]);
        var cut = new RunLengthMask(2, 4, [1, 4]);
        var half = new RunLengthMask(2, 4, [3, 2]);
        Assert.That(RunLengthMask.Iou(cut, whole, crowd: false), Is.EqualTo(1));
        Assert.That(RunLengthMask.Iou(half, whole, crowd: false), Is.EqualTo(0.5));
        Assert.That(RunLengthMask.Iou(new RunLengthMask(2, 4, []), whole, crowd: false), Is.Zero);
        Assert.That(RunLengthMask.Merge([cut, whole], intersect: false).Counts.ToArray(), Is.EqualTo(whole.Counts.ToArray()));
        Assert.That(RunLengthMask.Merge([half, whole], intersect: true).Area, Is.EqualTo(2));
        Assert.That(RunLengthMask.Merge([whole, new RunLengthMask(2, 4, [8])], intersect: false).Area, Is.EqualTo(4));
    }

    private static (int Height, int Width, List<RunLengthMask> Masks) Polygons(GoldenFixture fixture)
    {
        var (height, width) = (fixture.Meta("size")[0].GetInt32(), fixture.Meta("size")[1].GetInt32());
        var masks = fixture.Meta("polygons").EnumerateArray()
            .Select(item => RunLengthMask.FromPolygons([.. item.GetProperty("polygons").EnumerateArray().Select(Numbers)], height, width))
            .ToList();
        return (height, width, masks);
    }

    private static IEnumerable<string> Merges(List<RunLengthMask> masks, bool intersect) =>
        Enumerable.Range(2, masks.Count - 1).Select(count => RunLengthMask.Merge(masks[..count], intersect).ToText());

    private static double[] Bounds(RunLengthMask mask) => [mask.Bounds.X, mask.Bounds.Y, mask.Bounds.Width, mask.Bounds.Height];

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetDouble())];
}
