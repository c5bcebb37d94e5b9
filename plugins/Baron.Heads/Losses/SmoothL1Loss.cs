using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Absolute differences that become squares near zero (Girshick, Fast R-CNN, 2015).</summary>
[Component("SmoothL1Loss")]
public sealed class SmoothL1Loss : nn.Module, ILoss
{
    private readonly double _beta;
    private readonly string _reduction;
    private readonly double _lossWeight;

    /// <summary>Creates the loss.</summary>
    /// <param name="beta">Where the square becomes the line.</param>
    /// <param name="reduction">mean, sum or none.</param>
    /// <param name="lossWeight">Factor of the loss.</param>
    /// <exception cref="BaronException">An unknown reduction, or a beta that is not above 0.</exception>
    public SmoothL1Loss(double beta = 1, string reduction = "mean", double lossWeight = 1)
        : base(nameof(SmoothL1Loss))
    {
        if (!(beta > 0))
        {
            throw new BaronException($"SmoothL1Loss: beta must be above 0, not {beta}.");
        }

        _beta = beta;
        _reduction = LossReduction.Require(reduction, nameof(SmoothL1Loss));
        _lossWeight = lossWeight;
    }

    /// <inheritdoc/>
    public Tensor Forward(Tensor prediction, Tensor target, Tensor? weight = null, double? avgFactor = null)
    {
        using var scope = NewDisposeScope();
        prediction = Autocast.Full(prediction);
        var loss = prediction.numel() == 0
            ? prediction.sum() * 0
            : LossReduction.Reduce(nn.functional.smooth_l1_loss(prediction, target, nn.Reduction.None, _beta), weight, _reduction, avgFactor);
        return LossReduction.Scale(loss, _lossWeight).MoveToOuterDisposeScope();
    }
}
