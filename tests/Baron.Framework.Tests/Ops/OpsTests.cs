using Baron.Modeling;
using Baron.Ops;
using Baron.Structures;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Ops;

/// <summary>What the fixtures do not have: odd shapes, bad input, and the managed fallbacks against the native kernels.</summary>
public sealed class OpsTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void SetUp() => _scope = NewDisposeScope();

    [TearDown]
    public void TearDown()
    {
        NativeOps.Disabled = false;
        _scope.Dispose();
    }

    [TestCase(0, true, ScalarType.Float32)]
    [TestCase(0, false, ScalarType.Float32)]
    [TestCase(3, true, ScalarType.Float64)]
    public void Roi_align_composed_of_matrix_products_equals_the_kernel(int ratio, bool aligned, ScalarType type)
    {
        manual_seed(3);
        var map = randn([2, 20, 17, 23], type).requires_grad_();
        var rois = rand([40, 5], type) * tensor(new double[] { 2, 200, 140, 260, 200 }, dtype: type) - tensor(new double[] { 0, 30, 30, 30, 30 }, dtype: type);
        rois = cat([rois.narrow(1, 0, 1).floor(), rois.narrow(1, 1, 2), maximum(rois.narrow(1, 1, 2), rois.narrow(1, 3, 2))], 1);
        var size = new ImageSize(3, 5);
        var weights = randn([40, 20, 3, 5], type);
        var (native, nativeGrad) = Run();
        NativeOps.Disabled = true;
        var (composed, composedGrad) = Run();
        Assert.That(native.allclose(composed, 1e-4, 1e-5), Is.True, $"{(native - composed).abs().max().ToDouble()}");
        Assert.That(nativeGrad.allclose(composedGrad, 1e-4, 1e-4), Is.True, $"{(nativeGrad - composedGrad).abs().max().ToDouble()}");

        (Tensor Output, Tensor Grad) Run()
        {
            map.grad = null;
            var output = RoiAlign.Apply(map, rois, size, 1.0 / 8, ratio, aligned);
            (output * weights).sum().backward();
            return (output.detach(), map.grad!);
        }
    }

    [Test]
    public void Roi_align_gives_the_same_bits_on_any_number_of_threads()
    {
        var map = randn(2, 48, 32, 32).requires_grad_();
        var rois = cat([zeros(64, 1), rand(64, 2) * 60, rand(64, 2) * 60 + 62], 1);
        var before = get_num_threads();
        try
        {
            var results = new List<(byte[] Output, byte[] Grad)>();
            foreach (var threads in new[] { 1, 2, 3 })
            {
                set_num_threads(threads);
                map.grad = null;
                var output = RoiAlign.Apply(map, rois, new ImageSize(7, 7), 0.25);
                (output * output).sum().backward();
                results.Add((output.detach().bytes.ToArray(), map.grad!.bytes.ToArray()));
            }

            Assert.That(results.All(r => r.Output.AsSpan().SequenceEqual(results[0].Output) && r.Grad.AsSpan().SequenceEqual(results[0].Grad)), Is.True);
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Roi_align_of_no_region_or_of_one_outside_is_empty_or_zero(bool native)
    {
        NativeOps.Disabled = !native;
        var map = ones(1, 3, 8, 8);
        Assert.That(RoiAlign.Apply(map, zeros(0, 5), new ImageSize(2, 2), 1).shape, Is.EqualTo(new long[] { 0, 3, 2, 2 }));
        var outside = tensor(new float[] { 0, 100, 100, 120, 120 }, [1, 5]);
        Assert.That(RoiAlign.Apply(map, outside, new ImageSize(2, 2), 1).abs().sum().item<float>(), Is.Zero);
        var reversed = tensor(new float[] { 0, 6, 6, 2, 2 }, [1, 5]);
        Assert.That(RoiAlign.Apply(map, reversed, new ImageSize(2, 2), 1).abs().sum().item<float>(), Is.Zero);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Roi_align_refuses_a_region_of_an_image_that_is_not_there(bool native)
    {
        NativeOps.Disabled = !native;
        var map = ones(1, 1, 4, 4);
        var rois = tensor(new float[] { 1, 0, 0, 2, 2 }, [1, 5]);
        Assert.That(() => RoiAlign.Apply(map, rois, new ImageSize(2, 2), 1), Throws.Exception.With.Message.Contains("Region 0").Or.Message.Contains("region 0"));
        Assert.That(() => RoiAlign.Apply(map, rois.narrow(1, 0, 4), new ImageSize(2, 2), 1), Throws.ArgumentException);
        Assert.That(() => RoiAlign.Apply(map, rois, new ImageSize(0, 2), 1), Throws.ArgumentException);
    }

    [Test]
    public void Roi_align_differentiates_twice()
    {
        var map = randn([1, 2, 6, 6], ScalarType.Float64).requires_grad_();
        var rois = tensor(new double[] { 0, 1, 1, 5, 4 }, [1, 5]);
        var output = RoiAlign.Apply(map, rois, new ImageSize(2, 2), 1);
        var grad = autograd.grad([output.pow(2).sum()], [map], create_graph: true)[0];
        grad.pow(2).sum().backward();
        Assert.That(map.grad!.abs().sum().ToDouble(), Is.GreaterThan(0));
    }

    [Test]
    public void Nms_by_managed_loops_equals_the_kernel()
    {
        manual_seed(5);
        var boxes = rand(500, 4) * 100;
        boxes = cat([boxes.narrow(1, 0, 2), boxes.narrow(1, 0, 2) + boxes.narrow(1, 2, 2)], 1);
        var scores = rand(500);
        foreach (var threshold in new[] { 0.0, 0.1, 0.5, 0.9 })
        {
            NativeOps.Disabled = false;
            var native = Nms.Suppress(boxes, scores, threshold).data<long>().ToArray();
            NativeOps.Disabled = true;
            Assert.That(Nms.Suppress(boxes, scores, threshold).data<long>().ToArray(), Is.EqualTo(native));
        }
    }

    [Test]
    public void Boxes_that_touch_only_at_a_border_both_stay()
    {
        var boxes = tensor(new float[] { 0, 0, 10, 10, 10, 0, 20, 10, 1, 1, 10, 10 }, [3, 4]);
        var scores = tensor(new float[] { 0.5f, 0.9f, 0.4f });
        Assert.That(Nms.Suppress(boxes, scores, 0.5).data<long>().ToArray(), Is.EqualTo(new long[] { 1, 0 }));
        Assert.That(Nms.Suppress(boxes, scores, 0.5, maxNum: 1).data<long>().ToArray(), Is.EqualTo(new long[] { 1 }));
        Assert.That(Nms.Suppress(boxes, scores, 0.5, scoreThreshold: 0.45).data<long>().ToArray(), Is.EqualTo(new long[] { 1, 0 }));
        Assert.That(Nms.Suppress(zeros(0, 4), zeros(0), 0.5).shape, Is.EqualTo(new long[] { 0 }));
    }

    [Test]
    public void Boxes_of_different_classes_do_not_suppress_each_other()
    {
        var boxes = tensor(new float[] { 0, 0, 10, 10, 0, 0, 10, 10 }, [2, 4]);
        var (scores, ids) = (tensor(new float[] { 0.5f, 0.9f }), tensor(new long[] { 0, 1 }));
        Assert.That(Nms.Batched(boxes, scores, ids, new NmsConfig()).data<long>().ToArray(), Is.EqualTo(new long[] { 1, 0 }));
        Assert.That(Nms.Batched(boxes, scores, ids, new NmsConfig(ClassAgnostic: true)).data<long>().ToArray(), Is.EqualTo(new long[] { 1 }));
        Assert.That(() => Nms.Batched(boxes, scores, ids, new NmsConfig(Type: "soft_nms")), Throws.TypeOf<BaronException>());
        Assert.That(() => Nms.Batched(boxes, zeros(3), ids, new NmsConfig()), Throws.ArgumentException);
    }

    [Test]
    public void Overlaps_by_tensor_operations_equal_the_kernel_and_differentiate()
    {
        manual_seed(6);
        var a = rand(7, 4) * 10;
        a = cat([a.narrow(1, 0, 2), a.narrow(1, 0, 2) + a.narrow(1, 2, 2)], 1);
        var b = a.flip(0) + 1;
        foreach (var mode in Enum.GetValues<OverlapMode>())
        {
            var native = BoxMath.Overlaps(a, b, mode);
            NativeOps.Disabled = true;
            Assert.That(BoxMath.Overlaps(a, b, mode).allclose(native, 1e-6, 1e-7), Is.True, mode.ToString());
            NativeOps.Disabled = false;
        }

        var moving = a.clone().requires_grad_();
        BoxMath.AlignedOverlaps(moving, b, OverlapMode.GIoU).sum().backward();
        Assert.That(moving.grad!.abs().sum().item<float>(), Is.GreaterThan(0));
        BoxMath.Overlaps(moving, b).sum().backward();
    }

    [Test]
    public void Boxes_turn_into_centres_and_back_and_into_regions()
    {
        var boxes = tensor(new float[] { 10, 20, 30, 60 }, [1, 4]);
        Assert.That(BoxMath.ToCenterSize(boxes).flatten().data<float>().ToArray(), Is.EqualTo(new float[] { 20, 40, 20, 40 }));
        Assert.That(BoxMath.FromCenterSize(BoxMath.ToCenterSize(boxes)).allclose(boxes), Is.True);
        Assert.That(BoxMath.Area(boxes).item<float>(), Is.EqualTo(800));
        Assert.That(BoxMath.Clip(boxes, new ImageSize(50, 25)).flatten().data<float>().ToArray(), Is.EqualTo(new float[] { 10, 20, 25, 50 }));
        Assert.That(BoxMath.Scale(boxes, 2, 0.5).flatten().data<float>().ToArray(), Is.EqualTo(new float[] { 20, 10, 60, 30 }));
        var rois = BoxMath.ToRois([boxes, zeros(0, 4), boxes + 1]);
        Assert.That(rois.flatten().data<float>().ToArray(), Is.EqualTo(new float[] { 0, 10, 20, 30, 60, 2, 11, 21, 31, 61 }));
    }
}
