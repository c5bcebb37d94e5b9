using Baron.Modeling;
using Baron.Registry;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MyBaronPlugin;

/// <summary>A plain backbone: one strided 3x3 convolution with ReLU a level.</summary>
[Component("StridedBackbone")]
public sealed class StridedBackbone : nn.Module, IBackbone
{
    private readonly Conv2d stem;
    private readonly ModuleList<Conv2d> levels;

    /// <summary>Creates the backbone. Each parameter is a key of the config, in snake_case.</summary>
    /// <param name="width">Channels of the first level; each further level has twice as many.</param>
    /// <param name="numLevels">How many maps there are, of strides 4, 8, 16 and so on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public StridedBackbone(int width = 32, int numLevels = 4)
        : base(nameof(StridedBackbone))
    {
        // An argument exception becomes an error at the key's line and column in the config.
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numLevels);
        stem = nn.Conv2d(3, width, kernel_size: 3, stride: 2, padding: 1);
        levels = nn.ModuleList(Enumerable.Range(0, numLevels)
            .Select(level => nn.Conv2d(width << Math.Max(level - 1, 0), width << level, kernel_size: 3, stride: 2, padding: 1))
            .ToArray());

        // Gives the weights their names: stem.weight, levels.0.weight, ...
        RegisterComponents();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var maps = new List<Tensor>();
        var map = nn.functional.relu(stem.call(images));
        foreach (var level in levels)
        {
            map = nn.functional.relu(level.call(map));
            maps.Add(map.MoveToOuterDisposeScope());
        }

        return maps;
    }
}
