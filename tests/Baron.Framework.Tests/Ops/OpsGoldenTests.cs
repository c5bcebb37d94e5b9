using System.Text.Json;
using Baron.Modeling;
using Baron.Ops;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Ops;

/// <summary>The operators against the reference's numbers, by the native kernels and by their managed stand-ins.</summary>
[Category("Golden")]
[OnDevice]
[TestFixture(true)]
[TestFixture(false)]
public sealed class OpsGoldenTests(bool native)
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void SetUp()
    {
        _scope = NewDisposeScope();
        NativeOps.Disabled = !native;
        using var probe = zeros(1, device: TestDevice.Active);
        Assert.That(NativeOps.Supports(probe), Is.EqualTo(native), "libbaron_aten.so belongs beside the tests");
    }

    [TearDown]
    public void TearDown()
    {
        NativeOps.Disabled = false;
        _scope.Dispose();
    }

    [Test]
    public void A_roi_align_pools_and_differentiates_like_the_reference()
    {
        var golden = GoldenFixture.Open("a_roi_align");
        foreach (var item in golden.Meta("cases").EnumerateObject())
        {
            var settings = item.Value;
            var range = settings.GetProperty("x_range").EnumerateArray().Select(e => e.GetDouble()).ToArray();
            var shape = settings.GetProperty("x_shape").EnumerateArray().Select(e => e.GetInt64()).ToArray();
            var x = GoldenFill.Fill(settings.GetProperty("x_name").GetString()!, shape, range[0], range[1], golden.Seed).requires_grad_();
            var size = settings.GetProperty("output_size").GetInt32();
            var output = RoiAlign.Apply(
                x,
                golden.Tensor(item.Name + ".rois"),
                new ImageSize(size, size),
                settings.GetProperty("spatial_scale").GetDouble(),
                settings.GetProperty("sampling_ratio").GetInt32(),
                settings.GetProperty("aligned").GetBoolean());
            golden.AssertClose(item.Name + ".out", output);
            var weights = GoldenFill.Fill(settings.GetProperty("w_name").GetString()!, output.shape, -1, 1, golden.Seed);
            (output * weights).sum().backward();
            golden.AssertClose(item.Name + ".grad", x.grad!);
        }

        golden.Report();
    }

    [Test]
    public void A_nms_keeps_the_references_boxes_in_its_order()
    {
        var golden = GoldenFixture.Open("a_nms");
        var boxes = golden.Tensor("boxes");
        var scores = golden.Tensor("scores");
        var tested = 0;
        foreach (var name in golden.Names.Where(n => n.StartsWith("nms_0", StringComparison.Ordinal) && n.EndsWith(".keep", StringComparison.Ordinal)))
        {
            var threshold = double.Parse(name["nms_".Length..^".keep".Length], System.Globalization.CultureInfo.InvariantCulture);
            golden.AssertOrder(name, Nms.Suppress(boxes, scores, threshold), scores, BoxTolerance(golden));
            tested++;
        }

        var cases = golden.Meta("cases");
        foreach (var item in cases.EnumerateObject().Where(c => c.Name.StartsWith("nms_", StringComparison.Ordinal)))
        {
            var settings = item.Value;
            var kept = Nms.Suppress(boxes, scores, Number(settings, "iou_threshold", 0.5), Number(settings, "score_threshold", 0), (int)Number(settings, "max_num", -1));
            golden.AssertOrder(item.Name + ".keep", kept, scores, BoxTolerance(golden));
            tested++;
        }

        var ids = golden.Tensor("ids");
        foreach (var item in cases.EnumerateObject().Where(c => c.Name.StartsWith("batched_", StringComparison.Ordinal)))
        {
            var kept = Nms.Batched(boxes, scores, ids, Config(item.Value));
            golden.AssertOrder(item.Name + ".keep", kept, scores, BoxTolerance(golden));
            golden.AssertClose(item.Name + ".dets", cat([boxes.index_select(0, kept), scores.index_select(0, kept).unsqueeze(1)], 1), 0, BoxTolerance(golden));
            tested++;
        }

        golden.AssertOrder("batched_none.keep", Nms.Batched(boxes, scores, ids, null), scores, BoxTolerance(golden));
        Assert.That(tested, Is.GreaterThanOrEqualTo(10));
        golden.Report();
    }

    [Test]
    public void A_nms_suppresses_many_boxes_with_the_offset_of_their_class()
    {
        var golden = GoldenFixture.Open("a_nms");
        var cases = golden.Meta("cases");
        foreach (var (name, classes) in new[] { ("big_one", 1), ("big_five", 5) })
        {
            var settings = cases.GetProperty(name);
            var n = settings.GetProperty("n").GetInt32();
            var boxes = GoldenFill.Boxes("a/nms/Bboxes", n, 800, 1216, golden.Seed, 0.01, 0.3);
            var scores = GoldenFill.Fill("a/nms/Bscores", [n], 0, 1, golden.Seed);
            var ids = tensor(GoldenFill.Ints("a/nms/Bids", n, 0, classes, golden.Seed), device: TestDevice.Active);
            golden.AssertClose("big.boxes_first8", boxes.narrow(0, 0, 8), 0, 1e-4);
            golden.AssertClose("big.scores_first8", scores.narrow(0, 0, 8), 0, 1e-6);
            var kept = Nms.Batched(boxes, scores, ids, Config(settings));
            Assert.That(kept.shape[0], Is.EqualTo(golden.Meta(name + "_count").GetInt64()), name);
            golden.AssertOrder(name + ".keep", kept.narrow(0, 0, golden.Shape(name + ".keep")[0]), scores, BoxTolerance(golden));
        }

        var lvisScores = golden.Tensor("lvis.scores");
        golden.AssertOrder("lvis.keep", Nms.Batched(golden.Tensor("lvis.boxes"), lvisScores, golden.Tensor("lvis.ids"), Config(cases.GetProperty("lvis"))), lvisScores, BoxTolerance(golden));
        golden.Report();
    }

    [Test]
    public void A_nms_turns_class_probabilities_into_detections()
    {
        var golden = GoldenFixture.Open("a_nms");
        foreach (var item in golden.Meta("cases").EnumerateObject().Where(c => c.Name.StartsWith("mc_", StringComparison.Ordinal)))
        {
            Compare(item.Name, golden.Tensor("mc.boxes"), golden.Tensor("mc.scores"), item.Value);
        }

        // One box for each class; the settings are those of the first case.
        Compare("mc_perclass", golden.Tensor("mc_perclass.boxes"), golden.Tensor("mc_perclass.scores"), golden.Meta("cases").GetProperty("mc_a"));
        golden.Report();

        void Compare(string name, Tensor boxes, Tensor scores, JsonElement settings)
        {
            var (kept, keptScores, labels) = Nms.Multiclass(boxes, scores, Number(settings, "score_thr", 0), Config(settings, perGroup: false), (int)Number(settings, "max_num", -1), out var indices);
            golden.AssertExact(name + ".labels", labels);
            golden.AssertClose(name + ".dets", cat([kept, keptScores.unsqueeze(1)], 1), 0, BoxTolerance(golden));
            if (golden.HasTensor(name + ".inds"))
            {
                golden.AssertExact(name + ".inds", indices);
            }
        }
    }

    [Test]
    public void A_boxes_overlap_flip_and_gather_like_the_references()
    {
        var golden = GoldenFixture.Open("a_boxes");
        var (a, b) = (golden.Tensor("ov.a"), golden.Tensor("ov.b"));
        foreach (var (name, mode) in new[] { ("iou", OverlapMode.IoU), ("iof", OverlapMode.IoF), ("giou", OverlapMode.GIoU) })
        {
            golden.AssertClose("ov." + name, BoxMath.Overlaps(a, b, mode));
            golden.AssertClose($"ov.{name}_aligned", BoxMath.AlignedOverlaps(a, b.narrow(0, 0, a.shape[0]), mode));
        }

        var priors = golden.Tensor("coder.priors");
        var shape = golden.Meta("coder").GetProperty("max_shape_hw").EnumerateArray().Select(e => e.GetInt32()).ToArray();
        var size = new ImageSize(shape[0], shape[1]);
        golden.AssertClose("flip_h", BoxMath.Flip(priors, size));
        golden.AssertClose("flip_v", BoxMath.Flip(priors, size, FlipDirection.Vertical));
        golden.AssertClose("flip_d", BoxMath.Flip(priors, size, FlipDirection.Diagonal));
        golden.AssertClose("cxcywh", BoxMath.ToCenterSize(priors));
        golden.Report();
    }

    private static double BoxTolerance(GoldenFixture golden) => golden.Meta("tolerance").GetProperty("boxes").GetDouble();

    private static double Number(JsonElement settings, string name, double fallback) =>
        settings.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : fallback;

    private static NmsConfig Config(JsonElement settings, bool perGroup = true) => new()
    {
        IouThreshold = Number(settings, "iou_threshold", 0.5),
        ClassAgnostic = settings.TryGetProperty("class_agnostic", out var agnostic) && agnostic.ValueKind == JsonValueKind.True,
        SplitThr = (int)Number(settings, "split_thr", 10000),
        MaxNum = perGroup ? (int)Number(settings, "max_num", -1) : -1,
    };
}
