using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Compat.Tests.Torch;

public sealed class ModuleTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void SetUp() => _scope = NewDisposeScope();

    [TearDown]
    public void TearDown() => _scope.Dispose();

    [Test]
    public void Fields_are_registered_under_their_names()
    {
        using var net = new Net();
        Assert.That(net.named_parameters().Select(p => p.name), Is.EquivalentTo(new[] { "scale", "first.weight", "first.bias", "rest.0.weight", "rest.0.bias" }));
        Assert.That(net.named_buffers().Select(b => b.name), Is.EquivalentTo(new[] { "counter", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked" }));
        Assert.That(net.named_modules().Select(m => m.name), Is.EquivalentTo(new[] { "first", "rest", "rest.0", "norm" }));
        Assert.That(net.get_parameter("rest.0.bias")!.shape, Is.EqualTo(new long[] { 2 }));
        Assert.That(net.has_buffer("counter"), Is.True);
    }

    [Test]
    public void Training_and_evaluation_reach_every_module()
    {
        using var net = new Net();
        net.eval();
        Assert.That(net.modules().All(m => !m.training), Is.True);
        net.train();
        Assert.That(net.modules().All(m => m.training), Is.True);
    }

    [Test]
    public void A_state_dict_goes_into_another_module_of_its_kind()
    {
        using var a = new Net();
        using var b = new Net();
        var state = a.state_dict();
        Assert.That(state.Keys, Does.Contain("rest.0.weight").And.Contain("norm.running_var").And.Contain("counter"));
        b.load_state_dict(state);
        var x = randn(2, 3);
        a.eval();
        b.eval();
        Assert.That(a.call(x).allclose(b.call(x)), Is.True);
    }

    [Test]
    public void Keys_that_do_not_fit_are_refused_or_reported()
    {
        using var net = new Net();
        var state = net.state_dict();
        state.Remove("scale");
        state.Add("surplus", ones(1));
        Assert.That(() => net.load_state_dict(state), Throws.InvalidOperationException);
        var (missing, unexpected) = net.load_state_dict(state, strict: false);
        Assert.That(missing, Is.EqualTo(new[] { "scale" }));
        Assert.That(unexpected, Is.EqualTo(new[] { "surplus" }));
    }

    [Test]
    public void A_module_converts_its_floating_point_tensors_and_keeps_its_objects()
    {
        using var net = new Net();
        var scale = net.get_parameter("scale");
        net.to(ScalarType.Float64);
        Assert.That(ReferenceEquals(net.get_parameter("scale"), scale), Is.True);
        Assert.That(net.parameters().Select(p => p.dtype).Distinct(), Is.EqualTo(new[] { ScalarType.Float64 }));
        Assert.That(net.parameters().All(p => p.requires_grad && p.is_leaf), Is.True);
        Assert.That(net.get_buffer("norm.num_batches_tracked")!.dtype, Is.EqualTo(ScalarType.Int64));
        net.call(randn(2, 3, dtype: ScalarType.Float64)).sum().backward();
        Assert.That(net.parameters().All(p => p.grad is not null), Is.True);
        net.zero_grad();
        Assert.That(net.parameters().All(p => p.grad is null), Is.True);
    }

    [Test]
    public void A_disposed_module_disposes_what_it_registered()
    {
        var net = new Net();
        var parameters = net.parameters().ToList();
        net.Dispose();
        Assert.That(parameters.All(p => p.IsInvalid), Is.True);
    }

    [Test]
    public void Parameters_outlive_the_scope_that_they_were_made_in()
    {
        Linear linear;
        using (NewDisposeScope())
        {
            linear = nn.Linear(2, 2);
        }

        Assert.That(linear.weight.IsInvalid, Is.False);
        linear.Dispose();
    }

    [Test]
    public void A_parameter_takes_over_the_tensor_that_it_is_made_from()
    {
        var data = ones(2);
        using var parameter = new Parameter(data);
        Assert.That(data.IsInvalid, Is.True);
        Assert.That(parameter.requires_grad && parameter.is_leaf, Is.True);
    }

    [Test]
    public void Hooks_see_and_change_what_passes()
    {
        using var linear = nn.Linear(2, 2);
        var seen = 0;
        var pre = linear.register_forward_pre_hook((_, x) => x * 2);
        var post = linear.register_forward_hook((_, _, y) =>
        {
            seen++;
            return y;
        });
        var x = ones(1, 2);
        Assert.That(linear.call(x).allclose(linear.forward(x * 2)), Is.True);
        pre.remove();
        Assert.That(linear.call(x).allclose(linear.forward(x)), Is.True);
        post.remove();
        linear.call(x);
        Assert.That(seen, Is.EqualTo(2));
    }

    [Test]
    public void Containers_name_their_parts_by_position_or_key()
    {
        using var list = nn.ModuleList(nn.Linear(1, 1), nn.Linear(1, 1));
        list.append(nn.Linear(1, 2));
        using var dict = nn.ModuleDict(("a", nn.Linear(1, 1)));
        dict["b"] = nn.Linear(1, 1);
        using var parameters = nn.ParameterList(new Parameter(ones(1)), new Parameter(ones(2)));
        using var named = nn.ParameterDict(("w", new Parameter(ones(1))));
        Assert.That(list.named_parameters().Select(p => p.name), Is.EqualTo(new[] { "0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias" }));
        Assert.That(dict.named_children().Select(c => c.name), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(parameters.named_parameters().Select(p => p.name), Is.EqualTo(new[] { "0", "1" }));
        Assert.That(named.state_dict().Keys, Is.EqualTo(new[] { "w" }));
    }

    [Test]
    public void Layers_compute_what_they_are_named_after()
    {
        var image = arange(16, dtype: ScalarType.Float32).view(1, 1, 4, 4);
        using var conv = nn.Conv2d(1, 1, 3, padding: 1, bias: false);
        nn.init.ones_(conv.weight);
        using var up = nn.ConvTranspose2d(1, 1, 2, stride: 2, bias: false);
        nn.init.ones_(up.weight);
        using var mirrored = nn.Conv2d(1, 1, 3, padding: 1, padding_mode: PaddingModes.Reflect, bias: false);
        nn.init.ones_(mirrored.weight);
        using var same = nn.Conv2d(1, 1, 3, Padding.Same, bias: false);
        nn.init.ones_(same.weight);
        Assert.Multiple(() =>
        {
            Assert.That(conv.call(image)[0, 0, 1, 1].item<float>(), Is.EqualTo(45));
            Assert.That(same.call(image)[0, 0, 0, 0].item<float>(), Is.EqualTo(10));
            Assert.That(mirrored.call(image)[0, 0, 0, 0].item<float>(), Is.EqualTo(30));
            Assert.That(up.call(image).shape, Is.EqualTo(new long[] { 1, 1, 8, 8 }));
            Assert.That(up.forward(image, [9, 9]).shape, Is.EqualTo(new long[] { 1, 1, 9, 9 }));
            Assert.That(nn.MaxPool2d(2).call(image).flatten().data<float>().ToArray(), Is.EqualTo(new float[] { 5, 7, 13, 15 }));
            Assert.That(nn.AvgPool2d(2).call(image)[0, 0, 0, 0].item<float>(), Is.EqualTo(2.5f));
            Assert.That(nn.AdaptiveAvgPool2d(1).call(image).item<float>(), Is.EqualTo(7.5f));
            Assert.That(nn.Upsample(scale_factor: [2]).call(image).shape, Is.EqualTo(new long[] { 1, 1, 8, 8 }));
            Assert.That(nn.PixelShuffle(2).call(ones(1, 4, 2, 2)).shape, Is.EqualTo(new long[] { 1, 1, 4, 4 }));
            Assert.That(nn.LayerNorm(4).call(image).mean().item<float>(), Is.EqualTo(0).Within(1e-6));
            Assert.That(nn.GroupNorm(1, 1).call(image).var(unbiased: false).item<float>(), Is.EqualTo(1).Within(1e-4));
            Assert.That(nn.GELU().call(tensor(new[] { 1f })).item<float>(), Is.EqualTo(0.8413447f).Within(1e-6));
            Assert.That(nn.GELU(GELU.Approximate.tanh).call(tensor(new[] { 1f })).item<float>(), Is.EqualTo(0.841192f).Within(1e-5));
            Assert.That(nn.SiLU().call(tensor(new[] { 1f })).item<float>(), Is.EqualTo(0.7310586f).Within(1e-6));
            Assert.That(nn.LeakyReLU(0.5).call(tensor(new[] { -2f })).item<float>(), Is.EqualTo(-1));
            Assert.That(nn.Embedding_from_pretrained(image.view(4, 4)).call(tensor(new long[] { 2 })).flatten().data<float>().ToArray(), Is.EqualTo(new float[] { 8, 9, 10, 11 }));
            Assert.That(nn.CrossEntropyLoss().call(zeros(1, 4), tensor(new long[] { 1 })).item<float>(), Is.EqualTo(Math.Log(4)).Within(1e-6));
        });
        Assert.That(() => conv.call(ones(1, 2, 4, 4)), Throws.ArgumentException);
    }

    [Test]
    public void Batch_norm_counts_and_averages_while_it_trains()
    {
        using var norm = nn.BatchNorm2d(1);
        norm.call(full([1, 1, 1, 2], 3f));
        Assert.That(norm.num_batches_tracked.item<long>(), Is.EqualTo(1));
        Assert.That(norm.running_mean.item<float>(), Is.EqualTo(0.3f).Within(1e-6));
        norm.eval();
        norm.call(ones(1, 1, 1, 2));
        Assert.That(norm.num_batches_tracked.item<long>(), Is.EqualTo(1));
    }

    [Test]
    public void Attention_masks_and_averages()
    {
        var (query, key, value) = (randn(1, 2, 3, 4), randn(1, 2, 3, 4), randn(1, 2, 3, 4));
        var expected = (query.matmul(key.transpose(-2, -1)) / 2).masked_fill(ones(3, 3, ScalarType.Bool).tril().logical_not(), double.NegativeInfinity).softmax(-1).matmul(value);
        Assert.That(nn.functional.scaled_dot_product_attention(query, key, value, is_casual: true).allclose(expected, 1e-4, 1e-6), Is.True);
    }

    [Test]
    public void Initialisers_draw_from_their_distributions()
    {
        manual_seed(0);
        var weight = empty(256, 128, 3, 3);
        Assert.That(nn.init.CalculateFanInAndFanOut(weight), Is.EqualTo((128L * 9, 256L * 9)));
        nn.init.kaiming_normal_(weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        Assert.That(weight.std().item<float>(), Is.EqualTo(Math.Sqrt(2.0 / (256 * 9))).Within(1e-3));
        nn.init.xavier_uniform_(weight);
        Assert.That(weight.abs().max().item<float>(), Is.LessThanOrEqualTo(Math.Sqrt(6.0 / ((128 + 256) * 9))));
        nn.init.trunc_normal_(weight, 0, 1, -0.5, 0.5);
        Assert.That(weight.abs().max().item<float>(), Is.LessThanOrEqualTo(0.5f));
        Assert.That(weight.std().item<float>(), Is.InRange(0.25f, 0.3f));
    }

    [Test]
    public void Gradients_are_clipped_by_norm_and_by_value()
    {
        var parameter = new Parameter(zeros(2));
        parameter.grad = tensor(new float[] { 3, 4 });
        Assert.That(nn.utils.clip_grad_norm_([parameter], 1), Is.EqualTo(5).Within(1e-6));
        Assert.That(parameter.grad.norm().item<float>(), Is.EqualTo(1).Within(1e-5));
        nn.utils.clip_grad_value_([parameter], 0.7);
        Assert.That(parameter.grad.data<float>().ToArray(), Is.EqualTo(new[] { 0.6f, 0.7f }).Within(1e-5f));
    }

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
#pragma warning disable IDE1006, SA1306 // registered by these names
        private readonly Linear first = nn.Linear(3, 2);
        private readonly ModuleList<Linear> rest = nn.ModuleList(nn.Linear(2, 2));
        private readonly BatchNorm1d norm = nn.BatchNorm1d(2, affine: false);
        private readonly Parameter scale = new(ones(1));
        private readonly Tensor counter = zeros(1, ScalarType.Int64);
#pragma warning restore IDE1006, SA1306

        public Net()
            : base(nameof(Net)) => RegisterComponents();

        public override Tensor forward(Tensor input) => norm.call(rest[0].call(first.call(input))) * scale;
    }
}
