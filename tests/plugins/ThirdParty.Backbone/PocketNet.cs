using Acme;
using Baron.Modeling;
using Baron.Registry;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ThirdParty.Backbone;

/// <summary>A few strided convolutions; small enough to train in a test.</summary>
[Component("PocketNet")]
public class PocketNet : nn.Module, IBackbone
{
    private readonly Conv2d stem;
    private readonly ModuleList<Conv2d> levels;

    /// <summary>Creates the network.</summary>
    /// <param name="width">Channels of the first level; each further level has twice as many.</param>
    /// <param name="numLevels">How many maps there are, of strides 4, 8, 16 and so on.</param>
    public PocketNet(int width = 8, int numLevels = 4)
        : base(nameof(PocketNet))
    {
        // From the plugin's own version of the library; the host's has no such method.
        var widths = Shapes.Widths(width, numLevels);
        stem = nn.Conv2d(3, width, kernel_size: 3, stride: 2, padding: 1);
        levels = nn.ModuleList(widths.Select((channels, level) =>
            nn.Conv2d(level == 0 ? width : widths[level - 1], channels, kernel_size: 3, stride: 2, padding: 1)).ToArray());
        RegisterComponents();
    }

    /// <summary>The version of the library that the plugin runs with.</summary>
    public static string ShapesVersion => Shapes.Version;

    /// <inheritdoc/>
    public virtual IReadOnlyList<Tensor> Forward(Tensor images)
    {
        var maps = new List<Tensor>();
        var map = nn.functional.relu(stem.forward(images));
        foreach (var level in levels)
        {
            map = nn.functional.relu(level.forward(map));
            maps.Add(map);
        }

        return maps;
    }
}
