using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Weights with a variance by fan-in and fan-out (Glorot and Bengio, 2010).</summary>
[Component("Xavier")]
public sealed class XavierInitializer : IInitializer
{
    private readonly LayerSelection _selection;
    private readonly double _gain;
    private readonly bool _uniform;
    private readonly double _bias;

    /// <summary>Creates the initialisation.</summary>
    /// <param name="gain">Factor of the standard deviation.</param>
    /// <param name="distribution">normal or uniform.</param>
    /// <param name="bias">What biases become.</param>
    /// <param name="layer">Kinds of layers it applies to, such as Conv2d, Linear or _BatchNorm; by default every layer with a weight matrix.</param>
    /// <exception cref="BaronException">A value or a kind of layer is unknown.</exception>
    public XavierInitializer(double gain = 1, string distribution = "normal", double bias = 0, [SingleOrList] IReadOnlyList<string>? layer = null)
    {
        _selection = new LayerSelection(layer, "Xavier");
        _gain = gain;
        _bias = bias;
        _uniform = distribution switch
        {
            "normal" => false,
            "uniform" => true,
            _ => throw new BaronException($"Xavier: distribution must be \"normal\" or \"uniform\", not \"{distribution}\"."),
        };
    }

    /// <inheritdoc/>
    public void Initialize(nn.Module module, string name) =>
        _selection.Apply(module, weight => _ = _uniform ? nn.init.xavier_uniform_(weight, _gain) : nn.init.xavier_normal_(weight, _gain), _bias, vectors: false);
}
