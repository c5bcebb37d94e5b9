using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Which modules an initialisation applies to, by the names that configs use.</summary>
internal sealed class LayerSelection
{
    private static readonly Dictionary<string, Func<nn.Module, bool>> Known = new(StringComparer.Ordinal)
    {
        ["Conv2d"] = m => m is Conv2d or Conv2dLayer,
        ["ConvTranspose2d"] = m => m is ConvTranspose2d,
        ["Linear"] = m => m is Linear or LinearLayer,
        ["_BatchNorm"] = m => m is BatchNorm,
        ["BatchNorm"] = m => m is BatchNorm,
        ["BatchNorm2d"] = m => m is BatchNorm2d,
        ["SyncBatchNorm"] = m => m is BatchNorm2d,
        ["GroupNorm"] = m => m is GroupNorm,
        ["LayerNorm"] = m => m is LayerNorm,
        ["Embedding"] = m => m is Embedding,
    };

    private readonly IReadOnlyList<string>? _layers;

    /// <summary>Creates a selection.</summary>
    /// <param name="layers">Names of layers, or <c>null</c> for all.</param>
    /// <param name="component">The initialisation, for messages.</param>
    /// <exception cref="BaronException">A name is unknown.</exception>
    public LayerSelection(IReadOnlyList<string>? layers, string component)
    {
        foreach (var layer in layers ?? [])
        {
            if (!Known.ContainsKey(layer))
            {
                throw new BaronException($"{component}: layer '{layer}' is unknown; layers are {string.Join(", ", Known.Keys)}.");
            }
        }

        _layers = layers is { Count: > 0 } ? layers : null;
    }

    /// <summary>Sets weights and biases of the selected modules, those inside included.</summary>
    /// <param name="root">The module.</param>
    /// <param name="weight">Sets a weight.</param>
    /// <param name="bias">What biases become.</param>
    /// <param name="vectors">Whether weights of one dimension (normalisation) are set too.</param>
    public void Apply(nn.Module root, Action<Tensor> weight, double bias, bool vectors)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var module in root.modules().Append(root))
        {
            if (_layers is not null && !_layers.Any(layer => Known[layer](module)))
            {
                continue;
            }

            foreach (var (name, parameter) in module.named_parameters(false))
            {
                if (name == "weight" && (vectors || parameter.dim() > 1))
                {
                    weight(parameter);
                }
                else if (name == "bias")
                {
                    nn.init.constant_(parameter, bias);
                }
            }
        }
    }
}
