using System.Reflection;
using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Clip.Towers;

/// <summary>Initial weights of a tower.</summary>
internal static class TowerWeights
{
    /// <summary>Initialises a tower; a checkpoint must have every weight, because nothing trains what it leaves out.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="initializer">Where the weights come from, or <c>null</c> for random ones.</param>
    /// <param name="reset">Draws random weights.</param>
    /// <param name="name">The tower's name in messages.</param>
    /// <exception cref="BaronException">A checkpoint lacks weights, or has them in other shapes.</exception>
    public static void Initialize(nn.Module tower, IInitializer? initializer, Action reset, string name)
    {
        if (initializer is null)
        {
            reset();
            return;
        }

        if (initializer.GetType().GetCustomAttribute<ComponentAttribute>()?.Name != "Pretrained")
        {
            reset();
            initializer.Initialize(tower, name);
            return;
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var weights = tower.state_dict().Where(p => p.Value.is_floating_point()).ToList();
        foreach (var (_, weight) in weights)
        {
            weight.fill_(float.NaN);
        }

        // A detector's checkpoint may lack the towers.
        using (AbsentWeights.Refuse())
        {
            initializer.Initialize(tower, name);
        }

        var missing = weights.Where(p => p.Value.isnan().any().item<bool>()).Select(p => p.Key).ToList();
        if (missing.Count > 0)
        {
            throw new BaronException($"init_cfg of {name}: the checkpoint lacks {missing.Count} of its {weights.Count} weights or has them in other shapes ({string.Join(", ", missing.Take(5))}{(missing.Count > 5 ? ", ..." : string.Empty)}); the sizes in the config, the prefix or the file is wrong.");
        }
    }
}
