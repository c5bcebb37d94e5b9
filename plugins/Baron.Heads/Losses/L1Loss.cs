using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Sum of absolute differences.</summary>
[Component("L1Loss")]
public sealed class L1Loss : nn.Module, ILoss
{
    private readonly string _reduction;
    private readonly double _lossWeight;

    /// <summary>Creates the loss.</summary>
    /// <param name="reduction">mean, sum or none.</param>
    /// <param name="lossWeight">Factor of the loss.</param>
    /// <exception cref="BaronException">An unknown reduction.</exception>
    public L1Loss(string reduction = "mean", double lossWeight = 1)
        : base(nameof(L1Loss))
    {
        _reduction = LossReduction.Require(reduction, nameof(L1Loss));
        _lossWeight = lossWeight;
    }

    /// <inheritdoc/>
    public Tensor Forward(Tensor prediction, Tensor target, Tensor? weight = null, double? avgFactor = null)
    {
        using var scope = NewDisposeScope();
        prediction = Autocast.Full(prediction);
        var loss = prediction.numel() == 0
            ? prediction.sum() * 0
            : LossReduction.Reduce((prediction - target).abs(), weight, _reduction, avgFactor);
        return LossReduction.Scale(loss, _lossWeight).MoveToOuterDisposeScope();
    }
}
