using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Samplers.Tests;

[TestFixture]
public sealed class MaxIoUAssignerTests
{
    [Test]
    public void A_prior_between_the_thresholds_is_neither_positive_nor_background()
    {
        using var scope = NewDisposeScope();
        var assigner = new MaxIoUAssigner(0.7, [0.3], matchLowQuality: false);
        var priors = Boxes(0, 0, 10, 10, 0, 0, 10, 5, 50, 50, 60, 60);
        var result = assigner.Assign(priors, Boxes(0, 0, 10, 10), tensor(new long[] { 3 }));
        Assert.That(result.TruthIndices.data<long>().ToArray(), Is.EqualTo(new long[] { 1, -1, 0 }));
        Assert.That(result.Labels.data<long>().ToArray(), Is.EqualTo(new long[] { 3, -1, -1 }));
    }

    [Test]
    public void A_box_without_a_good_prior_takes_its_best_one_when_that_is_asked_for()
    {
        using var scope = NewDisposeScope();
        var priors = Boxes(0, 0, 10, 5, 50, 50, 60, 60);
        var truth = Boxes(0, 0, 10, 10);
        var label = tensor(new long[] { 0 });
        var with = new MaxIoUAssigner(0.7, [0.3], 0.3).Assign(priors, truth, label);
        var without = new MaxIoUAssigner(0.7, [0.3], 0.3, matchLowQuality: false).Assign(priors, truth, label);
        Assert.That(with.TruthIndices.data<long>().ToArray(), Is.EqualTo(new long[] { 1, 0 }));
        Assert.That(without.TruthIndices.data<long>().ToArray(), Is.EqualTo(new long[] { -1, 0 }));
    }

    [Test]
    public void Priors_inside_an_ignored_box_are_not_used()
    {
        using var scope = NewDisposeScope();
        var assigner = new MaxIoUAssigner(0.7, [0.3], ignoreIofThr: 0.5);
        var priors = Boxes(0, 0, 10, 10, 50, 50, 60, 60);
        var result = assigner.Assign(priors, Boxes(100, 100, 110, 110), tensor(new long[] { 0 }), Boxes(45, 45, 65, 65));
        Assert.That(result.TruthIndices[1].item<long>(), Is.EqualTo(-1));
    }

    [Test]
    public void Thresholds_that_contradict_each_other_are_refused()
    {
        Assert.That(() => new MaxIoUAssigner(0.5, [0.6]), Throws.TypeOf<BaronException>().With.Message.Contains("neg_iou_thr"));
        Assert.That(() => new MaxIoUAssigner(0.5, []), Throws.TypeOf<BaronException>().With.Message.Contains("neg_iou_thr"));
        Assert.That(() => new MaxIoUAssigner(0.5, [0.4, 0.1]), Throws.TypeOf<BaronException>().With.Message.Contains("neg_iou_thr"));
    }

    private static Tensor Boxes(params float[] values) => tensor(values, [values.Length / 4, 4]);
}
