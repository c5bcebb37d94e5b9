using Baron.Modeling;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests.Baron;

[TestFixture]
public sealed class BaronPartsTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase("f_posenc")]
    [Category("Golden")]
    public void Positional_encodings_are_those_of_the_reference(string name)
    {
        var golden = GoldenFixture.Open(name);
        // The weights of the gradients are not stored; gradients are compared in f_kd_losses.
        foreach (var x in golden.Names.Where(n => n.EndsWith(".x", StringComparison.Ordinal)))
        {
            var key = x[..^2];
            var shape = golden.Shape($"{key}.out");
            using var encoding = new SinePositionalEncoding(
                (int)shape[1], (int)shape[2], golden.Meta("num_feats").GetInt32(), golden.Meta("temperature").GetDouble(), golden.Meta("scale").GetDouble());
            Assert.That(GoldenFill.FillModule(encoding, golden.Meta($"{key}.weights"), golden.Seed), Is.Empty);
            var boxes = golden.Tensor(x);
            golden.AssertClose($"{key}.sine", encoding.Sines(boxes));
            golden.AssertClose($"{key}.out", encoding.Forward(boxes));
        }

        golden.Report();
    }

    [TestCase("f_seq_ids")]
    [Category("Golden")]
    public void Sequences_of_the_same_boxes_are_told_as_in_the_reference(string name)
    {
        var golden = GoldenFixture.Open(name);
        foreach (var ids in golden.Names.Where(n => n.EndsWith(".box_ids", StringComparison.Ordinal)))
        {
            var key = ids[..^".box_ids".Length];
            var boxes = Ints(golden, ids);
            var words = Ints(golden, $"{key}.words_per_sequence");
            var sequences = Ints(golden, $"{key}.sequences_per_proposal");
            var samples = new List<BagSample>();
            var (box, sequence, proposal) = (0, 0, 0);
            foreach (var count in Ints(golden, $"{key}.proposals_per_image"))
            {
                // Each proposal's sequences as one group.
                var perProposal = sequences.AsSpan(proposal, count).ToArray();
                var own = words.AsSpan(sequence, perProposal.Sum()).ToArray();
                samples.Add(new BagSample([], [], [], boxes.AsSpan(box, own.Sum()).ToArray(), own, perProposal, [.. perProposal.Select(_ => 1)]));
                (proposal, sequence, box) = (proposal + count, sequence + own.Length, box + own.Sum());
            }

            var numbers = SequenceIds.Compute(samples);
            Assert.That(numbers, Is.EqualTo(golden.Array<float>($"{key}.seq_ids_float32")), key);
            Assert.That(numbers, Is.EqualTo(golden.Array<long>($"{key}.seq_ids_exact").Select(v => (float)v)), key);

            var n = numbers.Length;
            var none = new QueueContent(empty(0, 1), [], 1);
            var mask = ContrastiveLoss.Mask(numbers, new long[n], none);
            var packed = golden.Array<byte>($"{key}.label_mask_packed");
            var expected = Enumerable.Range(0, n * n).Select(i => (packed[i / 8] & (0x80 >> (i % 8))) != 0);
            Assert.That(mask, Is.EqualTo(expected), $"{key}: masked pairs");
        }

        golden.Report();
    }

    [Test]
    public void Boxes_of_a_proposal_are_told_apart_until_the_doubling_offsets_leave_float32()
    {
        // Each proposal has one group in two orders of the cells 3, 4 and 4, 5.
        var proposals = Enumerable.Repeat(1, 140).ToArray();
        var sample = new BagSample([], [], [], [.. proposals.SelectMany(_ => new[] { 3, 4, 4, 5 })], [.. proposals.SelectMany(_ => new[] { 2, 2 })], [.. proposals.Select(_ => 2)], proposals);
        var ids = SequenceIds.OfBoxes([sample]);
        Assert.That(ids[..8], Is.EqualTo(new[] { 3f, 4f, 4f, 5f, 10f, 11f, 11f, 12f }));
        Assert.That(ids.AsSpan(4 * 35, 4).ToArray().Distinct().Count(), Is.EqualTo(1), "the reference's offsets have lost the cells");
        var byProposal = proposals.Select((_, p) => ids.AsSpan(4 * p, 4).ToArray()).ToArray();
        Assert.That(byProposal.SelectMany(own => own.Distinct()), Is.Unique, "different proposals never share a number");
        Assert.That(ids, Is.All.Matches<float>(float.IsFinite));
    }

    [Test]
    public void Rows_of_the_same_identity_and_queued_rows_of_the_same_image_are_no_negatives()
    {
        var queued = new QueueContent(rand(2, 4), [7, 8], 1);
        var mask = ContrastiveLoss.Mask([1f, 1f, 2f], [7, 7, 8], queued);
        Assert.That(mask, Is.EqualTo(new[]
        {
            false, true, false, true, false,
            true, false, false, true, false,
            false, false, false, false, true,
        }));
    }

    [Test]
    public void Word_dropout_keeps_about_the_asked_share_and_never_drops_all_words_of_a_region()
    {
        var rows = WordDropout.Draw(4000, 3, 0.5, new RandomSource(3));
        Assert.That(rows.Select(r => r.Length), Is.All.GreaterThan(0));

        // Half of three words, and one more in the eighth of the regions that would have none.
        Assert.That(rows.Average(r => r.Length), Is.EqualTo(1.5 + 0.125).Within(0.05));
        for (var region = 0; region < rows.Length; region++)
        {
            Assert.That(rows[region], Is.Ordered.And.Unique.And.All.InRange(3 * region, (3 * region) + 2));
        }

        Assert.That(WordDropout.Draw(2, 3, 1, new RandomSource(3)), Is.EqualTo(new[] { new[] { 0 }, new[] { 3 } }), "the first stays");
    }

    [Test]
    public void Without_dropout_nothing_is_drawn()
    {
        var random = new RandomSource(5);
        var before = random.SaveState();
        WordDropout.Draw(10, 4, 0, random);
        Assert.That(random.SaveState(), Is.EqualTo(before));
    }

    private static int[] Ints(GoldenFixture golden, string name) => golden.Array<long>(name).Select(v => (int)v).ToArray();
}
