using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Backbones;

/// <summary>Batch normalisation (Ioffe and Szegedy, 2015) over one process's batch.</summary>
/// <param name="requiresGrad">Whether scale and shift are trained.</param>
/// <param name="eps">Added to the variance.</param>
/// <param name="momentum">Share of the current batch in the running statistics.</param>
[Component("BN")]
public sealed class BatchNormalization(bool requiresGrad = true, double eps = 1e-5, double momentum = 0.1) : INormalization
{
    /// <inheritdoc/>
    public string Abbreviation => "bn";

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor> Create(long channels)
    {
        var layer = nn.BatchNorm2d(channels, eps, momentum);
        if (!requiresGrad)
        {
            foreach (var parameter in layer.parameters())
            {
                parameter.requires_grad = false;
            }
        }

        return layer;
    }
}
