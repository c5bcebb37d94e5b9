using System.Text.Json;
using Baron.Modeling;
using Baron.Ops;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests.Baron;

[TestFixture]
[Category("Golden")]
[OnDevice]
[Category("Slow")]
public sealed class WholeModelTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase("i_tiny")]
    [TestCase("i_coco_base_fpn")]
    [TestCase("i_coco_base_c4")]
    [TestCase("i_coco_kd_fpn")]
    [TestCase("i_coco_kd_c4")]
    [TestCase("i_coco_caption_c4")]
    [TestCase("i_lvis_base")]
    [TestCase("i_lvis_kd")]
    [TestCase("i_lvis_ens")]
    public void Features_detections_losses_and_gradients_are_those_of_the_reference(string name)
    {
        var golden = GoldenFixture.Open(name);
        using var model = new WholeModel(golden);
        var trainable = model.Detector.named_parameters().Where(p => p.parameter.requires_grad).Select(p => p.name);
        Assert.That(trainable, Is.EquivalentTo(golden.Meta("trainable").EnumerateArray().Select(e => e.GetString())), "trainable parameters");

        Evaluate(golden, model);
        Train(golden, model);
        foreach (var method in model.RoiHead.Methods)
        {
            Teach(golden, model, method);
        }

        golden.Report();
    }

    private static void Evaluate(GoldenFixture golden, WholeModel model)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var detector = model.Detector;
        detector.eval();
        var samples = model.Samples("det");
        var batch = detector.DataPreprocessor.Process(samples, TestDevice.Active);
        golden.AssertClose("input", batch.Images, group: "features");
        var maps = detector.Backbone.Forward(batch.Images);
        AssertAll(golden, "eval.backbone", maps);
        var features = detector.Neck?.Forward(maps) ?? maps;
        if (detector.Neck is not null)
        {
            AssertAll(golden, "eval.neck", features);
        }

        var (scores, deltas) = model.RpnHead.Forward(features);
        AssertAll(golden, "eval.rpn_cls", scores);
        AssertAll(golden, "eval.rpn_reg", deltas);
        AssertProposals(golden, "eval", detector.RpnHead.Predict(features, batch.Metas, training: false));

        var rois = golden.Tensor("eval.rois");
        var pooled = Pool(model, features, rois);
        golden.AssertClose("eval.roi_feats", pooled, group: "features");
        var (cls, reg) = model.RoiHead.BBoxHead.Forward(pooled);
        golden.AssertClose("eval.cls_score", cls, group: "features");
        golden.AssertClose("eval.bbox_pred", reg, group: "features");

        var detections = detector.Predict(samples);
        for (var i = 0; i < detections.Count; i++)
        {
            AssertDetections(golden, $"eval.dets{i}", detections[i]);
        }
    }

    private static void Train(GoldenFixture golden, WholeModel model)
    {
        using var scope = NewDisposeScope();
        var detector = model.Detector;
        detector.train();
        detector.zero_grad();
        var batch = detector.DataPreprocessor.Process(model.Samples("det"), TestDevice.Active);
        var features = detector.ExtractFeatures(batch.Images);
        AssertAll(golden, "train.feat", features);
        var (scores, deltas) = model.RpnHead.Forward(features);
        var (objectness, regression) = model.RpnHead.LossByLevel(scores, deltas, batch);
        AssertLoss(golden, "train.loss_rpn_cls.levels", stack(objectness));
        AssertLoss(golden, "train.loss_rpn_bbox.levels", stack(regression));

        var (losses, proposals) = detector.RpnHead.LossAndPredict(features, batch);
        AssertProposals(golden, "train", proposals);
        using (no_grad())
        {
            // The regions of the losses, assigned and sampled as the RoI head does it.
            var config = model.Factory.Create<RcnnTrainConfig>(((Configuration.ConfigTable)model.Config["train_cfg"]!)["rcnn"]!);
            var chosen = proposals.Select((p, i) => config.Sampler.Sample(
                config.Assigner.Assign(p.Boxes, batch.Truths[i].Boxes, batch.Truths[i].Labels), p.Boxes, batch.Truths[i].Boxes, batch.Truths[i].Labels));
            AssertRows("train.rois", golden.Tensor("train.rois"), BoxMath.ToRois([.. chosen.Select(s => s.Boxes)]), golden.Tolerance("abs", "features"));
        }

        losses.AddRange(detector.RoiHead.Loss(features, proposals, batch));
        foreach (var term in losses)
        {
            AssertLoss(golden, $"train.{term.Name}", term.Value.view(golden.Shape($"train.{term.Name}")));
        }

        var total = losses.Total();
        AssertLoss(golden, "train.loss", total);
        total.backward();
        AssertGradients(golden, "train", detector);
        detector.zero_grad();
    }

    private static void Teach(GoldenFixture golden, WholeModel model, string method)
    {
        using var scope = NewDisposeScope();
        var detector = model.Detector;
        var ovd = (BaronMethod)model.RoiHead.named_children().Single(c => c.name == method).module;
        var batch = detector.DataPreprocessor.Process(model.Samples(method), TestDevice.Active);
        var features = detector.ExtractFeatures(batch.Images);
        using (no_grad())
        {
            var proposals = detector.RpnHead.Predict(features, batch.Metas, training: true);
            if (ovd is BaronCaption)
            {
                AssertCaptionBoxes(golden, model, method, proposals, batch.Metas);
            }

            for (var i = 0; i < proposals.Count; i++)
            {
                var stored = golden.Shape($"{method}.rpn{i}.bboxes")[0];
                golden.AssertClose($"{method}.rpn{i}.scores", proposals[i].Scores.narrow(0, 0, stored), group: "features");
                golden.AssertClose($"{method}.rpn{i}.bboxes", proposals[i].Boxes.narrow(0, 0, stored), group: "features");
            }
        }

        var samples = batch.Metas.Select((meta, i) => Sample(golden, method, ovd, i, meta)).ToArray();
        var words = model.RoiHead.PseudoWords(features, samples);
        words.retain_grad();
        golden.AssertClose($"{method}.pseudo_words", words, group: "features");
        var losses = ovd.Loss(words, samples, batch, model.RoiHead.Model!);
        Assert.That(losses.Select(t => t.Name), Is.EqualTo(ovd is BaronCaption ? ["loss_caption"] : new[] { "loss_bag", "loss_single" }));
        foreach (var term in losses)
        {
            AssertLoss(golden, $"{method}.{term.Name}", term.Value);
        }

        losses.Total().backward();
        var grads = golden.TryMeta("tolerance", out var tolerance) && tolerance.TryGetProperty("grads", out _) ? "grads" : "features";
        golden.AssertClose($"{method}.grad_pseudo_words", words.grad!, golden.Tolerance("rel", "grads", 5e-3), golden.Tolerance("abs", grads));
        AssertGradients(golden, method, detector);
        var queues = (IEmbeddingQueues)ovd.named_children().Single(c => c.name == "queues").module;
        foreach (var name in golden.Names.Select(n => n.Split('#')[0]).Where(n => n.StartsWith($"{method}.queue.", StringComparison.Ordinal)))
        {
            BaronFixture.AssertQueue(golden, name, name[$"{method}.queue.".Length..], queues, "features");
        }
    }

    private static void AssertCaptionBoxes(GoldenFixture golden, WholeModel model, string method, IReadOnlyList<Proposals> proposals, IReadOnlyList<ImageMeta> metas)
    {
        var config = (Configuration.ConfigTable)((Configuration.ConfigTable)((Configuration.ConfigTable)model.Config["roi_head"]!)["ovd_cfg"]!)[method]!;
        var sampling = model.Factory.Create<IBagSampler>(config["sampling_cfg"]!, string.Empty, "CaptionLikeSampling");
        for (var i = 0; i < proposals.Count; i++)
        {
            var (boxes, scores) = (proposals[i].Boxes.ToHostArray<float>(), proposals[i].Scores.ToHostArray<float>());
            var chosen = sampling.Select([.. scores.Select((s, b) => new ScoredBox(boxes[4 * b], boxes[(4 * b) + 1], boxes[(4 * b) + 2], boxes[(4 * b) + 3], s))], [], metas[i].ImageShape);
            golden.AssertClose($"{method}.img{i}.bboxes", tensor(chosen.SelectMany(b => new[] { b.X1, b.Y1, b.X2, b.Y2 }).ToArray(), [chosen.Count, 4]), group: "features");
        }
    }

    private static OvdSample Sample(GoldenFixture golden, string method, BaronMethod ovd, int image, ImageMeta meta)
    {
        var prefix = $"{method}.img{image}";
        if (ovd is not BaronCaption)
        {
            return BaronFixture.Sample(golden, prefix);
        }

        var boxes = golden.Tensor($"{prefix}.bboxes");
        var count = (int)boxes.shape[0];
        var orders = Enumerable.Range(0, 4).Select(r => BaronFixture.Order(r, count)).DistinctBy(o => string.Join(",", o)).ToArray();
        return BaronFixture.CaptionSample(golden.Tensor($"{prefix}.normed_boxes"), orders, meta.ImageId, boxes);
    }

    private static Tensor Pool(WholeModel model, IReadOnlyList<Tensor> features, Tensor rois)
    {
        var pooled = model.RoiHead.BBoxRoiExtractor.Forward(features, rois);
        return model.RoiHead.SharedHead?.Forward(pooled) ?? pooled;
    }

    private static void AssertAll(GoldenFixture golden, string prefix, IReadOnlyList<Tensor> maps)
    {
        for (var i = 0; i < maps.Count; i++)
        {
            golden.AssertClose($"{prefix}{i}", maps[i], group: "features");
        }

        Assert.That(golden.Has($"{prefix}{maps.Count}"), Is.False, $"{prefix}: number of maps");
    }

    private static void AssertProposals(GoldenFixture golden, string prefix, IReadOnlyList<Proposals> proposals)
    {
        for (var i = 0; i < proposals.Count; i++)
        {
            Assert.That(proposals[i].Count, Is.EqualTo(golden.Meta($"{prefix}.proposals{i}.count").GetInt32()), $"{prefix}.proposals{i}");
            var stored = golden.Shape($"{prefix}.proposals{i}.bboxes")[0];
            golden.AssertClose($"{prefix}.proposals{i}.scores", proposals[i].Scores.narrow(0, 0, stored), group: "features");
            golden.AssertClose($"{prefix}.proposals{i}.bboxes", proposals[i].Boxes.narrow(0, 0, stored), group: "features");
            var top = Math.Min(100, stored);
            var difference = (proposals[i].Boxes.narrow(0, 0, top) - golden.Tensor($"{prefix}.proposals{i}.bboxes").narrow(0, 0, top)).abs();
            golden.Note("proposal_px", difference.numel() == 0 ? 0 : difference.max().item<float>());
        }
    }

    private static void AssertLoss(GoldenFixture golden, string name, Tensor actual)
    {
        golden.AssertClose(name, actual, group: "losses");
        var expected = golden.Tensor(name);
        golden.Note("loss_rel", ((actual - expected).abs() / expected.abs().clamp_min(1e-6)).max().item<float>());
    }

    /// <summary>Each row has a counterpart; nearly equal scores may change places.</summary>
    private static void AssertRows(string name, Tensor expected, Tensor actual, double tolerance)
    {
        Assert.That(actual.shape, Is.EqualTo(expected.shape), name);
        var distances = (expected.unsqueeze(1) - actual.unsqueeze(0)).abs().amax([2]);
        Assert.That(distances.amin([1]).gt(0.05 + tolerance).sum().item<long>(), Is.LessThanOrEqualTo(2), $"{name}: rows without a counterpart");
        Assert.That(distances.diagonal().gt(0.05 + tolerance).sum().item<long>(), Is.LessThanOrEqualTo(expected.shape[0] / 20), $"{name}: rows at another place");
    }

    private static void AssertDetections(GoldenFixture golden, string prefix, Detections found)
    {
        var boxes = golden.Array<float>($"{prefix}.bboxes");
        var scores = golden.Array<float>($"{prefix}.scores");
        var labels = golden.Array<long>($"{prefix}.labels");
        Assert.That(found.Count, Is.EqualTo(scores.Length), prefix);
        var actualBoxes = found.Boxes.ToHostArray<float>();
        var actualScores = found.Scores.ToHostArray<float>();
        var actualLabels = found.Labels.ToHostArray<long>();

        // Nearly equal scores may change places: each expected detection needs one of the same box, class and score.
        var missing = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var nearest = Enumerable.Range(0, scores.Length)
                .Where(j => actualLabels[j] == labels[i] && Overlap(boxes.AsSpan(4 * i, 4), actualBoxes.AsSpan(4 * j, 4)) > 0.99)
                .Select(j => Math.Abs(actualScores[j] - scores[i]))
                .DefaultIfEmpty(float.PositiveInfinity)
                .Min();
            if (nearest < 2e-3)
            {
                golden.Note("score", nearest);
            }
            else
            {
                missing++;
            }
        }

        golden.Note("detections_missing", missing);
        Assert.That(missing, Is.LessThanOrEqualTo(2), $"{prefix}: detections without a counterpart of {scores.Length}");
        if (missing > 0)
        {
            TestContext.Out.WriteLine($"{golden.Name}/{prefix}: {missing} of {scores.Length} without a counterpart");
        }

        Assert.That(found.Masks is not null, Is.EqualTo(golden.HasTensor($"{prefix}.mask_area")), $"{prefix}: masks");
        if (found.Masks is not null)
        {
            AssertMasks(golden, prefix, found.Masks, actualLabels, labels);
        }
    }

    private static void AssertMasks(GoldenFixture golden, string prefix, Tensor masks, long[] actualLabels, long[] labels)
    {
        Assert.That(masks.shape, Is.EqualTo(golden.Meta($"{prefix}.mask_shape").EnumerateArray().Select(e => e.GetInt64())), $"{prefix}: masks");
        if (!actualLabels.SequenceEqual(labels))
        {
            return;
        }

        // A pixel at the threshold may fall on either side.
        var expected = golden.Array<long>($"{prefix}.mask_area");
        var areas = masks.to(ScalarType.Int64).sum([1, 2]).ToHostArray<long>();
        for (var i = 0; i < areas.Length; i++)
        {
            Assert.That(areas[i], Is.EqualTo(expected[i]).Within(2 + (expected[i] / 200)), $"{prefix}: area of mask {i}");
        }

        var packed = golden.Array<byte>($"{prefix}.masks_first3_packed");
        var first = WholeModel.Unpack(packed, 3, (int)masks.shape[1], (int)masks.shape[2]);
        var different = first.to(ScalarType.Bool).logical_xor(masks.narrow(0, 0, 3)).sum().item<long>();
        Assert.That(different, Is.LessThanOrEqualTo(6), $"{prefix}: pixels of the first masks");
    }

    private static void AssertGradients(GoldenFixture golden, string prefix, nn.Module module)
    {
        var stored = golden.Names.Select(n => n.Split('#')[0]).Where(n => n.StartsWith($"{prefix}.grad.", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (stored.Contains($"{prefix}.grad.{name}"))
            {
                // The reference keeps levels without regions in its graph, so that their gradients are zeros there.
                golden.AssertClose($"{prefix}.grad.{name}", parameter.grad ?? zeros_like(parameter), group: "grads");
            }
        }

        if (golden.Has($"{prefix}.grad_l2"))
        {
            BaronFixture.AssertGradientNorms(golden, $"{prefix}.grad_l2", module, golden.Tolerance("rel", golden.Meta("tolerance").TryGetProperty("grad_l2", out _) ? "grad_l2" : "grads"), 1e-6);
        }
    }

    private static float Overlap(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var width = Math.Max(0, Math.Min(a[2], b[2]) - Math.Max(a[0], b[0]));
        var height = Math.Max(0, Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]));
        var both = width * height;
        var overlap = both / Math.Max(1e-12f, ((a[2] - a[0]) * (a[3] - a[1])) + ((b[2] - b[0]) * (b[3] - b[1])) - both);

        // Of a box of less than a pixel the overlap says nothing.
        var distance = Math.Max(Math.Max(Math.Abs(a[0] - b[0]), Math.Abs(a[1] - b[1])), Math.Max(Math.Abs(a[2] - b[2]), Math.Abs(a[3] - b[3])));
        return distance < 0.02f ? 1 : overlap;
    }
}
