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
public sealed class BoxGoldenTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase("a_anchors")]
    public void Anchors_lie_where_the_reference_lays_them(string name)
    {
        var golden = GoldenFixture.Open(name);
        var factory = JsonConfig.Factory(new FirstOnes(), typeof(AnchorGenerator));
        foreach (var entry in golden.Meta("cases").EnumerateObject())
        {
            var config = JsonConfig.ToNode(entry.Value, "featmap_sizes", "pad_shape", "num_base_priors");
            var generator = (AnchorGenerator)factory.Create<IAnchorGenerator>(config, defaultType: "AnchorGenerator");
            var sizes = entry.Value.GetProperty("featmap_sizes").EnumerateArray().Select(s => new ImageSize(s[0].GetInt32(), s[1].GetInt32())).ToArray();
            var pad = entry.Value.GetProperty("pad_shape");
            Assert.That(generator.NumBasePriors, Is.EqualTo(entry.Value.GetProperty("num_base_priors").EnumerateArray().Select(n => n.GetInt32())));
            var priors = generator.GridPriors(sizes, CPU);
            var valid = generator.ValidFlags(sizes, new ImageSize(pad[0].GetInt32(), pad[1].GetInt32()), CPU);
            for (var level = 0; level < sizes.Length; level++)
            {
                golden.AssertClose($"{entry.Name}.base.{level}", generator.BaseAnchors(level));
                golden.AssertClose($"{entry.Name}.priors.{level}", priors[level]);
                golden.AssertExact($"{entry.Name}.valid.{level}", valid[level].to(ScalarType.Byte));
            }
        }

        golden.Report();
    }

    [TestCase("a_boxes")]
    public void Deltas_are_encoded_and_decoded_as_the_reference_does(string name)
    {
        var golden = GoldenFixture.Open(name);
        var settings = golden.Meta("coder");
        var ratio = settings.GetProperty("wh_ratio_clip").GetDouble();
        var clamp = settings.GetProperty("add_ctr_clamp").GetBoolean();
        var size = settings.GetProperty("max_shape_hw");
        var shape = new ImageSize(size[0].GetInt32(), size[1].GetInt32());
        var (priors, boxes, deltas) = (golden.Tensor("coder.priors"), golden.Tensor("coder.gt"), golden.Tensor("coder.deltas"));
        Assert.That(Math.Abs(Math.Log(ratio)), Is.EqualTo(settings.GetProperty("max_ratio").GetDouble()).Within(1e-9));
        foreach (var (kind, stds) in new[] { ("rpn", new[] { 1.0, 1, 1, 1 }), ("rcnn", [0.1, 0.1, 0.2, 0.2]) })
        {
            var coder = new DeltaXywhBBoxCoder([0, 0, 0, 0], stds, addCtrClamp: clamp, whRatioClip: ratio);
            golden.AssertClose($"coder.{kind}.encode", coder.Encode(priors, boxes));
            golden.AssertClose($"coder.{kind}.decode_clip", coder.Decode(priors, deltas, shape));
            golden.AssertClose($"coder.{kind}.decode_noclip", coder.Decode(priors, deltas));
            golden.AssertClose($"coder.{kind}.decode_3class", coder.Decode(priors, golden.Tensor("coder.deltas3"), shape));

            // With a gradient the same values come from tensor operations.
            golden.AssertClose($"coder.{kind}.encode", coder.Encode(priors.clone().requires_grad_(), boxes));
            golden.AssertClose($"coder.{kind}.decode_clip", coder.Decode(priors, deltas.clone().requires_grad_(), shape));
            golden.AssertClose($"coder.{kind}.decode_noclip", coder.Decode(priors, deltas.clone().requires_grad_()));
            golden.AssertClose($"coder.{kind}.decode_3class", coder.Decode(priors, golden.Tensor("coder.deltas3").requires_grad_(), shape));
        }

        var other = settings.GetProperty("noborder");
        var free = new DeltaXywhBBoxCoder(
            other.GetProperty("target_means").EnumerateArray().Select(v => v.GetDouble()).ToArray(),
            other.GetProperty("target_stds").EnumerateArray().Select(v => v.GetDouble()).ToArray(),
            other.GetProperty("clip_border").GetBoolean());
        golden.AssertClose("coder.noborder.decode", free.Decode(priors, deltas, shape));
        golden.AssertClose("coder.noborder.encode", free.Encode(priors, boxes));
        golden.Report();
    }
}
