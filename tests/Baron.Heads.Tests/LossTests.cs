using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests;

[TestFixture]
public sealed class LossTests
{
    [Test]
    public void A_sum_cannot_be_divided_and_unknown_reductions_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.That(() => new L1Loss("average"), Throws.TypeOf<BaronException>().With.Message.Contains("reduction"));
        Assert.That(() => new SmoothL1Loss(0), Throws.TypeOf<BaronException>().With.Message.Contains("beta"));
        Assert.That(() => new CrossEntropyLoss(true, true), Throws.TypeOf<BaronException>().With.Message.Contains("use_mask"));
        Assert.That(() => new L1Loss("sum").Forward(ones(2), zeros(2), null, 3), Throws.TypeOf<InvalidOperationException>());
        Assert.That(new L1Loss("sum", 0.5).Forward(ones(2), zeros(2)).item<float>(), Is.EqualTo(1));
        Assert.That(new L1Loss("none").Forward(ones(2), zeros(2)).shape, Is.EqualTo(new long[] { 2 }));
    }

    [Test]
    public void An_ignored_label_does_not_count()
    {
        using var scope = NewDisposeScope();
        var logits = randn(3, 4);
        var labels = tensor(new long[] { 1, 255, 2 });
        var kept = tensor(new long[] { 0, 2 });
        var softmax = new CrossEntropyLoss(ignoreIndex: 255, avgNonIgnore: true).Forward(logits, labels);
        var expected = new CrossEntropyLoss().Forward(logits.index_select(0, kept), labels.index_select(0, kept));
        Assert.That(softmax.item<float>(), Is.EqualTo(expected.item<float>()).Within(1e-6));
        var sigmoid = new CrossEntropyLoss(useSigmoid: true, ignoreIndex: 255, avgNonIgnore: true).Forward(logits, labels);
        var expectedSigmoid = new CrossEntropyLoss(useSigmoid: true).Forward(logits.index_select(0, kept), labels.index_select(0, kept));
        Assert.That(sigmoid.item<float>(), Is.EqualTo(expectedSigmoid.item<float>()).Within(1e-6));
    }

    [Test]
    public void A_loss_of_nothing_is_zero_and_has_a_gradient()
    {
        using var scope = NewDisposeScope();
        var nothing = zeros(0, 4).requires_grad_();
        foreach (var loss in new Modeling.ILoss[] { new L1Loss(), new SmoothL1Loss() })
        {
            var value = loss.Forward(nothing, zeros(0, 4), null, 1);
            Assert.That(value.item<float>(), Is.Zero);
            value.backward();
        }

        Assert.That(nothing.grad is not null);
    }

    [Test]
    public void Class_weights_come_from_a_list_of_category_frequencies()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "frequencies.json");
        File.WriteAllText(path, """[{"id": 2, "image_count": 0}, {"id": 1, "image_count": 7}]""");
        Assert.That(ClassWeights.FromFile(path).Resolve(0.5), Is.EqualTo(new[] { 1, 0, 0.5 }));
        var loss = new CustomCrossEntropyLoss(classWeight: ClassWeights.FromFile(path));
        var masked = loss.MaskClasses(zeros(1, 3)).data<float>().ToArray();
        Assert.That(masked, Is.EqualTo(new[] { 0, float.NegativeInfinity, 0 }));

        File.WriteAllText(path, """{"categories": 3}""");
        Assert.That(() => ClassWeights.FromFile(path).Resolve(1), Throws.TypeOf<BaronException>().With.Message.Contains("image_count"));
        Assert.That(() => ClassWeights.FromFile(path + ".absent").Resolve(1), Throws.TypeOf<BaronException>().With.Message.Contains("there is no file"));
    }

    [Test]
    public void Class_weights_that_do_not_fit_the_scores_are_refused()
    {
        using var scope = NewDisposeScope();
        var loss = new CustomCrossEntropyLoss(classWeight: ClassWeights.Of(1, 1));
        Assert.That(() => loss.Forward(zeros(1, 3), zeros(1, dtype: ScalarType.Int64)), Throws.TypeOf<BaronException>().With.Message.Contains("class_weight has 2 entries"));
    }

    [Test]
    public void A_config_writes_class_weights_as_a_list_or_a_path()
    {
        using var scope = NewDisposeScope();
        var factory = JsonConfig.Factory(new FirstOnes(), typeof(CustomCrossEntropyLoss));
        var loss = (CustomCrossEntropyLoss)factory.CreateFromToml<Modeling.ILoss>("type = \"CustomCrossEntropyLoss\"\nclass_weight = [1, 0, 0.5]");
        Assert.That(loss.MaskClasses(zeros(1, 3)).data<float>().ToArray(), Is.EqualTo(new[] { 0, float.NegativeInfinity, 0 }));
        Assert.That(
            () => factory.CreateFromToml<Modeling.ILoss>("type = \"CustomCrossEntropyLoss\"\nclass_weight = \"absent.json\""),
            Throws.InstanceOf<BaronException>().With.Message.Contains("absent.json"));
        Assert.That(
            () => factory.CreateFromToml<Modeling.ILoss>("type = \"CustomCrossEntropyLoss\"\nclass_weight = 3"),
            Throws.InstanceOf<BaronException>().With.Message.Contains("path"));
    }
}
