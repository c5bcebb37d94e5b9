using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Weights with a variance by fan-in or fan-out (He et al., 2015).</summary>
[Component("Kaiming")]
public sealed class KaimingInitializer : IInitializer
{
    private readonly LayerSelection _selection;
    private readonly double _slope;
    private readonly nn.init.FanInOut _mode;
    private readonly nn.init.NonlinearityType _nonlinearity;
    private readonly bool _uniform;
    private readonly double _bias;

    /// <summary>Creates the initialisation.</summary>
    /// <param name="a">Negative slope of the leaky ReLU that follows.</param>
    /// <param name="mode">fan_in or fan_out.</param>
    /// <param name="nonlinearity">relu or leaky_relu.</param>
    /// <param name="distribution">normal or uniform.</param>
    /// <param name="bias">What biases become.</param>
    /// <param name="layer">Kinds of layers it applies to, such as Conv2d, Linear or _BatchNorm; by default every layer with a weight matrix.</param>
    /// <exception cref="BaronException">A value or a kind of layer is unknown.</exception>
    public KaimingInitializer(double a = 0, string mode = "fan_out", string nonlinearity = "relu", string distribution = "normal", double bias = 0, [SingleOrList] IReadOnlyList<string>? layer = null)
    {
        _selection = new LayerSelection(layer, "Kaiming");
        _slope = a;
        _bias = bias;
        _mode = mode switch
        {
            "fan_in" => nn.init.FanInOut.FanIn,
            "fan_out" => nn.init.FanInOut.FanOut,
            _ => throw new BaronException($"Kaiming: mode must be \"fan_in\" or \"fan_out\", not \"{mode}\"."),
        };
        _nonlinearity = nonlinearity switch
        {
            "relu" => nn.init.NonlinearityType.ReLU,
            "leaky_relu" => nn.init.NonlinearityType.LeakyReLU,
            _ => throw new BaronException($"Kaiming: nonlinearity must be \"relu\" or \"leaky_relu\", not \"{nonlinearity}\"."),
        };
        _uniform = distribution switch
        {
            "normal" => false,
            "uniform" => true,
            _ => throw new BaronException($"Kaiming: distribution must be \"normal\" or \"uniform\", not \"{distribution}\"."),
        };
    }

    /// <inheritdoc/>
    public void Initialize(nn.Module module, string name) =>
        _selection.Apply(
            module,
            weight => _ = _uniform ? nn.init.kaiming_uniform_(weight, _slope, _mode, _nonlinearity) : nn.init.kaiming_normal_(weight, _slope, _mode, _nonlinearity),
            _bias,
            vectors: false);
}
