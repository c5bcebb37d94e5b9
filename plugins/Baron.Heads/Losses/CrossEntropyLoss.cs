using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// Cross entropy: over classes with background by softmax, per class by sigmoid, or of mask logits with 0-1 targets.
/// </summary>
[Component("CrossEntropyLoss")]
public sealed class CrossEntropyLoss : nn.Module, ILoss
{
    private readonly bool _useMask;
    private readonly string _reduction;
    private readonly ClassWeightTable? _classWeight;
    private readonly long _ignoreIndex;
    private readonly double _lossWeight;
    private readonly bool _avgNonIgnore;

    /// <summary>Creates the loss.</summary>
    /// <param name="useSigmoid">Whether each class is a yes or no of its own instead of one choice among all.</param>
    /// <param name="useMask">Whether predictions are mask logits with 0-1 targets; not together with sigmoid.</param>
    /// <param name="reduction">mean, sum or none.</param>
    /// <param name="classWeight">Weight of each class; by default 1.</param>
    /// <param name="ignoreIndex">Label that does not count; by default -100.</param>
    /// <param name="lossWeight">Factor of the loss.</param>
    /// <param name="avgNonIgnore">Whether the mean is over labels that count.</param>
    /// <exception cref="BaronException">Sigmoid and mask together, or an unknown reduction.</exception>
    public CrossEntropyLoss(
        bool useSigmoid = false,
        bool useMask = false,
        string reduction = "mean",
        IReadOnlyList<double>? classWeight = null,
        int? ignoreIndex = null,
        double lossWeight = 1,
        bool avgNonIgnore = false)
        : base(nameof(CrossEntropyLoss))
    {
        if (useSigmoid && useMask)
        {
            throw new BaronException("CrossEntropyLoss: use_sigmoid and use_mask exclude each other.");
        }

        UseSigmoid = useSigmoid;
        _useMask = useMask;
        _reduction = LossReduction.Require(reduction, nameof(CrossEntropyLoss));
        _classWeight = classWeight is null ? null : new ClassWeightTable(classWeight.Select(w => (float)w).ToArray());
        _ignoreIndex = ignoreIndex ?? -100;
        _lossWeight = lossWeight;
        _avgNonIgnore = avgNonIgnore;
    }

    /// <inheritdoc/>
    public bool UseSigmoid { get; }

    /// <inheritdoc/>
    public Tensor Forward(Tensor prediction, Tensor target, Tensor? weight = null, double? avgFactor = null)
    {
        using var scope = NewDisposeScope();
        prediction = Autocast.Full(prediction);
        var loss = _useMask ? Mask(prediction, target)
            : UseSigmoid ? Sigmoid(prediction, target, weight, avgFactor)
            : Softmax(prediction, target, weight, avgFactor);
        return LossReduction.Scale(loss, _lossWeight).MoveToOuterDisposeScope();
    }

    private Tensor Mask(Tensor prediction, Tensor target) =>
        nn.functional.binary_cross_entropy_with_logits(prediction, target.to(prediction.dtype), _classWeight?.On(prediction.device), nn.Reduction.Mean);

    private Tensor Softmax(Tensor prediction, Tensor target, Tensor? weight, double? avgFactor)
    {
        var loss = nn.functional.cross_entropy(prediction, target, _classWeight?.On(prediction.device), _ignoreIndex, nn.Reduction.None);
        if (avgFactor is null && _avgNonIgnore && _reduction == "mean")
        {
            avgFactor = target.ne(_ignoreIndex).sum().ToDouble();
        }

        return LossReduction.Reduce(loss, weight, _reduction, avgFactor);
    }

    private Tensor Sigmoid(Tensor prediction, Tensor target, Tensor? weight, double? avgFactor)
    {
        if (target.dim() == prediction.dim() - 1)
        {
            (target, weight) = OneHot(prediction, target, weight, ref avgFactor);
        }

        var loss = nn.functional.binary_cross_entropy_with_logits(prediction, target.to(prediction.dtype), null, nn.Reduction.None, _classWeight?.On(prediction.device));
        return LossReduction.Reduce(loss, weight, _reduction, avgFactor);
    }

    private (Tensor Target, Tensor? Weight) OneHot(Tensor prediction, Tensor labels, Tensor? weight, ref double? avgFactor)
    {
        var classes = prediction.shape[1];

        // A label outside 0 .. classes - 1 (background) is no class at all: comparing instead of indexing gives a row of zeros.
        var columns = arange(classes, ScalarType.Int64, prediction.device);
        var target = labels.unsqueeze(1).eq(columns);
        if (_avgNonIgnore && avgFactor is null && _reduction == "mean")
        {
            avgFactor = labels.ge(0).logical_and(labels.ne(_ignoreIndex)).sum().ToDouble() * classes;
        }

        weight = weight?.unsqueeze(1);
        if (_ignoreIndex >= 0)
        {
            var counts = labels.ne(_ignoreIndex).to(prediction.dtype).unsqueeze(1);
            weight = weight is null ? counts : weight * counts;
        }

        return (target, weight);
    }
}
