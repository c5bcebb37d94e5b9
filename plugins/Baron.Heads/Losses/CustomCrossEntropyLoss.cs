using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// Cross entropy for training on base classes only (BARON, Wu et al., 2023): classes without weight, the novel ones, are left out of the
/// softmax, so that base training does not push them down. With sigmoid every class, the background too, is a yes or no of
/// its own with its weight.
/// </summary>
[Component("CustomCrossEntropyLoss")]
public sealed class CustomCrossEntropyLoss : nn.Module, ILoss, IClassMaskingLoss
{
    private readonly string _reduction;
    private readonly ClassWeightTable? _classWeight;
    private readonly double _lossWeight;

    /// <summary>Creates the loss.</summary>
    /// <param name="useSigmoid">Whether each class is a yes or no of its own instead of one choice among all.</param>
    /// <param name="reduction">mean, sum or none.</param>
    /// <param name="classWeight">Weight of each class and of the background, as a list or the path of an LVIS category-frequency json file (1 for classes with images); by default 1.</param>
    /// <param name="bgWeight">Weight of the background where a file gives those of the classes; by default 1.</param>
    /// <param name="lossWeight">Factor of the loss.</param>
    /// <exception cref="BaronException">An unknown reduction, or a file that cannot be used.</exception>
    public CustomCrossEntropyLoss(
        bool useSigmoid = false,
        string reduction = "mean",
        ClassWeights? classWeight = null,
        double bgWeight = 1,
        double lossWeight = 1)
        : base(nameof(CustomCrossEntropyLoss))
    {
        UseSigmoid = useSigmoid;
        _reduction = LossReduction.Require(reduction, nameof(CustomCrossEntropyLoss));
        _classWeight = classWeight is null ? null : new ClassWeightTable(classWeight.Resolve(bgWeight).Select(w => (float)w).ToArray());
        _lossWeight = lossWeight;
    }

    /// <inheritdoc/>
    public bool UseSigmoid { get; }

    /// <inheritdoc/>
    public Tensor Forward(Tensor prediction, Tensor target, Tensor? weight = null, double? avgFactor = null)
    {
        using var scope = NewDisposeScope();
        prediction = Autocast.Full(prediction);
        if (_classWeight is not null && _classWeight.Values.Count != prediction.shape[1])
        {
            throw new BaronException(
                $"CustomCrossEntropyLoss: class_weight has {_classWeight.Values.Count} entries, but the head scores {prediction.shape[1]} (num_classes and the background); make them agree.");
        }

        var loss = UseSigmoid ? Sigmoid(prediction, target, weight, avgFactor) : Softmax(prediction, target, weight, avgFactor);
        return LossReduction.Scale(loss, _lossWeight).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor MaskClasses(Tensor logits) => !UseSigmoid && _classWeight is { HasIgnored: true }
        ? logits.masked_fill(_classWeight.IgnoredOn(logits.device), double.NegativeInfinity)
        : logits;

    private Tensor Softmax(Tensor prediction, Tensor target, Tensor? weight, double? avgFactor)
    {
        var loss = nn.functional.cross_entropy(MaskClasses(prediction), target, _classWeight?.On(prediction.device), -100, nn.Reduction.None);
        return LossReduction.Reduce(loss, weight, _reduction, avgFactor);
    }

    private Tensor Sigmoid(Tensor prediction, Tensor target, Tensor? weight, double? avgFactor)
    {
        var columns = arange(prediction.shape[1], ScalarType.Int64, prediction.device);
        var expected = target.unsqueeze(1).eq(columns);
        var loss = nn.functional.binary_cross_entropy_with_logits(prediction, expected.to(prediction.dtype), _classWeight?.On(prediction.device), nn.Reduction.None);
        return LossReduction.Reduce(loss, weight?.unsqueeze(1), _reduction, avgFactor);
    }
}
