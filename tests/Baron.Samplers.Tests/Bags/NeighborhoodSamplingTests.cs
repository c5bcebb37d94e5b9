using System.Text.Json;
using Baron.Modeling;
using Baron.Samplers.Bags;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Samplers.Tests.Bags;

[TestFixture]
public sealed class NeighborhoodSamplingTests
{
    [Test]
    [Category("Golden")]
    public void Probabilities_boxes_and_orders_are_those_of_the_reference_f_neighborhood()
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFixture.Open("f_neighborhood");
        var image = Size(golden);
        var boxes = Boxes(golden.Array<float>("boxes"), null);
        foreach (var setting in golden.Meta("settings").EnumerateObject())
        {
            var random = new ScriptedRandom($"f/nb/{setting.Name}", golden.Seed);
            var sampling = Create(random, setting.Value);
            var directions = boxes.SelectMany(b =>
            {
                var (left, right, up, down) = sampling.DirectionProbabilities(b, image);
                return new[] { left, right, up, down };
            }).ToArray();
            golden.AssertClose($"{setting.Name}.lrud", tensor(directions, [boxes.Count, 4]));
            golden.AssertClose($"{setting.Name}.p9", tensor(boxes.SelectMany(b => sampling.Probabilities(b, image)).ToArray(), [boxes.Count, 9]));

            // The templates are the neighbours of a unit box at (1, 1).
            var unit = new ScoredBox(1, 1, 2, 2, 1);
            var templates = Enumerable.Range(0, 9).Select(c => sampling.Neighbour(unit, c)).SelectMany(b => new[] { b.X1, b.Y1, b.X2, b.Y2 }).ToArray();
            golden.AssertClose($"{setting.Name}.templates", tensor(templates, [9, 4]));

            var sample = sampling.Group(boxes, image);
            Assert.That(random.Draws, Is.EqualTo(golden.Meta($"{setting.Name}.bernoulli_draws").GetInt32()), "draws");
            AssertSame(golden, $"{setting.Name}.num_groups", sample.GroupsPerProposal);
            AssertSame(golden, $"{setting.Name}.s.groups_per_box", sample.GroupsPerProposal);
            AssertSame(golden, $"{setting.Name}.s.sequences_per_group", sample.SequencesPerGroup);
            AssertSame(golden, $"{setting.Name}.s.words_per_sequence", sample.BoxesPerSequence);
            AssertSame(golden, $"{setting.Name}.s.box_ids", sample.BoxIds);
            golden.AssertClose($"{setting.Name}.s.boxes", tensor(sample.Boxes, [sample.BoxCount, 4]));
            golden.AssertClose($"{setting.Name}.s.normed", tensor(sample.NormedBoxes, [sample.BoxCount, 4]));
            golden.AssertClose($"{setting.Name}.s.spanned", tensor(sample.SpannedBoxes, [sample.GroupCount, 4]));
        }

        golden.Report();
    }

    [Test]
    [Category("Golden")]
    public void Chosen_proposals_are_those_of_the_reference_f_preprocess_proposals()
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFixture.Open("f_preprocess_proposals");
        var image = Size(golden);
        foreach (var setting in golden.Meta("cases").EnumerateObject())
        {
            var boxes = Boxes(golden.Array<float>($"{setting.Name}.boxes"), golden.Array<float>($"{setting.Name}.scores"));
            foreach (var name in golden.Names.Where(n => n.StartsWith($"{setting.Name}.nms", StringComparison.Ordinal)))
            {
                var nms = double.Parse(name[$"{setting.Name}.nms".Length..^".kept".Length], System.Globalization.CultureInfo.InvariantCulture);
                var sampling = Create(new RandomSource(1), setting.Value, nms);
                var kept = sampling.Select(boxes, [], image);
                Assert.That(kept.Select(b => (long)boxes.IndexOf(b)), Is.EqualTo(golden.Array<long>(name)), name);
            }
        }

        foreach (var name in golden.Names.Where(n => n.StartsWith("topk", StringComparison.Ordinal) && n.EndsWith(".scores", StringComparison.Ordinal)))
        {
            var prefix = name[..^".scores".Length];
            var sampling = new NeighborhoodSampling(new RandomSource(1), topk: int.Parse(prefix["topk".Length..], System.Globalization.CultureInfo.InvariantCulture));
            var candidates = sampling.Candidates(
                Boxes(golden.Array<float>($"{prefix}.boxes"), golden.Array<float>($"{prefix}.scores")), Boxes(golden.Array<float>($"{prefix}.gt"), null));
            golden.AssertClose($"{prefix}.out_boxes", tensor(candidates.SelectMany(b => new[] { b.X1, b.Y1, b.X2, b.Y2 }).ToArray(), [candidates.Count, 4]), 0, golden.Tolerance("boxes"));
            golden.AssertClose($"{prefix}.out_scores", tensor(candidates.Select(b => b.Score).ToArray()), 0, 0);
        }

        golden.Report();
    }

    [Test]
    public void Without_any_proposal_the_image_itself_is_the_bag()
    {
        var sampling = new NeighborhoodSampling(new RandomSource(3));
        var image = new ImageSize(90, 120);
        var chosen = sampling.Select([], [], image);
        Assert.That(chosen, Is.EqualTo(new[] { new ScoredBox(0, 0, 119, 89, 1) }));
        var sample = sampling.Group(chosen, image);
        Assert.That(sample.BoxIds, Is.EqualTo(new[] { 4 }));
        Assert.That(sample.NormedBoxes, Is.EqualTo(new[] { 0f, 0f, 1f, 1f }));
    }

    [Test]
    public void Groups_are_distinct_contain_the_proposal_and_stay_inside_the_image()
    {
        var sampling = new NeighborhoodSampling(new RandomSource(7), maxGroups: 4, maxPermutations: 3);
        var image = new ImageSize(200, 300);
        var sample = sampling.Group([new ScoredBox(100, 80, 150, 120, 0.9f), new ScoredBox(0, 0, 60, 60, 0.8f)], image);
        Assert.That(sample.GroupsPerProposal, Is.EqualTo(new[] { 4, 4 }));
        var (box, sequence) = (0, 0);
        var groups = new List<string>();
        foreach (var orders in sample.SequencesPerGroup)
        {
            var drawn = new List<string>();
            for (var i = 0; i < orders; i++)
            {
                var ids = sample.BoxIds.AsSpan(box, sample.BoxesPerSequence[sequence]).ToArray();
                Assert.That(ids, Does.Contain(4));
                drawn.Add(string.Join(",", ids));
                box += sample.BoxesPerSequence[sequence++];
            }

            Assert.That(drawn, Is.Unique);
            Assert.That(drawn.Select(d => string.Concat(d.Order())).Distinct().Count(), Is.EqualTo(1), "orders are of the same boxes");
            groups.Add(string.Concat(drawn[0].Order()));
        }

        Assert.That(groups.Take(4), Is.Unique);
        Assert.That(groups.Skip(4), Is.Unique);
        Assert.That(sample.Boxes.Where((_, i) => i % 2 == 0), Is.All.InRange(0f, 300f));
        Assert.That(sample.Boxes.Where((_, i) => i % 2 == 1), Is.All.InRange(0f, 200f));
        Assert.That(sample.NormedBoxes, Is.All.InRange(0f, 1f));
    }

    [Test]
    public void A_box_whose_neighbours_are_all_but_impossible_ends_in_time()
    {
        var sampling = new NeighborhoodSampling(new RandomSource(7), maxGroups: 50);
        var sample = sampling.Group([new ScoredBox(10, 100, 290, 101, 0.9f)], new ImageSize(200, 300));
        Assert.That(sample.GroupsPerProposal[0], Is.GreaterThan(0));
    }

    [Test]
    public void The_same_seed_draws_the_same_bags()
    {
        var image = new ImageSize(200, 300);
        ScoredBox[] boxes = [new ScoredBox(100, 80, 150, 120, 0.9f), new ScoredBox(40, 30, 100, 90, 0.8f)];
        BagSample Draw() => new NeighborhoodSampling(new RandomSource(11)).Group(boxes, image);
        var (first, second) = (Draw(), Draw());
        Assert.That(second.BoxIds, Is.EqualTo(first.BoxIds));
    }

    [Test]
    public void Settings_out_of_range_are_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => new NeighborhoodSampling(new RandomSource(1), shapeRatioThr: 2), Throws.TypeOf<BaronException>());
        Assert.That(() => new NeighborhoodSampling(new RandomSource(1), maxGroups: 0), Throws.TypeOf<BaronException>());
    });

    private static NeighborhoodSampling Create(IRandomSource random, JsonElement settings, double nms = 0.1)
    {
        double Number(string name, double fallback) => settings.TryGetProperty(name, out var value) ? value.GetDouble() : fallback;
        return new NeighborhoodSampling(
            random,
            Number("shape_ratio_thr", 0.25),
            Number("area_ratio_thr", 0.01),
            Number("objectness_thr", 0.85),
            nms,
            300,
            (int)Number("max_groups", 3),
            (int)Number("max_permutations", 2),
            Number("alpha", 3),
            Number("cut_off_thr", 0.3),
            Number("base_probability", 0.3),
            Number("interval", -0.1));
    }

    private static ImageSize Size(GoldenFixture golden)
    {
        var size = golden.Meta("image_hw");
        return new ImageSize(size[0].GetInt32(), size[1].GetInt32());
    }

    private static List<ScoredBox> Boxes(float[] values, float[]? scores) => Enumerable.Range(0, values.Length / 4)
        .Select(i => new ScoredBox(values[4 * i], values[(4 * i) + 1], values[(4 * i) + 2], values[(4 * i) + 3], scores?[i] ?? 1))
        .ToList();

    private static void AssertSame(GoldenFixture golden, string name, int[] actual) =>
        Assert.That(actual.Select(v => (long)v), Is.EqualTo(golden.Array<long>(name)), name);
}
