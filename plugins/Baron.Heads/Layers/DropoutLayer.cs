using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Numbers dropped at random while training, the rest scaled up (Srivastava et al., 2014).</summary>
[Component("Dropout")]
public sealed class DropoutLayer : nn.Module<Tensor, Tensor>, ILayer
{
    private readonly double _probability;

    /// <summary>Creates the layer.</summary>
    /// <param name="p">Probability that a number is dropped, 0-1.</param>
    /// <exception cref="BaronException">The probability is not in 0-1.</exception>
    public DropoutLayer(double p = 0.5)
        : base(nameof(DropoutLayer))
    {
        if (p is not (>= 0 and <= 1))
        {
            throw new BaronException($"Dropout: p must be in 0-1, not {p}.");
        }

        _probability = p;
    }

    /// <summary>Applies the layer.</summary>
    /// <param name="input">Any shape.</param>
    /// <returns>The input's shape.</returns>
    public override Tensor forward(Tensor input) => nn.functional.dropout(input, _probability, training);
}
