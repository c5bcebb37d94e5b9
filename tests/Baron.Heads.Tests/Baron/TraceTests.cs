using System.Text.Json;
using Baron.Modeling;
using Baron.Structures;
using Baron.Testing;
using Baron.Training.Optimizers;
using Baron.Training.Schedules;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests.Baron;

/// <summary>Forty steps of training whose every discrete choice is fixed, so that losses can be followed.</summary>
[TestFixture]
[Category("Golden")]
[OnDevice]
[Category("Slow")]
public sealed class TraceTests
{
    // Proposals of the RPN are discrete choices: soon a different box is chosen and the runs part.
    private const int ComparableWithRpn = 8;

    // Forty steps later, processors with other kernels have parted by about one in a thousand of a weight's norm.
    private const double FinalTolerance = 5e-3;

    [TestCase("i_tiny_trace_det")]
    [TestCase("i_tiny_trace_kd")]
    [TestCase("i_tiny_trace_rpn")]
    public void Training_follows_the_reference_step_by_step(string name)
    {
        var golden = GoldenFixture.Open(name);
        using var scope = NewDisposeScope();
        using var model = new WholeModel(golden);
        var detector = model.Detector;
        using var optimizer = model.Factory.Create<IOptimWrapper>(JsonConfig.ToNode(golden.Meta("optim_wrapper")));
        optimizer.Attach(detector);
        var steps = (int)golden.Shape("trace.total")[0];
        var schedules = golden.Meta("param_scheduler").EnumerateArray().Select(s => model.Factory.Create<IParamScheduler>(JsonConfig.ToNode(s))).ToList();
        foreach (var schedule in schedules)
        {
            schedule.Attach(optimizer.Optimizer.Groups, null, steps);
        }

        var samples = Samples(golden);
        var fixedProposals = golden.HasTensor("rcnn_proposals0");
        var method = golden.HasTensor("kd_img0.bboxes") ? (BaronKd)model.RoiHead.named_children().Single(c => c.name == model.RoiHead.Methods.Single()).module : null;
        var compared = fixedProposals ? steps : ComparableWithRpn;
        detector.train();
        for (var t = 0; t < compared; t++)
        {
            using var inner = NewDisposeScope();
            golden.AssertNumber($"trace.lr[{t}]", optimizer.Optimizer.Groups[0].LearningRate, golden.Array<double>("trace.lr")[t], 1e-9);
            var det = new[] { 2 * t % 4, ((2 * t) + 1) % 4 };
            var batch = detector.DataPreprocessor.Process([.. det.Select(i => samples[i])], TestDevice.Active);
            var features = detector.ExtractFeatures(batch.Images);
            var (losses, proposals) = detector.RpnHead.LossAndPredict(features, batch);
            if (fixedProposals)
            {
                proposals = [.. det.Select(i => golden.Tensor($"rcnn_proposals{i}")).Select(boxes => new Proposals(boxes, ones(boxes.shape[0], device: TestDevice.Active)))];
            }

            losses.AddRange(detector.RoiHead.Loss(features, proposals, batch));
            if (method is not null)
            {
                var kd = new[] { ((2 * t) + 2) % 4, ((2 * t) + 3) % 4 };
                var branch = detector.DataPreprocessor.Process([.. kd.Select(i => samples[i])], TestDevice.Active);
                var bags = kd.Select(i => BaronFixture.Sample(golden, $"kd_img{i}")).ToArray();
                var words = model.RoiHead.PseudoWords(detector.ExtractFeatures(branch.Images), bags);
                losses.AddRange(method.Loss(words, bags, branch, model.RoiHead.Model!), "_kd_batch");
            }

            foreach (var term in losses)
            {
                AssertStep(golden, term.Name, t, term.Value.item<float>());
            }

            var total = losses.Total();
            AssertStep(golden, "total", t, total.item<float>());
            optimizer.Update(total);
            AssertStep(golden, "grad_norm", t, optimizer.GradientNorm!.Value);
            foreach (var schedule in schedules)
            {
                schedule.Step();
            }
        }

        if (fixedProposals)
        {
            AssertFinal(golden, detector);
        }

        golden.Report();
    }

    private static void AssertStep(GoldenFixture golden, string name, int step, double actual)
    {
        // As far apart as runs of the reference whose weights differ in the sixth digit, with a margin.
        var expected = golden.Array<double>($"trace.{name}")[step];
        var divergence = golden.Array<double>($"divergence.{name}")[step];
        golden.AssertNumber($"trace.{name}[{step}]", actual, expected, 1e-4, (10 * divergence) + 1e-4);
        if (name.StartsWith("loss", StringComparison.Ordinal) || name == "total")
        {
            golden.Note("trace_loss_rel", Math.Abs(actual - expected) / Math.Max(Math.Abs(expected), 1e-6));
        }
    }

    private static void AssertFinal(GoldenFixture golden, nn.Module detector)
    {
        var state = detector.state_dict();
        foreach (var entry in golden.Meta("final_weights").EnumerateObject())
        {
            // Running statistics also hold passes that the reference made besides the steps, which the fixture does not tell.
            if (entry.Name.Contains(".running_", StringComparison.Ordinal))
            {
                continue;
            }

            var value = state[entry.Name].detach().to(ScalarType.Float64);
            var (sum, norm) = (entry.Value[0].GetDouble(), entry.Value[1].GetDouble());
            var tolerance = FinalTolerance * Math.Max(1, norm);
            Assert.That(value.norm().item<double>(), Is.EqualTo(norm).Within(tolerance), $"{entry.Name}: norm at the end");
            Assert.That(value.sum().item<double>(), Is.EqualTo(sum).Within(tolerance * Math.Sqrt(value.numel())), $"{entry.Name}: sum at the end");
        }
    }

    private static DataSample[] Samples(GoldenFixture golden) => [.. golden.Meta("sizes").EnumerateArray().Select((size, i) =>
    {
        var shape = new ImageSize(size[0].GetInt32(), size[1].GetInt32());
        var meta = new ImageMeta { ImageId = i, ImageShape = shape, OriginalShape = shape };
        return WholeModel.Sample(golden, meta, $"i/trace{i}/img0", $"gt_boxes{i}", $"gt_labels{i}", $"gt_masks_packed{i}");
    })];
}
