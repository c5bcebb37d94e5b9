using Baron.Modeling;
using Baron.Samplers;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests;

[TestFixture]
public sealed class RpnHeadTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope()
    {
        _scope = NewDisposeScope();
        manual_seed(0);
    }

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase(-1)]
    [TestCase(5)]
    [TestCase(40)]
    public void Host_and_device_choose_the_same_anchors(int nmsPre)
    {
        var head = Head();
        var priors = head.AnchorGenerator.GridPriors([new ImageSize(4, 6), new ImageSize(2, 3)], CPU);
        Tensor[] scores = [randn(2, 3, 4, 6), randn(2, 3, 2, 3)];
        Tensor[] deltas = [randn(2, 12, 4, 6), randn(2, 12, 2, 3)];

        // Of equal scores the ones that libtorch sorts first are taken, as in the reference.
        scores[0][0, 1] = 0.25f;
        var host = head.BestOnHost(scores, deltas, priors, nmsPre);
        var device = head.BestOnDevice(scores, deltas, priors, nmsPre);
        for (var i = 0; i < 2; i++)
        {
            Assert.That(host[i].Anchors.allclose(device[i].Anchors, 0, 0));
            Assert.That(host[i].Deltas.allclose(device[i].Deltas, 0, 0));
            Assert.That(host[i].Scores.allclose(device[i].Scores, 0, 0));
            Assert.That(host[i].Levels.equal(device[i].Levels).all().item<bool>());
        }
    }

    [Test]
    public void The_best_scores_come_first_and_equal_ones_in_their_order()
    {
        float[] planes = [0.5f, 0.1f, 0.9f, 0.5f, 0.9f, 0.2f];
        Assert.That(TopScores.Select(planes, 2, 3, 4), Is.EqualTo(new[] { 3, 4, 0, 1 }), "cell times anchors plus anchor");
        Assert.That(TopScores.Select(planes, 2, 3, 0), Is.EqualTo(new[] { 0, 1, 2, 3, 4, 5 }));
        Assert.That(TopScores.Select([-1f, 2f, float.PositiveInfinity, 0f], 1, 4, 3), Is.EqualTo(new[] { 2, 1, 3 }));
    }

    [Test]
    public void Proposals_that_are_not_larger_than_the_smallest_size_are_dropped()
    {
        var head = Head();
        var (scores, deltas) = head.Forward([rand(1, 8, 4, 6), rand(1, 8, 2, 3)]);
        var all = head.Propose(scores, deltas, [Meta(32, 48)], new ProposalConfig(-1, 1000, new NmsConfig(IouThreshold: 1)));
        var large = head.Propose(scores, deltas, [Meta(32, 48)], new ProposalConfig(-1, 1000, new NmsConfig(IouThreshold: 1), 20));
        Assert.That(all[0].Count, Is.EqualTo((24 + 6) * 3));
        Assert.That(large[0].Count, Is.LessThan(all[0].Count).And.GreaterThan(0));
        Assert.That((large[0].Boxes.narrow(1, 2, 2) - large[0].Boxes.narrow(1, 0, 2)).min().item<float>(), Is.GreaterThan(20));
        Assert.That(head.Propose(scores, deltas, [Meta(32, 48)], new ProposalConfig(-1, 1000, new NmsConfig(), 1e6))[0].Count, Is.Zero);
    }

    [Test]
    public void Proposals_below_the_objectness_threshold_are_dropped()
    {
        var head = Head();
        Tensor[] scores = [linspace(-3, 3, 72).view(1, 3, 4, 6), linspace(-3, 3, 18).view(1, 3, 2, 3)];
        Tensor[] deltas = [zeros(1, 12, 4, 6), zeros(1, 12, 2, 3)];
        var found = head.Propose(scores, deltas, [Meta(32, 48)], new ProposalConfig(-1, 1000, new NmsConfig(IouThreshold: 1), ScoreThr: 0.5));
        Assert.That(found[0].Count, Is.EqualTo(36 + 9));
        Assert.That(found[0].Scores.min().item<float>(), Is.GreaterThan(0.5f));
    }

    [Test]
    public void Anchors_outside_the_padded_image_are_not_sampled()
    {
        var head = Head(sample: 1000);
        Tensor[] features = [rand(1, 8, 4, 6), rand(1, 8, 2, 3)];
        var (scores, deltas) = head.Forward(features);
        var truth = new GroundTruth { Boxes = zeros(0, 4), Labels = zeros(0, dtype: ScalarType.Int64) };
        var whole = head.LossByLevel(scores, deltas, new ModelBatch(features[0], [Meta(32, 48)], [truth]));
        var half = head.LossByLevel(scores, deltas, new ModelBatch(features[0], [Meta(32, 48) with { PadShape = new ImageSize(32, 24) }], [truth]));
        Tensor[] other = [scores[0].index_fill(3, tensor(new long[] { 3, 4, 5 }), 1e3f), scores[1].index_fill(3, tensor(new long[] { 2 }), 1e3f)];
        var changed = head.LossByLevel(other, deltas, new ModelBatch(features[0], [Meta(32, 48) with { PadShape = new ImageSize(32, 24) }], [truth]));
        Assert.That(changed.Objectness[0].item<float>(), Is.EqualTo(half.Objectness[0].item<float>()));
        Assert.That(whole.Objectness[0].item<float>(), Is.Not.EqualTo(half.Objectness[0].item<float>()));
    }

    [Test]
    public void A_softmax_head_scores_object_and_background()
    {
        var head = Head(new CrossEntropyLoss());
        Tensor[] features = [rand(1, 8, 4, 6), rand(1, 8, 2, 3)];
        var (scores, deltas) = head.Forward(features);
        Assert.That(scores[0].shape[1], Is.EqualTo(6));
        var found = head.Propose(scores, deltas, [Meta(32, 48)], new ProposalConfig(-1, 10, new NmsConfig()))[0];
        var expected = scores[0].view(1, 3, 2, 4, 6).softmax(2).select(2, 0).max().item<float>();
        Assert.That(found.Scores.max().item<float>(), Is.GreaterThanOrEqualTo(expected));
        var truth = new GroundTruth { Boxes = tensor(new float[] { 4, 4, 30, 30 }, [1, 4]), Labels = zeros(1, dtype: ScalarType.Int64) };
        var (objectness, _) = head.LossByLevel(scores, deltas, new ModelBatch(features[0], [Meta(32, 48)], [truth]));
        Assert.That(objectness.Sum(o => o.item<float>()), Is.EqualTo(Math.Log(2)).Within(0.1));
    }

    [Test]
    public void Weights_start_small_and_normal()
    {
        var head = Head();
        head.InitWeights();
        var weight = head.state_dict()["rpn_conv.weight"];
        Assert.That(weight.std().item<float>(), Is.EqualTo(0.01).Within(10).Percent);
        Assert.That(head.state_dict()["rpn_cls.bias"].abs().sum().item<float>(), Is.Zero);
    }

    [Test]
    public void Several_convolutions_are_blocks_of_their_own()
    {
        var head = new RpnHead(8, new AnchorGenerator([8], [1], [4]), 16, 2);
        Assert.That(head.state_dict().Keys, Does.Contain("rpn_conv.0.conv.weight").And.Contain("rpn_conv.1.conv.bias"));
        Assert.That(head.Forward([rand(1, 8, 4, 4)]).Scores[0].shape, Is.EqualTo(new long[] { 1, 1, 4, 4 }));
    }

    [Test]
    public void What_a_head_needs_is_asked_for()
    {
        var generator = new AnchorGenerator([8], [1], [4]);
        Tensor[] features = [rand(1, 8, 4, 4)];
        var batch = new ModelBatch(features[0], [Meta(32, 32)], [new GroundTruth { Boxes = zeros(0, 4), Labels = zeros(0, dtype: ScalarType.Int64) }]);
        Assert.That(() => new RpnHead(8, generator).LossAndPredict(features, batch), Throws.TypeOf<BaronException>().With.Message.Contains("rpn_proposal"));
        Assert.That(() => new RpnHead(8, generator).Predict(features, batch.Metas, false), Throws.TypeOf<BaronException>().With.Message.Contains("test_cfg.rpn"));
        Assert.That(() => new RpnHead(0, generator), Throws.TypeOf<BaronException>().With.Message.Contains("in_channels"));
        var strict = new RpnHead(8, generator);
        strict.Configure(
            new RpnTrainConfig(new MaxIoUAssigner(0.7, [0.3]), new RandomSampler(new FirstOnes(), 8, 0.5, addGtAsProposals: false), AllowedBorder: 0),
            new ProposalConfig(10, 10, new NmsConfig()),
            null);
        var tiny = batch with { Metas = [Meta(8, 8)] };
        Assert.That(() => strict.LossAndPredict(features, tiny), Throws.TypeOf<BaronException>().With.Message.Contains("allowed_border"));
    }

    private static RpnHead Head(ILoss? loss = null, int sample = 16)
    {
        var head = new RpnHead(8, new AnchorGenerator([8, 16], [0.5, 1, 2], [2]), 8, lossCls: loss);
        head.Configure(
            new RpnTrainConfig(new MaxIoUAssigner(0.7, [0.3], 0.3), new RandomSampler(new FirstOnes(), sample, 0.5, addGtAsProposals: false)),
            new ProposalConfig(20, 10, new NmsConfig(IouThreshold: 0.7), 0),
            null);
        return head;
    }

    private static ImageMeta Meta(int height, int width) => new()
    {
        ImageShape = new ImageSize(height, width),
        BatchInputShape = new ImageSize(height, width),
        OriginalShape = new ImageSize(height, width),
    };
}
