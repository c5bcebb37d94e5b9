using Baron.Backbones;
using Baron.Modeling;
using Baron.Structures;
using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Heads.Tests;

[TestFixture]
public sealed class BBoxHeadTests
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

    [Test]
    public void Shared_layers_have_the_reference_s_names_and_sizes()
    {
        var two = new Shared2FCBBoxHead(16, 7, 8, 5).state_dict();
        Assert.That(two.Keys, Is.EquivalentTo(new[] { "fc_cls.weight", "fc_cls.bias", "fc_reg.weight", "fc_reg.bias", "shared_fcs.0.weight", "shared_fcs.0.bias", "shared_fcs.1.weight", "shared_fcs.1.bias" }));
        Assert.That(two["shared_fcs.0.weight"].shape, Is.EqualTo(new long[] { 16, 8 * 49 }));
        Assert.That(two["fc_reg.weight"].shape, Is.EqualTo(new long[] { 20, 16 }));

        var four = new Shared4Conv1FCBBoxHead(6, 16, 7, 8, 5, regClassAgnostic: true, normCfg: new BatchNormalization()).state_dict();
        Assert.That(four.Keys, Does.Contain("shared_convs.3.bn.running_var").And.Contain("shared_fcs.0.bias").And.Not.Contain("shared_convs.0.conv.bias"));
        Assert.That(four["shared_fcs.0.weight"].shape, Is.EqualTo(new long[] { 16, 6 * 49 }));
        Assert.That(four["fc_reg.weight"].shape, Is.EqualTo(new long[] { 4, 16 }));
    }

    [TestCase(0, 0, 0, 0, 0, 0, false)]
    [TestCase(0, 0, 0, 0, 0, 0, true)]
    [TestCase(1, 1, 0, 1, 0, 2, false)]
    [TestCase(1, 0, 1, 1, 2, 0, false)]
    [TestCase(1, 0, 0, 1, 1, 1, true)]
    [TestCase(0, 2, 0, 0, 0, 1, true)]
    public void Any_layout_of_layers_gives_scores_and_deltas(int sharedConvs, int sharedFcs, int clsConvs, int clsFcs, int regConvs, int regFcs, bool pool)
    {
        var head = new ConvFCBBoxHead(sharedConvs, sharedFcs, clsConvs, clsFcs, regConvs, regFcs, 6, 10, 3, 8, 5, pool);
        head.InitWeights();
        var (cls, reg) = head.Forward(rand(4, 8, 3, 3));
        Assert.That(cls.shape, Is.EqualTo(new long[] { 4, 6 }));
        Assert.That(reg.shape, Is.EqualTo(new long[] { 4, 20 }));
    }

    [Test]
    public void Convolutions_of_a_branch_cannot_follow_shared_fully_connected_layers() =>
        Assert.That(() => new ConvFCBBoxHead(0, 1, 1), Throws.TypeOf<BaronException>().With.Message.Contains("num_cls_convs"));

    [Test]
    public void A_head_without_branches_is_refused()
    {
        Assert.That(() => new BBoxHead(withCls: false, withReg: false), Throws.TypeOf<BaronException>().With.Message.Contains("with_reg"));
        Assert.That(() => new BBoxHead(numClasses: 0), Throws.TypeOf<BaronException>().With.Message.Contains("num_classes"));
    }

    [Test]
    public void A_head_without_regression_keeps_its_regions()
    {
        var head = new BBoxHead(withReg: false, roiFeatSize: 1, inChannels: 4, numClasses: 3);
        var (cls, reg) = head.Forward(rand(2, 4, 1, 1));
        Assert.That(reg.shape, Is.EqualTo(new long[] { 2, 0 }));
        var rois = tensor(new float[] { 0, -5, 2, 8, 9, 0, 1, 1, 30, 30 }, [2, 5]);
        var raw = head.Predict(rois, cls, reg, Meta(20, 20), false, null);
        Assert.That(raw.Boxes.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 2, 8, 9, 1, 1, 20, 20 }));
        Assert.That(raw.Scores.shape, Is.EqualTo(new long[] { 2, 4 }));
    }

    [Test]
    public void Boxes_are_returned_in_the_original_image_when_asked_for()
    {
        var head = new BBoxHead(roiFeatSize: 1, inChannels: 4, numClasses: 1, regClassAgnostic: true);
        var rois = tensor(new float[] { 0, 4, 4, 12, 12 }, [1, 5]);
        var found = head.Predict(rois, tensor(new float[] { 5, -5 }, [1, 2]), zeros(1, 4), Meta(20, 20) with { ScaleX = 2, ScaleY = 4 }, true, new RcnnTestConfig(0.5, new NmsConfig()));
        Assert.That(found.Boxes.data<float>().ToArray(), Is.EqualTo(new float[] { 2, 1, 6, 3 }).Within(1e-5));
        Assert.That(found.Labels.item<long>(), Is.Zero);
    }

    [Test]
    public void Each_class_regresses_its_own_box()
    {
        var head = new BBoxHead(roiFeatSize: 1, inChannels: 4, numClasses: 3, lossBbox: new L1Loss());
        var reg = zeros(2, 12).requires_grad_();
        var samples = new[] { Sample([1], 1) };
        var losses = head.Loss(zeros(2, 4), reg, zeros(2, 5), samples, new RcnnTrainConfig(null!, null!));
        losses.Single(l => l.Name == "loss_bbox").Value.backward();
        var touched = reg.grad!.ne(0).any(0).nonzero().view(-1).data<long>().ToArray();
        Assert.That(touched, Is.Not.Empty.And.All.InRange(4, 7));
    }

    [Test]
    public void Without_positives_the_box_loss_is_zero_and_in_the_graph()
    {
        var head = new BBoxHead(roiFeatSize: 1, inChannels: 4, numClasses: 3, regClassAgnostic: true);
        var (cls, reg) = head.Forward(rand(2, 4, 1, 1));
        var losses = head.Loss(cls, reg, zeros(2, 5), [Sample([], 2)], new RcnnTrainConfig(null!, null!));
        var box = losses.Single(l => l.Name == "loss_bbox").Value;
        Assert.That(box.item<float>(), Is.Zero);
        box.backward();
        Assert.That(head.named_parameters().Single(p => p.Item1 == "fc_reg.weight").Item2.grad is not null);
    }

    [Test]
    public void Decoded_boxes_can_be_compared_instead_of_deltas()
    {
        var head = new BBoxHead(roiFeatSize: 1, inChannels: 4, numClasses: 3, regClassAgnostic: true, regDecodedBbox: true, lossBbox: new L1Loss("sum"));
        var sample = Sample([0], 1);
        var rois = cat([zeros(2, 1), sample.Boxes], 1);
        var loss = () => head.Loss(zeros(2, 4), zeros(2, 4), rois, [sample], new RcnnTrainConfig(null!, null!));
        Assert.That(loss, Throws.TypeOf<InvalidOperationException>(), "a sum is not divided");
        head = new BBoxHead(roiFeatSize: 1, inChannels: 4, numClasses: 3, regClassAgnostic: true, regDecodedBbox: true, lossBbox: new L1Loss());
        var value = loss().Single(l => l.Name == "loss_bbox").Value.item<float>();
        var expected = (sample.PositiveBoxes - sample.PositiveTruthBoxes).abs().sum().item<float>() / 2;
        Assert.That(value, Is.EqualTo(expected).Within(1e-4));
    }

    [Test]
    public void A_positive_weight_counts_positives_more()
    {
        var targets = new BBoxHead(roiFeatSize: 1, inChannels: 4, numClasses: 3).GetTargets([Sample([2, 1], 2)], new RcnnTrainConfig(null!, null!, 3));
        Assert.That(targets.LabelWeights.data<float>().ToArray(), Is.EqualTo(new float[] { 3, 3, 1, 1 }));
        Assert.That(targets.Labels.data<long>().ToArray(), Is.EqualTo(new long[] { 2, 1, 3, 3 }));
    }

    [Test]
    public void Normalisation_stays_in_evaluation_mode_when_asked_for()
    {
        var head = new Shared4Conv1FCBBoxHead(6, 16, 7, 8, 5, normCfg: new BatchNormalization(), normEval: true);
        head.train();
        Assert.That(head.modules().OfType<BatchNorm>().Count(), Is.EqualTo(4));
        Assert.That(head.modules().OfType<BatchNorm>().Any(m => m.training), Is.False);
    }

    [Test]
    public void Weights_start_as_the_reference_s()
    {
        var head = new Shared4Conv1FCBBoxHead(32, 64, 7, 32, 20);
        head.InitWeights();
        var state = head.state_dict();
        Assert.That(state["fc_cls.weight"].std().item<float>(), Is.EqualTo(0.01).Within(10).Percent);
        Assert.That(state["fc_reg.weight"].std().item<float>(), Is.EqualTo(0.001).Within(10).Percent);
        Assert.That(state["shared_convs.1.conv.weight"].std().item<float>(), Is.EqualTo(Math.Sqrt(2.0 / (32 * 9))).Within(5).Percent);
        var bound = Math.Sqrt(6.0 / ((32 * 49) + 64));
        Assert.That(state["shared_fcs.0.weight"].max().item<float>(), Is.LessThanOrEqualTo(bound).And.GreaterThan(0.98 * bound));
        Assert.That(state["shared_fcs.0.bias"].abs().sum().item<float>(), Is.Zero);
    }

    [Test]
    public void Layers_of_a_regression_predictor_are_numbered()
    {
        var head = new BBoxHead(roiFeatSize: 1, inChannels: 4, numClasses: 3, regClassAgnostic: true, regPredictorCfg: [new LinearLayer(4, 6), new ReluLayer(true), new LinearLayer(6, 4)]);
        Assert.That(head.state_dict().Keys, Does.Contain("fc_reg.0.weight").And.Contain("fc_reg.2.bias"));
        Assert.That(head.Forward(rand(3, 4, 1, 1)).BBoxPred.shape, Is.EqualTo(new long[] { 3, 4 }));
    }

    private static SamplingResult Sample(long[] labels, int negatives)
    {
        var p = labels.Length;
        var boxes = rand(p, 2) * 10;
        var positives = cat([boxes, boxes + 10], 1);
        return new SamplingResult(
            arange(p, ScalarType.Int64),
            arange(p, p + negatives, ScalarType.Int64),
            positives,
            rand(negatives, 4),
            zeros(p, dtype: ScalarType.Int64),
            positives + rand(p, 4),
            tensor(labels),
            zeros(p, dtype: ScalarType.Byte));
    }

    private static ImageMeta Meta(int height, int width) => new() { ImageShape = new ImageSize(height, width), OriginalShape = new ImageSize(height, width) };
}
