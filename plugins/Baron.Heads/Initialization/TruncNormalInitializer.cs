using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Weights from a normal distribution without its tails.</summary>
[Component("TruncNormal")]
public sealed class TruncNormalInitializer : IInitializer
{
    private readonly LayerSelection _selection;
    private readonly double _mean;
    private readonly double _std;
    private readonly double _a;
    private readonly double _b;
    private readonly double _bias;

    /// <summary>Creates the initialisation.</summary>
    /// <param name="mean">Mean of the weights.</param>
    /// <param name="std">Standard deviation of the weights.</param>
    /// <param name="a">The smallest value.</param>
    /// <param name="b">The largest value.</param>
    /// <param name="bias">What biases become.</param>
    /// <param name="layer">Kinds of layers it applies to, such as Conv2d, Linear or _BatchNorm; by default every layer with a weight matrix.</param>
    /// <exception cref="BaronException">A value or a kind of layer is unknown.</exception>
    public TruncNormalInitializer(double mean = 0, double std = 1, double a = -2, double b = 2, double bias = 0, [SingleOrList] IReadOnlyList<string>? layer = null)
    {
        _selection = new LayerSelection(layer, "TruncNormal");
        _mean = mean;
        _std = std;
        _a = a;
        _b = b;
        _bias = bias;
    }

    /// <inheritdoc/>
    public void Initialize(nn.Module module, string name) =>
        _selection.Apply(module, weight => nn.init.trunc_normal_(weight, _mean, _std, _a, _b), _bias, vectors: false);
}
