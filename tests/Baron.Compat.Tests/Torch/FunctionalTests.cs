using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Baron.Compat.Tests.Torch;

public sealed class FunctionalTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void SetUp() => _scope = NewDisposeScope();

    [TearDown]
    public void TearDown() => _scope.Dispose();

    [Test]
    public void Losses_reduce_as_they_are_told()
    {
        var (x, y) = (tensor(new float[] { 0, 2 }), tensor(new float[] { 1, -1 }));
        Assert.Multiple(() =>
        {
            Assert.That(l1_loss(x, y).item<float>(), Is.EqualTo(2));
            Assert.That(l1_loss(x, y, nn.Reduction.Sum).item<float>(), Is.EqualTo(4));
            Assert.That(l1_loss(x, y, nn.Reduction.None).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 3 }));
            Assert.That(mse_loss(x, y).item<float>(), Is.EqualTo(5));
            Assert.That(smooth_l1_loss(x, y, nn.Reduction.None, 2).data<float>().ToArray(), Is.EqualTo(new[] { 0.25f, 2f }));
            Assert.That(huber_loss(x, y, 1, nn.Reduction.None).data<float>().ToArray(), Is.EqualTo(new[] { 0.5f, 2.5f }));
            Assert.That(binary_cross_entropy_with_logits(zeros(1), ones(1)).item<float>(), Is.EqualTo(Math.Log(2)).Within(1e-6));
            Assert.That(cross_entropy(zeros(2, 3), tensor(new long[] { 0, 2 }), weight: tensor(new float[] { 1, 1, 3 }), reduction: nn.Reduction.None).data<float>().ToArray(), Is.EqualTo(new[] { MathF.Log(3), 3 * MathF.Log(3) }).Within(1e-5));
            Assert.That(nll_loss(log_softmax(zeros(1, 4), 1), tensor(new long[] { 3 })).item<float>(), Is.EqualTo(Math.Log(4)).Within(1e-6));
        });
    }

    [Test]
    public void Pictures_are_resized_in_every_mode()
    {
        var x = arange(4, dtype: ScalarType.Float32).view(1, 1, 2, 2);
        Assert.Multiple(() =>
        {
            Assert.That(interpolate(x, [4, 4])[0, 0, 3].data<float>().ToArray(), Is.EqualTo(new float[] { 2, 2, 3, 3 }));
            Assert.That(interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Bilinear)[0, 0, 0].data<float>().ToArray(), Is.EqualTo(new[] { 0, 0.25f, 0.75f, 1 }));
            Assert.That(interpolate(x, [3, 3], mode: InterpolationMode.Bilinear, align_corners: true)[0, 0, 1, 1].item<float>(), Is.EqualTo(1.5f));
            Assert.That(interpolate(x, [4, 4], mode: InterpolationMode.Bicubic).shape, Is.EqualTo(new long[] { 1, 1, 4, 4 }));
            Assert.That(interpolate(x, [1, 1], mode: InterpolationMode.Area).item<float>(), Is.EqualTo(1.5f));
            Assert.That(interpolate(x, [1, 1], mode: InterpolationMode.Bilinear, antialias: true).item<float>(), Is.EqualTo(1.5f).Within(1e-6));
            Assert.That(interpolate(x[0], [4]).shape, Is.EqualTo(new long[] { 1, 2, 4 }));
            Assert.That(() => interpolate(x), Throws.ArgumentException);
            Assert.That(() => interpolate(x, [4], mode: InterpolationMode.Trilinear), Throws.ArgumentException);
        });
    }

    [Test]
    public void Borders_are_padded_in_every_mode()
    {
        var x = tensor(new float[] { 1, 2, 3 }, [1, 1, 3]);
        Assert.Multiple(() =>
        {
            Assert.That(pad(x, (1, 1), value: 9).flatten().data<float>().ToArray(), Is.EqualTo(new float[] { 9, 1, 2, 3, 9 }));
            Assert.That(pad(x, (1, 1), PaddingModes.Reflect).flatten().data<float>().ToArray(), Is.EqualTo(new float[] { 2, 1, 2, 3, 2 }));
            Assert.That(pad(x, (1, 1), PaddingModes.Replicate).flatten().data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1, 2, 3, 3 }));
            Assert.That(pad(x, (1, 1), PaddingModes.Circular).flatten().data<float>().ToArray(), Is.EqualTo(new float[] { 3, 1, 2, 3, 1 }));
        });
    }

    [Test]
    public void Vectors_are_normalised_and_compared()
    {
        var x = tensor(new float[] { 3, 4, 0, 0 }, [2, 2]);
        Assert.That(normalize(x).flatten().data<float>().ToArray(), Is.EqualTo(new[] { 0.6f, 0.8f, 0, 0 }).Within(1e-6f));
        Assert.That(cosine_similarity(x, ones(2, 2)).data<float>().ToArray()[0], Is.EqualTo(0.98994946f).Within(1e-5));
        Assert.That(one_hot(tensor(new long[] { 1 }), 3).flatten().data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 0 }));
        Assert.That(grid_sample(arange(4, dtype: ScalarType.Float32).view(1, 1, 2, 2), zeros(1, 1, 1, 2), align_corners: false).item<float>(), Is.EqualTo(1.5f));
        Assert.That(unfold(arange(9, dtype: ScalarType.Float32).view(1, 1, 3, 3), 2).shape, Is.EqualTo(new long[] { 1, 4, 4 }));
    }

    [Test]
    public void Dropout_does_nothing_outside_training()
    {
        var x = ones(1000);
        Assert.That(dropout(x, 0.5, training: false).sum().item<float>(), Is.EqualTo(1000));
        var dropped = dropout(x, 0.5);
        Assert.That(dropped.eq(0).sum().item<long>(), Is.InRange(400, 600));
        Assert.That(dropped.max().item<float>(), Is.EqualTo(2));
    }
}
