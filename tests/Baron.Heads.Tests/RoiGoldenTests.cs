using System.Text.Json;
using Baron.Modeling;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests;

[TestFixture]
[Category("Golden")]
[OnDevice]
public sealed class RoiGoldenTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase("a_boxes")]
    public void Regions_are_pooled_from_the_level_of_their_size(string name)
    {
        var golden = GoldenFixture.Open(name);
        var settings = golden.Meta("lvl");
        var strides = settings.GetProperty("strides").EnumerateArray().Select(s => s.GetInt32()).ToArray();
        var layer = new RoiAlignLayer(settings.GetProperty("output_size").GetInt32(), settings.GetProperty("sampling_ratio").GetInt32());
        var extractor = new SingleRoiExtractor(layer, 4, strides, settings.GetProperty("finest_scale").GetDouble());
        var boxes = golden.Tensor("lvl.boxes");
        var rois = cat([zeros(boxes.shape[0], 1, device: TestDevice.Active), boxes], 1);
        Assert.That(extractor.LevelsOf(rois).Select(l => (long)l), Is.EqualTo(golden.Array<long>("lvl.levels")));

        var features = strides.Select((s, i) => GoldenFill.Fill($"a/lvl/f{i}", [1, 4, (900 / s) + 1, (1300 / s) + 1], -1, 1, golden.Seed)).ToArray();
        golden.AssertClose("lvl.roi_feats", extractor.Forward(features, rois));
        golden.Report();
    }

    [TestCase("a_masks")]
    public void Masks_are_cropped_and_pasted_as_the_reference_does(string name)
    {
        var golden = GoldenFixture.Open(name);
        var masks = golden.Tensor("gt_masks");
        golden.AssertExact("targets", MaskTargets.Crop(masks, golden.Tensor("pos_boxes"), golden.Tensor("assigned"), (int)golden.Shape("targets")[1]));

        var canvas = new ImageSize((int)masks.shape[1], (int)masks.shape[2]);
        var probabilities = golden.Tensor("paste_probs").squeeze(1);
        var boxes = golden.Tensor("pos_boxes");
        golden.AssertClose("pasted", MaskPaster.Sample(probabilities, boxes, canvas));
        var pasted = MaskPaster.Paste(probabilities, boxes, canvas, 0.5);
        golden.AssertExact("pasted_bin_area", pasted.sum([1, 2]));
        golden.AssertExact("pasted_bin_0", pasted[0].to(ScalarType.Byte));

        var soft = MaskPaster.Paste(probabilities, boxes, canvas, -1).to(ScalarType.Float32) / 255;
        Assert.That((soft - MaskPaster.Sample(probabilities, boxes, canvas)).abs().max().item<float>(), Is.LessThanOrEqualTo(1.01 / 255));
        golden.Report();
    }

    [TestCase("h_mask_head")]
    public void Mask_logits_losses_gradients_and_masks_are_the_reference_s(string name)
    {
        var golden = GoldenFixture.Open(name);
        var weights = golden.Meta("weights").EnumerateArray().ToDictionary(row => row[0].GetString()!, row => row);
        var convs = weights.Keys.Count(k => k.StartsWith("convs.", StringComparison.Ordinal) && k.EndsWith("conv.weight", StringComparison.Ordinal));
        var shape = weights["convs.0.conv.weight"][1];
        var factory = JsonConfig.Factory(new FirstOnes(), typeof(FcnMaskHead), typeof(Backbones.ResNet));
        var head = (FcnMaskHead)factory.CreateFromToml<IMaskHead>(
            $"""
            type = "FCNMaskHead"
            num_convs = {convs}
            in_channels = {shape[1]}
            conv_out_channels = {shape[0]}
            num_classes = 7
            class_agnostic = {(weights["conv_logits.weight"][1][0].GetInt32() == 1 ? "true" : "false")}
            norm_cfg = {"{ type = \"BN\" }"}
            loss_mask = {"{ type = \"CrossEntropyLoss\", use_mask = true }"}
            """);
        Assert.That(GoldenFill.FillModule(head, golden.Meta("weights"), golden.Seed), Is.Empty);

        var x = Input(golden).requires_grad_();
        var logits = head.Forward(x);
        golden.AssertClose("train.logits", logits);
        var loss = new CrossEntropyLoss(useMask: true).Forward(logits.squeeze(1), golden.Tensor("targets"));
        golden.AssertClose("train.loss_mask", loss.reshape(1));
        loss.backward();
        golden.AssertClose("train.grad_x", x.grad!);
        foreach (var (parameterName, parameter) in head.named_parameters())
        {
            golden.AssertNumber(parameterName, parameter.grad!.norm().item<float>(), golden.Meta("grad_l2").GetProperty(parameterName).GetDouble(), golden.Tolerance("rel"), golden.Tolerance("abs"));
        }

        // The evaluation is of the filled statistics, not of those after training.
        GoldenFill.FillModule(head, golden.Meta("weights"), golden.Seed);
        head.eval();
        using var noGrad = no_grad();
        logits = head.Forward(Input(golden));
        golden.AssertClose("eval.logits", logits);
        var config = new RcnnTestConfig(0.05, new NmsConfig());
        foreach (var rescale in new[] { true, false })
        {
            var key = rescale ? "predict.rescale" : "predict.norescale";
            var meta = new ImageMeta { OriginalShape = Canvas(golden, "predict.rescale"), ScaleX = Ratio(golden, 2), ScaleY = Ratio(golden, 1) };
            var boxes = golden.Tensor("boxes");
            if (rescale)
            {
                boxes = boxes / tensor(new[] { (float)meta.ScaleX, (float)meta.ScaleY, (float)meta.ScaleX, (float)meta.ScaleY }, device: TestDevice.Active);
            }

            var masks = head.Predict(logits, new Detections(boxes, zeros(boxes.shape[0], device: TestDevice.Active), golden.Tensor("labels")), meta, rescale, config);
            golden.AssertExact($"{key}.masks", masks.to(ScalarType.Byte));
            golden.AssertExact($"{key}.area", masks.sum([1, 2]));
        }

        golden.Report();
    }

    private static ImageSize Canvas(GoldenFixture golden, string key) => new((int)golden.Shape(key + ".masks")[1], (int)golden.Shape(key + ".masks")[2]);

    private static double Ratio(GoldenFixture golden, int axis) =>
        (double)golden.Shape("predict.norescale.masks")[axis] / golden.Shape("predict.rescale.masks")[axis];

    private static Tensor Input(GoldenFixture golden)
    {
        var shape = golden.Meta("summaries").GetProperty("train.grad_x").GetProperty("shape").EnumerateArray().Select(e => e.GetInt64()).ToArray();
        return GoldenFill.Fill("h/mask/x", shape, 0, 1, golden.Seed);
    }
}
