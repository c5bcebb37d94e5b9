using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Weights of one value.</summary>
[Component("Constant")]
public sealed class ConstantInitializer : IInitializer
{
    private readonly LayerSelection _selection;
    private readonly double _value;
    private readonly double _bias;

    /// <summary>Creates the initialisation.</summary>
    /// <param name="val">What weights become.</param>
    /// <param name="bias">What biases become.</param>
    /// <param name="layer">Kinds of layers it applies to, such as Conv2d, Linear or _BatchNorm; by default every layer with a weight.</param>
    /// <exception cref="BaronException">A value or a kind of layer is unknown.</exception>
    public ConstantInitializer(double val, double bias = 0, [SingleOrList] IReadOnlyList<string>? layer = null)
    {
        _selection = new LayerSelection(layer, "Constant");
        _value = val;
        _bias = bias;
    }

    /// <inheritdoc/>
    public void Initialize(nn.Module module, string name) =>
        _selection.Apply(module, weight => nn.init.constant_(weight, _value), _bias, vectors: true);
}
