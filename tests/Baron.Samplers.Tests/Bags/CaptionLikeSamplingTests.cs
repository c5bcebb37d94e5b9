using Baron.Modeling;
using Baron.Samplers.Bags;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Samplers.Tests.Bags;

[TestFixture]
public sealed class CaptionLikeSamplingTests
{
    private const int Draws = 10_000;

    private static readonly ImageSize Image = new(200, 300);

    [Test]
    [Category("Golden")]
    public void The_bag_is_that_of_the_reference_g_caption_losses()
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFixture.Open("g_caption_losses");
        var size = golden.Meta("image_hw");
        var image = new ImageSize(size[0].GetInt32(), size[1].GetInt32());
        var settings = golden.Meta("baron_caption").GetProperty("sampling_cfg");
        var sampling = new CaptionLikeSampling(
            new FirstOnes(),
            settings.GetProperty("shape_ratio_thr").GetDouble(),
            settings.GetProperty("area_ratio_thr").GetDouble(),
            settings.GetProperty("objectness_thr").GetDouble(),
            settings.GetProperty("nms_thr").GetDouble(),
            settings.GetProperty("max_num").GetInt32(),
            settings.GetProperty("topk").GetInt32(),
            1);
        var (boxes, scores) = (golden.Array<float>("sample.boxes"), golden.Array<float>("sample.scores"));
        var proposals = scores.Select((s, i) => new ScoredBox(boxes[4 * i], boxes[(4 * i) + 1], boxes[(4 * i) + 2], boxes[(4 * i) + 3], s)).ToArray();

        var chosen = sampling.Select(proposals, [], image);
        var bags = sampling.Group(chosen, image);
        golden.AssertClose("sample.out_boxes", tensor(bags.Boxes, [bags.BoxCount, 4]));
        golden.AssertClose("sample.out_normed", tensor(bags.NormedBoxes, [bags.BoxCount, 4]));
        golden.Report();
    }

    [Test]
    public void Proposals_of_bad_shape_size_or_score_and_near_copies_are_left_out()
    {
        var good = new ScoredBox(10, 10, 60, 60, 0.9f);
        var other = new ScoredBox(100, 20, 150, 90, 0.86f);
        var chosen = new CaptionLikeSampling(new RandomSource(1)).Select(
            [
                new ScoredBox(0, 0, 200, 20, 0.99f), // too wide
                new ScoredBox(0, 0, 10, 10, 0.98f), // too small
                good,
                new ScoredBox(12, 12, 62, 62, 0.89f), // nearly the same
                other,
                new ScoredBox(200, 100, 260, 160, 0.8f), // no object
            ],
            [],
            Image);
        Assert.That(chosen, Is.EqualTo(new[] { good, other, new ScoredBox(0, 0, 300, 200, 1) }));
    }

    [Test]
    public void The_best_proposal_stands_in_when_none_fits_and_the_image_alone_when_there_is_none()
    {
        var sampling = new CaptionLikeSampling(new RandomSource(1));
        var whole = new ScoredBox(0, 0, 300, 200, 1);
        var best = new ScoredBox(0, 0, 10, 10, 0.5f);
        Assert.That(sampling.Select([new ScoredBox(5, 5, 9, 9, 0.4f), best], [], Image), Is.EqualTo(new[] { best, whole }));
        Assert.That(sampling.Select([], [], Image), Is.EqualTo(new[] { whole }));
        var bags = sampling.Group([whole], Image);
        Assert.That(bags.BoxIds, Is.EqualTo(new[] { 0 }));
        Assert.That(bags.NormedBoxes, Is.EqualTo(new[] { 0f, 0f, 1f, 1f }));
        Assert.That((bags.GroupCount, bags.SequenceCount), Is.EqualTo((1, 1)));
    }

    [Test]
    public void Every_subset_of_the_fitting_proposals_is_drawn_equally_often()
    {
        // 5 proposals of which 2 are wanted: 10 subsets.
        var sampling = new CaptionLikeSampling(new RandomSource(17), maxNum: 2);
        var proposals = Enumerable.Range(0, 5).Select(i => new ScoredBox(10 + (50 * i), 20, 50 + (50 * i), 80, 0.99f - (0.01f * i))).ToArray();
        var counts = new Dictionary<string, int>();
        for (var draw = 0; draw < Draws; draw++)
        {
            var chosen = sampling.Select(proposals, [], Image);
            Assert.That(chosen, Has.Count.EqualTo(3));
            Count(counts, string.Join(",", chosen.Take(2).Select(b => Array.IndexOf(proposals, b)).Order()));
        }

        AssertUniform(counts, 10, 33.7);
    }

    [Test]
    public void Orders_are_distinct_and_every_pair_of_them_is_drawn_equally_often()
    {
        // 3 boxes have 6 orders: 30 pairs of distinct ones.
        var sampling = new CaptionLikeSampling(new RandomSource(18), maxPerms: 2);
        ScoredBox[] boxes = [new(10, 10, 60, 60, 0.9f), new(100, 20, 150, 90, 0.9f), new(0, 0, 300, 200, 1)];
        var counts = new Dictionary<string, int>();
        for (var draw = 0; draw < Draws; draw++)
        {
            var ids = sampling.Group(boxes, Image).BoxIds;
            var (first, second) = (string.Join(",", ids[..3]), string.Join(",", ids[3..]));
            Assert.That(first, Is.Not.EqualTo(second));
            Count(counts, string.Join(",", ids));
        }

        AssertUniform(counts, 30, 68.7);
    }

    [Test]
    public void A_bag_has_no_more_orders_than_there_are()
    {
        var bags = new CaptionLikeSampling(new RandomSource(1)).Group([new(10, 10, 60, 60, 0.9f), new(0, 0, 300, 200, 1)], Image);
        Assert.That(bags.SequencesPerGroup, Is.EqualTo(new[] { 2 }));
        Assert.That(bags.BoxesPerSequence, Is.EqualTo(new[] { 2, 2 }));
        Assert.That(bags.SpannedBoxes, Is.EqualTo(new float[] { 0, 0, 300, 200 }));
    }

    [Test]
    public void The_same_seed_draws_the_same_bag()
    {
        int[] Draw() => new CaptionLikeSampling(new RandomSource(11)).Group([.. Enumerable.Range(0, 9).Select(i => new ScoredBox(i, i, i + 50, i + 50, 1))], Image).BoxIds;
        var (first, second) = (Draw(), Draw());
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void Settings_out_of_range_are_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => new CaptionLikeSampling(new RandomSource(1), shapeRatioThr: 1), Throws.TypeOf<BaronException>());
        Assert.That(() => new CaptionLikeSampling(new RandomSource(1), maxNum: 0), Throws.TypeOf<BaronException>());
        Assert.That(() => new CaptionLikeSampling(new RandomSource(1), maxPerms: 0), Throws.TypeOf<BaronException>());
    });

    private static void Count(Dictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    /// <summary>Chi-square against equal probabilities; the bound is passed by chance once in ten thousand times.</summary>
    private static void AssertUniform(Dictionary<string, int> counts, int outcomes, double bound)
    {
        Assert.That(counts, Has.Count.EqualTo(outcomes));
        var expected = (double)Draws / outcomes;
        var chi = counts.Values.Sum(c => (c - expected) * (c - expected) / expected);
        TestContext.Out.WriteLine($"chi-square {chi:F1} of {outcomes - 1} degrees of freedom");
        Assert.That(chi, Is.LessThan(bound));
    }
}
