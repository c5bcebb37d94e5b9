using System.Text.Json;
using Baron.Modeling;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests;

/// <summary>What every box head does with its scores and deltas; the scores themselves are the reference's.</summary>
[TestFixture]
[Category("Golden")]
[OnDevice]
public sealed class BBoxHeadGoldenTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase("h_bbox_heads")]
    public void Targets_losses_and_detections_are_the_reference_s(string name)
    {
        var golden = GoldenFixture.Open(name);
        var factory = JsonConfig.Factory(new FirstOnes(), typeof(BBoxHead));
        var metas = golden.Meta("metas").EnumerateArray().Select(Meta).ToArray();
        var samples = metas.Select((_, i) => Sampling(golden, i)).ToArray();
        var config = new RcnnTrainConfig(null!, null!);
        var rois = golden.Tensor("rois");
        foreach (var entry in golden.Meta("heads").EnumerateObject())
        {
            var head = Plain(factory, entry.Value);
            var targets = head.GetTargets(samples, config);
            golden.AssertExact("targets.labels", targets.Labels);
            golden.AssertExact("targets.label_weights", targets.LabelWeights);
            golden.AssertClose("targets.bbox_targets", targets.BoxTargets);
            golden.AssertClose("targets.bbox_weights", targets.BoxWeights);

            var losses = head.Loss(golden.Tensor($"{entry.Name}.train.cls"), golden.Tensor($"{entry.Name}.train.reg"), rois, samples, config);
            foreach (var loss in losses)
            {
                golden.AssertClose($"{entry.Name}.train.{loss.Name}", loss.Value.reshape(golden.Shape($"{entry.Name}.train.{loss.Name}")));
            }

            if (entry.Value.GetProperty("type").GetString()!.StartsWith("Ensemble", StringComparison.Ordinal))
            {
                continue;
            }

            var test = factory.Create<RcnnTestConfig>(JsonConfig.ToNode(golden.Meta($"{entry.Name}.test_cfg")));
            var (cls, reg) = (golden.Tensor($"{entry.Name}.eval.cls"), golden.Tensor($"{entry.Name}.eval.reg"));
            var start = 0L;
            for (var i = 0; i < metas.Length; i++)
            {
                var count = samples[i].PositiveCount + samples[i].NegativeCount;
                var found = head.Predict(rois.narrow(0, start, count), cls.narrow(0, start, count), reg.narrow(0, start, count), metas[i], true, test);
                golden.AssertClose($"{entry.Name}.pred{i}.bboxes", found.Boxes);
                golden.AssertClose($"{entry.Name}.pred{i}.scores", found.Scores);
                golden.AssertExact($"{entry.Name}.pred{i}.labels", found.Labels);
                start += count;
            }
        }

        golden.Report();
    }

    private static BBoxHead Plain(Registry.ComponentFactory factory, JsonElement config)
    {
        string[] keys = ["num_classes", "reg_class_agnostic", "bbox_coder", "loss_cls", "loss_bbox"];
        var table = (Configuration.ConfigTable)JsonConfig.ToNode(config);
        var plain = new Configuration.ConfigTable(table.Entries.Where(e => keys.Contains(e.Key)), table.Position);
        return (BBoxHead)factory.Create<IBBoxHead>(plain, defaultType: "BBoxHead");
    }

    private static SamplingResult Sampling(GoldenFixture golden, int image)
    {
        var positives = golden.Tensor($"sampling{image}.pos_priors");
        var negatives = golden.Tensor($"sampling{image}.neg_priors");
        var (p, q) = (positives.shape[0], negatives.shape[0]);
        return new SamplingResult(
            arange(p, ScalarType.Int64, TestDevice.Active),
            arange(p, p + q, ScalarType.Int64, TestDevice.Active),
            positives,
            negatives,
            arange(p, ScalarType.Int64, TestDevice.Active),
            golden.Tensor($"sampling{image}.pos_gt_bboxes"),
            golden.Tensor($"sampling{image}.pos_gt_labels"),
            zeros(p, dtype: ScalarType.Byte, device: TestDevice.Active));
    }

    private static ImageMeta Meta(JsonElement meta) => new()
    {
        ImageShape = new ImageSize(meta.GetProperty("img_shape")[0].GetInt32(), meta.GetProperty("img_shape")[1].GetInt32()),
        ScaleX = meta.GetProperty("scale_factor")[0].GetDouble(),
        ScaleY = meta.GetProperty("scale_factor")[1].GetDouble(),
    };
}
