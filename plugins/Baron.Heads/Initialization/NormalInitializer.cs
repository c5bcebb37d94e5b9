using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Weights from a normal distribution.</summary>
[Component("Normal")]
public sealed class NormalInitializer : IInitializer
{
    private readonly LayerSelection _selection;
    private readonly double _mean;
    private readonly double _std;
    private readonly double _bias;

    /// <summary>Creates the initialisation.</summary>
    /// <param name="mean">Mean of the weights.</param>
    /// <param name="std">Standard deviation of the weights.</param>
    /// <param name="bias">What biases become.</param>
    /// <param name="layer">Kinds of layers it applies to, such as Conv2d, Linear or _BatchNorm; by default every layer with a weight matrix.</param>
    /// <exception cref="BaronException">A value or a kind of layer is unknown.</exception>
    public NormalInitializer(double mean = 0, double std = 1, double bias = 0, [SingleOrList] IReadOnlyList<string>? layer = null)
    {
        _selection = new LayerSelection(layer, "Normal");
        _mean = mean;
        _std = std;
        _bias = bias;
    }

    /// <inheritdoc/>
    public void Initialize(nn.Module module, string name) =>
        _selection.Apply(module, weight => nn.init.normal_(weight, _mean, _std), _bias, vectors: false);
}
