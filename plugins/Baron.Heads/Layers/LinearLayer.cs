using Baron.Modeling;
using Baron.Registry;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>A linear layer, <c>x W^T + b</c>, for lists of layers such as <c>reg_predictor_cfg</c>.</summary>
[Component("Linear")]
public sealed class LinearLayer : nn.Module<Tensor, Tensor>, ILayer
{
#pragma warning disable IDE0044 // Moving a module to a device exchanges its parameters.
    [ComponentName(Name = "weight")]
    private Parameter _weight;

    [ComponentName(Name = "bias")]
    private Parameter? _bias;
#pragma warning restore IDE0044

    /// <summary>Creates the layer.</summary>
    /// <param name="inFeatures">Width of the input.</param>
    /// <param name="outFeatures">Width of the output.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <exception cref="BaronException">A width below 1.</exception>
    public LinearLayer(int inFeatures, int outFeatures, bool bias = true)
        : base(nameof(LinearLayer))
    {
        if (inFeatures < 1 || outFeatures < 1)
        {
            throw new BaronException($"Linear: in_features and out_features must be at least 1, not {inFeatures} and {outFeatures}.");
        }

        _weight = new Parameter(empty([outFeatures, inFeatures], ScalarType.Float32));
        _bias = bias ? new Parameter(empty([outFeatures], ScalarType.Float32)) : null;
        RegisterComponents();
        InitWeights();
    }

    /// <summary>Applies the layer.</summary>
    /// <param name="input"><c>[..., in_features]</c>.</param>
    /// <returns><c>[..., out_features]</c>.</returns>
    public override Tensor forward(Tensor input) => nn.functional.linear(input, _weight, _bias);

    /// <summary>Draws weights uniformly within 1 / sqrt(in_features), as PyTorch does.</summary>
    public void InitWeights()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var bound = 1 / Math.Sqrt(_weight.shape[1]);
        nn.init.uniform_(_weight, -bound, bound);
        if (_bias is not null)
        {
            nn.init.uniform_(_bias, -bound, bound);
        }
    }
}
