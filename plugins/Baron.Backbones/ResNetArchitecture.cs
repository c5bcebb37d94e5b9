using Baron.Modeling;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Backbones;

/// <summary>What the depth of a ResNet says, and how its stages are built (He et al., 2016).</summary>
internal static class ResNetArchitecture
{
    private static readonly Dictionary<int, (bool Bottleneck, int[] Blocks)> Depths = new()
    {
        [18] = (false, [2, 2, 2, 2]),
        [34] = (false, [3, 4, 6, 3]),
        [50] = (true, [3, 4, 6, 3]),
        [101] = (true, [3, 4, 23, 3]),
        [152] = (true, [3, 8, 36, 3]),
    };

    /// <summary>Looks up a depth.</summary>
    /// <exception cref="BaronException">There is no such ResNet, or the style is unknown.</exception>
    public static (int Expansion, int[] Blocks) Of(int depth, string style, string component)
    {
        if (style is not ("pytorch" or "caffe"))
        {
            throw new BaronException($"{component}: style must be \"pytorch\" (stride in the 3x3 convolution) or \"caffe\" (stride in the first 1x1 convolution), not \"{style}\".");
        }

        return Depths.TryGetValue(depth, out var found)
            ? (found.Bottleneck ? 4 : 1, found.Blocks)
            : throw new BaronException($"{component}: there is no ResNet of depth {depth}; depths are {string.Join(", ", Depths.Keys)}.");
    }

    /// <summary>Builds a stage: its first block changes channels and resolution, where needed through a projection.</summary>
    public static Sequential Stage(
        int expansion,
        int inChannels,
        int planes,
        int blocks,
        int stride,
        int dilation,
        string style,
        bool avgDown,
        INormalization norm)
    {
        var modules = new nn.Module<Tensor, Tensor>[blocks];
        for (var i = 0; i < blocks; i++)
        {
            var first = i == 0;
            var blockStride = first ? stride : 1;
            var input = first ? inChannels : planes * expansion;
            var projection = first && (stride != 1 || inChannels != planes * expansion)
                ? Projection(input, planes * expansion, stride, avgDown, norm)
                : null;
            modules[i] = expansion == 1
                ? new BasicBlock(input, planes, blockStride, dilation, projection, norm)
                : new Bottleneck(input, planes, blockStride, dilation, style, projection, norm);
        }

        return nn.Sequential(modules);
    }

    /// <summary>Draws the usual initial weights of everything in a module: convolutions Kaiming by fan-out, normalisation the identity.</summary>
    public static void InitWeights(nn.Module root, bool zeroResidual)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var module in root.modules())
        {
            if (module is Conv2d conv)
            {
                nn.init.kaiming_normal_(conv.weight, 0, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU);
                if (conv.bias is { } bias)
                {
                    nn.init.zeros_(bias);
                }
            }
            else if (module is BatchNorm or GroupNorm)
            {
                Constant(module, 1);
            }
        }

        if (zeroResidual)
        {
            foreach (var module in root.modules())
            {
                if (module is IResidualBlock block)
                {
                    Constant(block.LastNorm, 0);
                }
            }
        }
    }

    /// <summary>Puts the normalisation layers of a module in evaluation mode.</summary>
    public static void FreezeStatistics(nn.Module root)
    {
        foreach (var module in root.modules())
        {
            if (module is BatchNorm)
            {
                module.eval();
            }
        }
    }

    private static void Constant(nn.Module norm, double weight)
    {
        foreach (var (name, parameter) in norm.named_parameters())
        {
            nn.init.constant_(parameter, name == "weight" ? weight : 0);
        }
    }

    private static Sequential Projection(int inChannels, int outChannels, int stride, bool avgDown, INormalization norm)
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        if (avgDown)
        {
            layers.Add(nn.AvgPool2d(stride, stride, null, ceil_mode: true, count_include_pad: false));
            stride = 1;
        }

        layers.Add(nn.Conv2d(inChannels, outChannels, 1, stride, bias: false));
        layers.Add(norm.Create(outChannels));
        return nn.Sequential(layers);
    }
}
