using Baron.Modeling;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests;

[TestFixture]
[Category("Golden")]
[OnDevice]
public sealed class LossGoldenTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase("b_losses")]
    public void Cross_entropy_of_base_training_is_the_reference_s(string name)
    {
        var golden = GoldenFixture.Open(name);
        foreach (var entry in golden.Meta("cases").EnumerateObject().Where(c => c.Value.TryGetProperty("bg_weight", out _)))
        {
            var sigmoid = entry.Value.GetProperty("use_sigmoid").GetBoolean();
            var weights = golden.Array<double>("class_weight_" + entry.Name[(entry.Name.IndexOf('_') + 1)..]);
            Assert.That(weights[^1], Is.EqualTo(entry.Value.GetProperty("bg_weight").GetDouble()).Within(1e-6));
            var factor = entry.Value.GetProperty("avg_factor").GetDouble();
            var loss = new CustomCrossEntropyLoss(sigmoid, classWeight: ClassWeights.Of(weights));
            Check(golden, loss, entry.Name + ".avg", factor);
            Check(golden, loss, entry.Name + ".mean", null);

            var accuracy = loss.MaskClasses(golden.Tensor("logits")).argmax(1).eq(golden.Tensor("labels")).to(ScalarType.Float32).mean() * 100;
            golden.AssertClose($"{entry.Name}.acc_after", accuracy.reshape(1));
            if (golden.HasTensor($"{entry.Name}.avg.pred_after"))
            {
                golden.AssertClose($"{entry.Name}.avg.pred_after", loss.MaskClasses(golden.Tensor("logits")));
            }

            foreach (var reduction in new[] { "none", "sum" })
            {
                if (golden.HasTensor($"{entry.Name}.{reduction}"))
                {
                    var reduced = new CustomCrossEntropyLoss(sigmoid, reduction, ClassWeights.Of(weights));
                    golden.AssertClose($"{entry.Name}.{reduction}", reduced.Forward(golden.Tensor("logits"), golden.Tensor("labels"), golden.Tensor("label_weights")));
                }
            }
        }

        // The case without class weights was measured with loss_weight 2.
        foreach (var plain in new ILoss[] { new CustomCrossEntropyLoss(lossWeight: 2), new CrossEntropyLoss(lossWeight: 2) })
        {
            Check(golden, plain, "softmax_nocw", golden.Meta("cases").GetProperty("softmax_bg1").GetProperty("avg_factor").GetDouble());
        }

        golden.Report();
    }

    [TestCase("b_losses")]
    public void Losses_of_proposals_boxes_and_masks_are_the_reference_s(string name)
    {
        var golden = GoldenFixture.Open(name);
        var cases = golden.Meta("cases");
        Check(
            golden,
            p => new CrossEntropyLoss(useSigmoid: true).Forward(p, golden.Tensor("rpn.labels"), golden.Tensor("rpn.weights"), cases.GetProperty("rpn").GetProperty("avg_factor").GetDouble()),
            golden.Tensor("rpn.pred"),
            "rpn");
        var factor = cases.GetProperty("reg").GetProperty("avg_factor").GetDouble();
        foreach (var (key, loss) in new (string, ILoss)[] { ("l1", new L1Loss()), ("smooth_l1_b1", new SmoothL1Loss()), ("smooth_l1_b01", new SmoothL1Loss(1.0 / 9)) })
        {
            Check(golden, p => loss.Forward(p, golden.Tensor("reg.target"), golden.Tensor("reg.weight"), factor), golden.Tensor("reg.pred"), "reg." + key);
        }

        foreach (var kind in new[] { "agn", "cls" })
        {
            var shape = golden.HasTensor($"mask_{kind}.grad") ? golden.Shape($"mask_{kind}.grad") : golden.Meta("summaries").GetProperty($"mask_{kind}.grad").GetProperty("shape").EnumerateArray().Select(e => e.GetInt64()).ToArray();
            var target = GoldenFill.Fill("b/maskt", [shape[0], shape[2], shape[3]], 0, 1, golden.Seed).gt(0.5).to(ScalarType.Float32);
            var rows = arange(shape[0], ScalarType.Int64, TestDevice.Active) * shape[1] + golden.Tensor($"mask_{kind}.labels");
            Check(
                golden,
                p => new CrossEntropyLoss(useMask: true).Forward(p.view(-1, shape[2], shape[3]).index_select(0, rows), target).reshape(1),
                GoldenFill.Fill($"b/mask{kind}", shape, -3, 3, golden.Seed),
                "mask_" + kind);
        }

        golden.Report();
    }

    private static void Check(GoldenFixture golden, ILoss loss, string key, double? factor) =>
        Check(golden, p => loss.Forward(p, golden.Tensor("labels"), golden.Tensor("label_weights"), factor), golden.Tensor("logits"), key);

    private static void Check(GoldenFixture golden, Func<Tensor, Tensor> loss, Tensor prediction, string key)
    {
        prediction.requires_grad_();
        var value = loss(prediction);
        golden.AssertClose(key + ".loss", value);
        value.sum().backward();
        golden.AssertClose(key + ".grad", prediction.grad!);
    }
}
