using System.Text.RegularExpressions;
using Baron.Backbones;
using Baron.Heads.Tests.Baron;
using Baron.Modeling;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests;

/// <summary>
/// Parts as large as the published ones start with the weights of the reference: each parameter has the mean, the spread and the
/// shape of its distribution, as far as its size can tell (five standard errors), and a bound is kept and reached.
/// </summary>
[TestFixture]
public sealed class InitialWeightsTests
{
    private const double Errors = 5;

    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope()
    {
        _scope = NewDisposeScope();
        manual_seed(17);
    }

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase(50, "pytorch", 3)]
    [TestCase(50, "caffe", 3)]
    [TestCase(18, "pytorch", 2)]
    public void A_backbone_is_Kaiming_normal_and_its_blocks_begin_as_the_identity(int depth, string style, int lastNorm)
    {
        var net = new ResNet(depth, new BatchNormalization(), style: style);
        net.InitWeights();
        AssertStarts(
            net,
            ($@"^layer\d\.\d+\.bn{lastNorm}\.weight$", Constant(0)),
            (@"(bn\d|downsample\.1)\.weight$", Constant(1)),
            (@"(bn\d|downsample\.1)\.bias$", Constant(0)),
            (@"(conv\d|downsample\.0)\.weight$", KaimingNormal));
    }

    [Test]
    public void A_shared_head_s_blocks_do_not_begin_as_the_identity()
    {
        var head = new ResLayer(50, new BatchNormalization(), style: "caffe");
        head.InitWeights();
        AssertStarts(
            head,
            (@"(bn\d|downsample\.1)\.weight$", Constant(1)),
            (@"(bn\d|downsample\.1)\.bias$", Constant(0)),
            (@"(conv\d|downsample\.0)\.weight$", KaimingNormal));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_pyramid_is_Xavier_uniform(bool norm)
    {
        var neck = new Fpn([256, 512, 1024, 2048], 256, 5, normCfg: norm ? new BatchNormalization() : null);
        neck.InitWeights();
        AssertStarts(
            neck,
            (@"\.bn\.weight$", Constant(1)),
            (@"\.bias$", Constant(0)),
            (@"_convs\.\d\.conv\.weight$", XavierUniform));
    }

    [TestCase("RPNHead")]
    [TestCase("CustomRPNHead")]
    [TestCase("DetachRPNHead")]
    public void A_proposal_head_is_normal_001(string type)
    {
        var head = Create<IRpnHead>(
            $$"""
            type = "{{type}}"
            in_channels = 256
            feat_channels = 256
            anchor_generator = { type = "AnchorGenerator", scales = [2, 4, 8, 16, 32], ratios = [0.5, 1.0, 2.0], strides = [16] }
            """);
        AssertStarts(head, (@"\.bias$", Constant(0)), (@"^rpn_(conv|cls|reg)(\.\d)?\.weight$", Normal(0.01)));
    }

    [TestCase("BBoxHead", "with_avg_pool = true\nin_channels = 2048")]
    [TestCase("Shared2FCBBoxHead", "in_channels = 256\nfc_out_channels = 1024")]
    [TestCase("Shared4Conv1FCBBoxHead", "in_channels = 256\nfc_out_channels = 1024")]
    public void A_box_head_is_normal_001_and_0001_behind_Xavier_uniform_layers(string type, string keys) => AssertStarts(
        Create<IBBoxHead>($"type = \"{type}\"\n{keys}\nroi_feat_size = 7\nnum_classes = 80"),
        (@"\.bias$", Constant(0)),
        (@"^shared_convs\.\d\.conv\.weight$", KaimingNormal),
        (@"^shared_fcs\.\d\.weight$", XavierUniform),
        (@"^fc_cls\.weight$", Normal(0.01)),
        (@"^fc_reg\.weight$", Normal(0.001)));

    [TestCase("BaronBBoxHead", 2048, "with_avg_pool = true\nin_channels = 2048")]
    [TestCase("BaronShared2FCBBoxHead", 1024, "in_channels = 256\nfc_out_channels = 1024")]
    [TestCase("BaronShared4Conv1FCBBoxHead", 1024, "in_channels = 256\nfc_out_channels = 1024\nnorm_cfg = { type = \"BN\" }")]
    [TestCase("EnsembleBaronShared4Conv1FCBBoxHead", 1024, "in_channels = 256\nfc_out_channels = 1024\ntransfer_factor = 0.5\n@kd@")]
    public void A_BARON_head_is_normal_001_and_0001_with_a_Xavier_uniform_background(string type, int width, string keys)
    {
        const string Kd = "kd = { type = \"BaronShared4Conv1FCBBoxHead\", in_channels = 256, fc_out_channels = 1024, roi_feat_size = 7, with_reg = false, num_words = 4, word_dim = 64 }";
        var head = Create<IBBoxHead>(
            $$"""
            type = "{{type}}"
            {{keys.Replace("@kd@", Kd, StringComparison.Ordinal)}}
            roi_feat_size = 7
            num_classes = 80
            reg_class_agnostic = true
            reg_predictor_cfg = [{ type = "Linear", in_features = {{width}}, out_features = {{width}} }, { type = "ReLU" }, { type = "Linear", in_features = {{width}}, out_features = 4 }]
            class_names = [{{Names()}}]
            bg_embedding = "learn"
            num_words = 4
            word_dim = 64
            """,
            initialize: false);

        // The widths of the class embeddings, and with them the background's, are those of the text encoder.
        ((IPseudoWordHead)head).SetVisionLanguageModel(Create<IVisionLanguageModel>(
            """
            type = "CLIP"
            text_encoder = { type = "CLIPTextEncoder", embed_dim = 64, context_length = 16, vocab_size = 64, transformer_width = 64, transformer_heads = 4, transformer_layers = 1 }
            """,
            initialize: false));
        head.InitWeights();
        AssertStarts(
            head,
            (@"bias$", Constant(0)),
            (@"\.bn\.weight$", Constant(1)),
            (@"^(kd\.)?shared_convs\.\d\.conv\.weight$", KaimingNormal),
            (@"^(kd\.)?shared_fcs\.\d\.weight$", XavierUniform),
            (@"^(kd\.)?fc_cls\.weight$", Normal(0.01)),
            (@"^fc_reg\.[02]\.weight$", Normal(0.001)),
            (@"^bg_embedding\.weight$", XavierUniform));
    }

    [Test]
    public void The_bias_of_sigmoid_scores_is_the_config_s()
    {
        var head = Create<IBBoxHead>(
            $$"""
            type = "BaronBBoxHead"
            with_avg_pool = true
            roi_feat_size = 7
            in_channels = 64
            num_classes = 80
            reg_class_agnostic = true
            class_names = [{{Names()}}]
            cls_bias = -20.0
            loss_cls = { type = "CustomCrossEntropyLoss", use_sigmoid = true }
            """);
        AssertStarts(head, ("^cls_bias$", Constant(-20)), (@"\.bias$", Constant(0)), (@"^fc_cls\.weight$", Normal(0.01)), (@"^fc_reg\.weight$", Normal(0.001)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_mask_head_is_Kaiming_normal(bool agnostic)
    {
        var head = Create<IMaskHead>($"type = \"FCNMaskHead\"\nnum_convs = 4\nin_channels = 256\nconv_out_channels = 256\nnum_classes = 80\nclass_agnostic = {(agnostic ? "true" : "false")}\nnorm_cfg = {{ type = \"BN\" }}");
        AssertStarts(
            head,
            (@"\.bn\.weight$", Constant(1)),
            (@"\.bias$", Constant(0)),
            (@"^(convs\.\d\.conv|upsample|conv_logits)\.weight$", KaimingNormal));
    }

    [Test]
    public void Positions_of_boxes_are_projected_as_linear_layers_start()
    {
        var positions = new SinePositionalEncoding(4, 512);
        AssertStarts(
            positions,
            (@"\.1\.weight$", Constant(1)),
            (@"\.1\.bias$", Constant(0)),
            (@"\.[02]\.(weight|bias)$", Uniform(1 / Math.Sqrt(512))));
    }

    private static string Names() => string.Join(", ", Enumerable.Range(0, 80).Select(i => $"\"class {i}\""));

    private static T Create<T>(string toml, bool initialize = true)
        where T : class
    {
        var part = BaronFixture.Factory(new RandomSource(3)).CreateFromToml<T>(toml);
        if (initialize)
        {
            ((IModelPart)(object)part).InitWeights();
        }

        return part;
    }

    private static void AssertStarts(object part, params (string Pattern, Action<string, Tensor> Expected)[] rules)
    {
        var module = part as nn.Module ?? ((IModelPart)part).AsModule();
        var used = new HashSet<string>();
        foreach (var (name, parameter) in module.named_parameters())
        {
            var rule = Array.Find(rules, r => Regex.IsMatch(name, r.Pattern));
            Assert.That(rule.Expected, Is.Not.Null, $"{name} has no rule");
            used.Add(rule.Pattern);
            using var inner = NewDisposeScope();
            rule.Expected(name, parameter.detach().to(ScalarType.Float64));
        }

        Assert.That(used, Is.Not.Empty);
    }

    private static Action<string, Tensor> Constant(double value) => (name, weight) =>
        Assert.That((weight - value).abs().max().item<double>(), Is.Zero, name);

    private static void KaimingNormal(string name, Tensor weight) => Normal(Math.Sqrt(2.0 / (weight.numel() / weight.shape[1])))(name, weight);

    private static void XavierUniform(string name, Tensor weight)
    {
        double receptive = weight.numel() / (weight.shape[0] * weight.shape[1]);
        Uniform(Math.Sqrt(6 / (receptive * (weight.shape[0] + weight.shape[1]))))(name, weight);
    }

    private static Action<string, Tensor> Normal(double std) => (name, weight) =>
    {
        double n = weight.numel();
        var z = weight / std;
        Assert.That(z.mean().item<double>(), Is.EqualTo(0).Within(Errors / Math.Sqrt(n)), $"{name}: mean");
        Assert.That(z.square().mean().item<double>(), Is.EqualTo(1).Within(Errors * Math.Sqrt(2 / n)), $"{name}: variance over {std * std:E3}");
        Assert.That(z.pow(4).mean().item<double>(), Is.EqualTo(3).Within(Errors * Math.Sqrt(96 / n)), $"{name}: fourth moment of a normal distribution");
    };

    private static Action<string, Tensor> Uniform(double bound) => (name, weight) =>
    {
        double n = weight.numel();
        var u = weight / bound;
        Assert.That(u.mean().item<double>(), Is.EqualTo(0).Within(Errors / Math.Sqrt(3 * n)), $"{name}: mean");
        Assert.That(u.square().mean().item<double>(), Is.EqualTo(1.0 / 3).Within(Errors * Math.Sqrt(4.0 / 45 / n)), $"{name}: variance");

        // All of n draws stay below 1 - 15 / n with a probability of exp(-15).
        Assert.That(u.abs().max().item<double>(), Is.LessThanOrEqualTo(1 + 1e-6).And.GreaterThan(1 - (15 / n)), $"{name}: bound {bound:E3}");
    };
}
