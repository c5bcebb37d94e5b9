using System.Reflection;
using System.Runtime.InteropServices;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Compat.Tests.Torch;

public sealed class TensorTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void SetUp() => _scope = NewDisposeScope();

    [TearDown]
    public void TearDown() => _scope.Dispose();

    [Test]
    public void Every_operator_that_is_called_by_name_exists_in_libtorch()
    {
        // Younger than the oldest libtorch that is supported; composed where absent.
        string[] optional = ["op_scaled_dot_product_attention"];
        var missing = typeof(TorchSharp.Native.Ops)
            .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(f => !optional.Contains(f.Name) && !((TorchSharp.Native.Op)f.GetValue(null)!).Exists)
            .Select(f => f.Name);
        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void Arrays_become_tensors_of_their_type_and_shape()
    {
        Assert.Multiple(() =>
        {
            Assert.That(tensor(new[,] { { 1, 2, 3 }, { 4, 5, 6 } }).shape, Is.EqualTo(new long[] { 2, 3 }));
            Assert.That(tensor(new[,] { { 1, 2 } }).dtype, Is.EqualTo(ScalarType.Int32));
            Assert.That(tensor(new double[] { 1 }).dtype, Is.EqualTo(ScalarType.Float64));
            Assert.That(tensor(new byte[] { 1, 2 }, [1, 2]).dtype, Is.EqualTo(ScalarType.Byte));
            Assert.That(tensor(3f).shape, Is.Empty);
            Assert.That(tensor(new long[] { 1, 2 }, dtype: ScalarType.Float32).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2 }));
            Assert.That(from_array(new float[2, 2, 2]).shape, Is.EqualTo(new long[] { 2, 2, 2 }));
            Assert.That(full([2], 7).dtype, Is.EqualTo(ScalarType.Int64));
            Assert.That(arange(0, 1, 0.25).data<float>().ToArray(), Is.EqualTo(new[] { 0, 0.25f, 0.5f, 0.75f }));
            Assert.That(eye(2, 3).sum().ToSingle(), Is.EqualTo(2));
        });
    }

    [Test]
    public void Data_that_do_not_fit_the_shape_are_refused() =>
        Assert.That(() => tensor(new float[] { 1, 2, 3 }, [2, 2]), Throws.TypeOf<ExternalException>().With.Message.Contains("16"));

    [Test]
    public void Operators_follow_arithmetic()
    {
        var x = tensor(new float[] { 1, 2, 4 });
        Assert.Multiple(() =>
        {
            Assert.That((x + 1).data<float>().ToArray(), Is.EqualTo(new float[] { 2, 3, 5 }));
            Assert.That((1 - x).data<float>().ToArray(), Is.EqualTo(new float[] { 0, -1, -3 }));
            Assert.That((2 / x).data<float>().ToArray(), Is.EqualTo(new float[] { 2, 1, 0.5f }));
            Assert.That((-x * x).data<float>().ToArray(), Is.EqualTo(new float[] { -1, -4, -16 }));
            Assert.That((x > 1 & x < 4).data<bool>().ToArray(), Is.EqualTo(new[] { false, true, false }));
            Assert.That((~(x == 2)).data<bool>().ToArray(), Is.EqualTo(new[] { true, false, true }));
            Assert.That((x % 3).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 1 }));
            Assert.That(tensor(new long[] { 7, -7 }).div(2, RoundingMode.floor).data<long>().ToArray(), Is.EqualTo(new long[] { 3, -4 }));
            Assert.That(tensor(new long[] { 7, -7 }).div(2, RoundingMode.trunc).data<long>().ToArray(), Is.EqualTo(new long[] { 3, -3 }));
        });
    }

    [Test]
    public void In_place_operators_change_the_tensor_itself()
    {
        var x = ones(3);
        var same = x.add_(2).mul_(3).clamp_(0, 8);
        Assert.That(ReferenceEquals(same, x), Is.True);
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new float[] { 8, 8, 8 }));
    }

    [Test]
    public void Reductions_reduce()
    {
        var x = tensor(new float[] { 3, 1, 2, 6, 5, 4 }, [2, 3]);
        var (values, indices) = x.max(1);
        var (sorted, order) = x.sort(1, descending: true);
        var (std, mean) = x.std_mean();
        Assert.Multiple(() =>
        {
            Assert.That(x.sum(dim: 0).data<float>().ToArray(), Is.EqualTo(new float[] { 9, 6, 6 }));
            Assert.That(x.mean([1], keepdim: true).shape, Is.EqualTo(new long[] { 2, 1 }));
            Assert.That(values.data<float>().ToArray(), Is.EqualTo(new float[] { 3, 6 }));
            Assert.That(indices.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 0 }));
            Assert.That(sorted[0].data<float>().ToArray(), Is.EqualTo(new float[] { 3, 2, 1 }));
            Assert.That(order[0].data<long>().ToArray(), Is.EqualTo(new long[] { 0, 2, 1 }));
            Assert.That(x.argmax().item<long>(), Is.EqualTo(3));
            Assert.That(x.amax([0, 1]).item<float>(), Is.EqualTo(6));
            Assert.That(x.any().item<bool>(), Is.True);
            Assert.That(x.var(unbiased: false).item<float>(), Is.EqualTo(35f / 12).Within(1e-6));
            Assert.That(std.item<float>(), Is.EqualTo(MathF.Sqrt(3.5f)).Within(1e-6));
            Assert.That(mean.item<float>(), Is.EqualTo(3.5f));
            Assert.That(x.norm().item<float>(), Is.EqualTo(MathF.Sqrt(91)).Within(1e-5));
            Assert.That(x.cumsum(1)[1].data<float>().ToArray(), Is.EqualTo(new float[] { 6, 11, 15 }));
            Assert.That(x.topk(2, 1).indexes[1].data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1 }));
        });
    }

    [Test]
    public void Shapes_change_without_copies()
    {
        var x = arange(24, dtype: ScalarType.Float32);
        var parts = x.view(4, 6).split([1, 3], 0);
        Assert.Multiple(() =>
        {
            Assert.That(x.view(2, 3, 4).permute(2, 0, 1).shape, Is.EqualTo(new long[] { 4, 2, 3 }));
            Assert.That(x.view(2, -1).transpose(0, 1).contiguous().is_contiguous(), Is.True);
            Assert.That(x.view(1, 24, 1).squeeze().shape, Is.EqualTo(new long[] { 24 }));
            Assert.That(x.unsqueeze(0).expand(3, 24).shape, Is.EqualTo(new long[] { 3, 24 }));
            Assert.That(parts.Select(p => p.shape[0]), Is.EqualTo(new long[] { 1, 3 }));
            Assert.That(cat([x, x]).shape, Is.EqualTo(new long[] { 48 }));
            Assert.That(stack([x, x], 1).shape, Is.EqualTo(new long[] { 24, 2 }));
            Assert.That(x.view(4, 6).unbind(1), Has.Length.EqualTo(6));
            Assert.That(x.chunk(40), Has.Length.EqualTo(24), "more parts than the bridge's stack holds");
            Assert.That(x.view(4, 6).flip(1)[0, 0].item<float>(), Is.EqualTo(5));
            Assert.That(x.roll(1)[0].item<float>(), Is.EqualTo(23));
            Assert.That(x.unflatten(0, 4, 6).shape, Is.EqualTo(new long[] { 4, 6 }));
            Assert.That(x.repeat(2).shape, Is.EqualTo(new long[] { 48 }));
        });
    }

    [Test]
    public void Gathering_and_scattering_are_inverse()
    {
        var x = tensor(new float[] { 10, 20, 30, 40 }, [2, 2]);
        var index = tensor(new long[] { 1, 0, 1, 0 }, [2, 2]);
        var gathered = x.gather(1, index);
        Assert.That(gathered.data<float>().ToArray(), Is.EqualTo(new float[] { 20, 10, 40, 30 }));
        Assert.That(zeros(2, 2).scatter(1, index, gathered).data<float>().ToArray(), Is.EqualTo(x.data<float>().ToArray()));
        Assert.That(x.index_select(1, tensor(new long[] { 1 })).flatten().data<float>().ToArray(), Is.EqualTo(new float[] { 20, 40 }));
        Assert.That(x.masked_fill(x > 25, 0).sum().item<float>(), Is.EqualTo(30));
        Assert.That(where(x > 25, x, -x).sum().item<float>(), Is.EqualTo(40));
        Assert.That((x > 15).nonzero().shape, Is.EqualTo(new long[] { 3, 2 }));
        Assert.That(x.masked_select(x > 25).data<float>().ToArray(), Is.EqualTo(new float[] { 30, 40 }));
        var (unique, inverse, counts) = tensor(new long[] { 5, 3, 5 }).unique(return_inverse: true, return_counts: true);
        Assert.That(unique.data<long>().ToArray(), Is.EqualTo(new long[] { 3, 5 }));
        Assert.That(inverse.data<long>().ToArray(), Is.EqualTo(new long[] { 1, 0, 1 }));
        Assert.That(counts.data<long>().ToArray(), Is.EqualTo(new long[] { 1, 2 }));
        Assert.That(tensor(new long[] { 0, 2, 2 }).bincount(null, 4).data<long>().ToArray(), Is.EqualTo(new long[] { 1, 0, 2, 0 }));
        Assert.That(meshgrid([arange(2), arange(3)])[0].shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(einsum("ij,kj->ik", x, x)[0, 1].item<float>(), Is.EqualTo(1100));
    }

    [Test]
    public void Types_convert_and_unchanged_tensors_stay_themselves()
    {
        var x = tensor(new[] { 1.7f, -1.7f });
        Assert.That(ReferenceEquals(x.to(ScalarType.Float32), x), Is.True);
        Assert.That(ReferenceEquals(x.cpu(), x), Is.True);
        Assert.That(x.to(ScalarType.Int64).data<long>().ToArray(), Is.EqualTo(new long[] { 1, -1 }));
        Assert.That(x.half().to(ScalarType.Float32).data<float>()[0], Is.EqualTo(1.7f).Within(1e-3));
        Assert.That(x.bfloat16().dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(result_type(x, tensor(1.0)), Is.EqualTo(ScalarType.Float32));
        Assert.That(promote_types(ScalarType.Int64, ScalarType.Float32), Is.EqualTo(ScalarType.Float32));
    }

    [Test]
    public void Bytes_are_the_memory_itself()
    {
        var x = zeros(2);
        MemoryMarshal.Cast<byte, float>(x.bytes)[1] = 5;
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 5 }));
        x.bytes = MemoryMarshal.AsBytes<float>([1, 2]).ToArray();
        Assert.That(x.sum().item<float>(), Is.EqualTo(3));
    }

    [Test]
    public void A_value_of_the_wrong_type_or_of_many_elements_is_refused()
    {
        Assert.That(() => ones(1).item<double>(), Throws.ArgumentException);
        Assert.That(() => ones(2).item<float>(), Throws.ArgumentException);
        Assert.That(() => ones(2).data<long>(), Throws.ArgumentException);
    }

    [Test]
    public void A_disposed_tensor_says_so()
    {
        var x = ones(2);
        x.Dispose();
        Assert.That(() => x + 1, Throws.InvalidOperationException.With.Message.Contains("disposed"));
    }

    [Test]
    public void An_error_of_libtorch_is_one_readable_exception()
    {
        var error = Assert.Throws<ExternalException>(() => ones(2, 3).matmul(ones(2, 3)));
        Assert.That(error!.Message, Does.Contain("cannot be multiplied").And.Not.Contain("Exception raised from"));
    }

    [Test]
    public void A_seed_repeats_what_was_drawn()
    {
        manual_seed(5);
        var first = rand(3).data<float>().ToArray();
        manual_seed(5);
        Assert.That(rand(3).data<float>().ToArray(), Is.EqualTo(first));

        using var generator = new Generator(7);
        var a = randn([2], generator: generator).data<float>().ToArray();
        var state = generator.get_state();
        var b = randint(100, [4], generator: generator).data<long>().ToArray();
        generator.set_state(state);
        Assert.That(randint(100, [4], generator: generator).data<long>().ToArray(), Is.EqualTo(b));
        generator.manual_seed(7);
        Assert.That(randn([2], generator: generator).data<float>().ToArray(), Is.EqualTo(a));
        Assert.That(randperm(10, generator: generator).sort().Item1.data<long>().ToArray(), Is.EqualTo(Enumerable.Range(0, 10).Select(i => (long)i)));
    }

    [Test]
    public void Devices_are_named()
    {
        Assert.That(device("cpu").type, Is.EqualTo(DeviceType.CPU));
        Assert.That(device("cuda:1").index, Is.EqualTo(1));
        Assert.That(CPU.ToString(), Is.EqualTo("cpu"));
        Assert.That(() => device("toaster"), Throws.ArgumentException);
        Assert.That(ones(1).device.type, Is.EqualTo(DeviceType.CPU));
    }

    [Test]
    public void Handles_cross_to_other_libraries_and_back()
    {
        var x = ones(3);
        var copy = Tensor.UnsafeCreateTensor(TorchSharp.Native.NativeMethods.baron_tensor_alias(x.Handle));
        copy.add_(1);
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new float[] { 2, 2, 2 }));
    }

    [Test]
    public void Threads_can_be_limited()
    {
        var before = get_num_threads();
        try
        {
            set_num_threads(1);
            Assert.That(get_num_threads(), Is.EqualTo(1));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Test]
    public void Tensors_of_several_threads_do_not_meet_in_a_scope()
    {
        var results = new float[8];
        Parallel.For(0, 8, i =>
        {
            using var scope = NewDisposeScope();
            var x = full([100], i, ScalarType.Float32);
            for (var k = 0; k < 50; k++)
            {
                x = x + 1;
            }

            results[i] = x.mean().item<float>();
        });
        Assert.That(results, Is.EqualTo(Enumerable.Range(0, 8).Select(i => i + 50f)));
    }
}
