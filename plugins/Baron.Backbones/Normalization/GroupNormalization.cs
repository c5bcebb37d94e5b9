using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Backbones;

/// <summary>Group normalisation (Wu and He, 2018): statistics per image over groups of channels.</summary>
/// <param name="numGroups">The number of groups; must divide the channels.</param>
/// <param name="requiresGrad">Whether scale and shift are trained.</param>
/// <param name="eps">Added to the variance.</param>
[Component("GN")]
public sealed class GroupNormalization(int numGroups, bool requiresGrad = true, double eps = 1e-5) : INormalization
{
    /// <inheritdoc/>
    public string Abbreviation => "gn";

    /// <inheritdoc/>
    /// <exception cref="BaronException">The channels cannot be divided into the groups.</exception>
    public nn.Module<Tensor, Tensor> Create(long channels)
    {
        if (numGroups < 1 || channels % numGroups != 0)
        {
            throw new BaronException($"norm_cfg GN: {channels} channels cannot be divided into num_groups = {numGroups} groups.");
        }

        var layer = nn.GroupNorm(numGroups, channels, eps);
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
