using System.Text.Json;
using Baron.Modeling;
using Baron.Samplers;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests;

[TestFixture]
[Category("Golden")]
[OnDevice]
public sealed class RpnGoldenTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase("h_rpn_heads")]
    public void Scores_losses_gradients_and_proposals_are_the_reference_s(string name)
    {
        var golden = GoldenFixture.Open(name);
        var factory = JsonConfig.Factory(new FirstOnes(), typeof(RpnHead), typeof(RandomSampler));
        foreach (var entry in golden.Meta("heads").EnumerateObject())
        {
            var key = entry.Name;
            var config = entry.Value;
            var head = (RpnHead)factory.Create<IRpnHead>(JsonConfig.ToNode(config, "train_cfg", "test_cfg", "metas", "feats"));
            var test = factory.Create<ProposalConfig>(JsonConfig.ToNode(config.GetProperty("test_cfg")));
            head.Configure(factory.Create<RpnTrainConfig>(JsonConfig.ToNode(config.GetProperty("train_cfg"))), test, test);
            Assert.That(GoldenFill.FillModule(head, golden.Meta(key + ".weights"), golden.Seed), Is.Empty);

            var metas = config.GetProperty("metas").EnumerateArray().Select(Meta).ToArray();
            var features = Features(golden, config, key, metas);
            var (scores, deltas) = head.Forward(features);
            for (var level = 0; level < scores.Count; level++)
            {
                golden.AssertClose($"{key}.cls{level}", scores[level]);
                golden.AssertClose($"{key}.reg{level}", deltas[level]);
            }

            var truths = metas.Select((_, i) => new GroundTruth
            {
                Boxes = golden.Tensor($"{key}.gt{i}"),
                Labels = zeros(golden.Shape($"{key}.gt{i}")[0], dtype: ScalarType.Int64, device: TestDevice.Active),
            }).ToArray();
            var (objectness, regression) = head.LossByLevel(scores, deltas, new ModelBatch(features[0], metas, truths));
            golden.AssertClose($"{key}.loss_rpn_cls", stack(objectness));
            golden.AssertClose($"{key}.loss_rpn_bbox", stack(regression));
            (stack(objectness).sum() + stack(regression).sum()).backward();
            Gradients(golden, head, key, features);

            Proposals(golden, head, scores, deltas, metas, test, $"{key}.test");
            var other = golden.Meta("predict").GetProperty("nopre");
            var noPre = new ProposalConfig(
                other.GetProperty("nms_pre").GetInt32(),
                other.GetProperty("max_per_img").GetInt32(),
                new NmsConfig(IouThreshold: other.GetProperty("iou_threshold").GetDouble()),
                other.GetProperty("min_bbox_size").GetDouble());
            Proposals(golden, head, scores, deltas, metas, noPre, $"{key}.nopre");
        }

        golden.Report();
    }

    [TestCase("h_rpn_heads")]
    public void A_whole_iteration_gives_the_sums_of_the_losses_and_proposals_without_gradient(string name)
    {
        var golden = GoldenFixture.Open(name);
        var factory = JsonConfig.Factory(new FirstOnes(), typeof(RpnHead), typeof(RandomSampler));
        var entry = golden.Meta("heads").EnumerateObject().First();
        var head = factory.Create<IRpnHead>(JsonConfig.ToNode(entry.Value, "train_cfg", "test_cfg", "metas", "feats"));
        var test = factory.Create<ProposalConfig>(JsonConfig.ToNode(entry.Value.GetProperty("test_cfg")));
        head.Configure(factory.Create<RpnTrainConfig>(JsonConfig.ToNode(entry.Value.GetProperty("train_cfg"))), test, test);
        GoldenFill.FillModule(head.AsModule(), golden.Meta(entry.Name + ".weights"), golden.Seed);
        var metas = entry.Value.GetProperty("metas").EnumerateArray().Select(Meta).ToArray();
        var features = Features(golden, entry.Value, entry.Name, metas);
        var truths = metas.Select((_, i) => new GroundTruth
        {
            Boxes = golden.Tensor($"{entry.Name}.gt{i}"),
            Labels = ones(golden.Shape($"{entry.Name}.gt{i}")[0], dtype: ScalarType.Int64, device: TestDevice.Active),
        }).ToArray();
        var (losses, proposals) = head.LossAndPredict(features, new ModelBatch(features[0], metas, truths));
        Assert.That(losses.Select(l => l.Name), Is.EqualTo(new[] { "loss_rpn_cls", "loss_rpn_bbox" }));
        foreach (var loss in losses)
        {
            golden.AssertNumber(loss.Name, loss.Value.item<float>(), golden.Array<double>($"{entry.Name}.{loss.Name}").Sum(), golden.Tolerance("rel"), golden.Tolerance("abs"));
        }

        Assert.That(proposals.All(p => !p.Boxes.requires_grad && !p.Scores.requires_grad));
        golden.AssertClose($"{entry.Name}.test0.bboxes", proposals[0].Boxes);
    }

    private static void Proposals(GoldenFixture golden, RpnHead head, IReadOnlyList<Tensor> scores, IReadOnlyList<Tensor> deltas, ImageMeta[] metas, ProposalConfig config, string key)
    {
        var proposals = head.Propose(scores, deltas, metas, config);
        for (var i = 0; i < metas.Length; i++)
        {
            golden.AssertClose($"{key}{i}.bboxes", proposals[i].Boxes);
            golden.AssertClose($"{key}{i}.scores", proposals[i].Scores);
        }
    }

    private static void Gradients(GoldenFixture golden, RpnHead head, string key, Tensor[] features)
    {
        foreach (var (parameterName, parameter) in head.named_parameters())
        {
            var expected = golden.Meta(key + ".grad_l2").GetProperty(parameterName).GetDouble();
            golden.AssertNumber($"{key}.grad_l2.{parameterName}", parameter.grad!.norm().item<float>(), expected, golden.Tolerance("rel"), golden.Tolerance("abs"));
        }

        var level = 0;
        foreach (var expected in golden.Meta(key + ".feat_grad_l2").EnumerateArray())
        {
            var gradient = features[level++].grad;
            Assert.That(gradient is null ? 0 : gradient.norm().item<float>(), Is.EqualTo(expected.GetDouble()).Within((golden.Tolerance("rel") * expected.GetDouble()) + 1e-9), $"{key}: gradient of level {level - 1}");
        }
    }

    private static Tensor[] Features(GoldenFixture golden, JsonElement config, string key, ImageMeta[] metas)
    {
        var channels = config.GetProperty("in_channels").GetInt64();
        var size = metas[0].BatchInputShape;
        return config.GetProperty("anchor_generator").GetProperty("strides").EnumerateArray().Select((stride, i) =>
        {
            var s = stride.GetInt32();
            var scale = GoldenFill.Fill($"h/rpn/{key}/fa{i}", [metas.Length, channels, 1, 1], 0, 1, golden.Seed);
            var values = GoldenFill.Fill($"h/rpn/{key}/f{i}", [metas.Length, channels, (size.Height + s - 1) / s, (size.Width + s - 1) / s], 0, 4, golden.Seed);
            return (scale * values).requires_grad_();
        }).ToArray();
    }

    private static ImageMeta Meta(JsonElement meta) => new()
    {
        ImageShape = Size(meta.GetProperty("img_shape")),
        PadShape = Size(meta.GetProperty("pad_shape")),
        BatchInputShape = Size(meta.GetProperty("batch_input_shape")),
    };

    private static ImageSize Size(JsonElement pair) => new(pair[0].GetInt32(), pair[1].GetInt32());
}
