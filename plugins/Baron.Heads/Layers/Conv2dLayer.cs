using Baron.Modeling;
using Baron.Registry;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>A convolution of maps, for lists of layers.</summary>
[Component("Conv2d")]
public sealed class Conv2dLayer : nn.Module<Tensor, Tensor>, ILayer
{
    private readonly long[] _stride;
    private readonly long[] _padding;
    private readonly long[] _dilation;
    private readonly long _groups;

#pragma warning disable IDE0044 // Moving a module to a device exchanges its parameters.
    [ComponentName(Name = "weight")]
    private Parameter _weight;

    [ComponentName(Name = "bias")]
    private Parameter? _bias;
#pragma warning restore IDE0044

    /// <summary>Creates the layer.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Side of the square kernel.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="padding">Zero padding on each side.</param>
    /// <param name="dilation">Spacing of the kernel's taps.</param>
    /// <param name="groups">Channel groups.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <exception cref="BaronException">Sizes that cannot be.</exception>
    public Conv2dLayer(int inChannels, int outChannels, int kernelSize, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true)
        : base(nameof(Conv2dLayer))
    {
        if (inChannels < 1 || outChannels < 1 || kernelSize < 1 || stride < 1 || padding < 0 || dilation < 1 || groups < 1
            || inChannels % groups != 0 || outChannels % groups != 0)
        {
            throw new BaronException($"Conv2d: {inChannels} to {outChannels} channels with kernel_size {kernelSize}, stride {stride}, padding {padding}, dilation {dilation}, groups {groups} is not a convolution; groups must divide the channels, and only padding may be 0.");
        }

        _stride = [stride, stride];
        _padding = [padding, padding];
        _dilation = [dilation, dilation];
        _groups = groups;
        _weight = new Parameter(empty([outChannels, inChannels / groups, kernelSize, kernelSize], ScalarType.Float32));
        _bias = bias ? new Parameter(empty([outChannels], ScalarType.Float32)) : null;
        RegisterComponents();
        InitWeights();
    }

    /// <summary>Applies the layer.</summary>
    /// <param name="input"><c>[N, C, H, W]</c>.</param>
    /// <returns><c>[N, C', H', W']</c>.</returns>
    public override Tensor forward(Tensor input) => nn.functional.conv2d(input, _weight, _bias, _stride, _padding, _dilation, _groups);

    /// <summary>Draws weights uniformly within 1 / sqrt(fan-in), as PyTorch does.</summary>
    public void InitWeights()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var bound = 1 / Math.Sqrt(_weight.shape[1] * _weight.shape[2] * _weight.shape[3]);
        nn.init.uniform_(_weight, -bound, bound);
        if (_bias is not null)
        {
            nn.init.uniform_(_bias, -bound, bound);
        }
    }
}
