using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Modeling;

/// <summary>
/// Convolution, optional normalisation, optional activation: the building block of necks and heads. Names in state dicts are
/// <c>conv</c> and the normalisation's abbreviation (<c>bn</c>, <c>gn</c>).
/// </summary>
public sealed class ConvModule : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor>? _norm;
    private readonly nn.Module<Tensor, Tensor>? _activation;
    private readonly bool _relu;

    /// <summary>Creates the block.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Side of the square kernel.</param>
    /// <param name="stride">Stride of the convolution.</param>
    /// <param name="padding">Zero padding on each side.</param>
    /// <param name="dilation">Spacing of the kernel's taps.</param>
    /// <param name="groups">Channel groups.</param>
    /// <param name="bias">Whether the convolution has a bias; <c>null</c>: only when there is no normalisation.</param>
    /// <param name="normalization">The normalisation, or <c>null</c> for none.</param>
    /// <param name="relu">Whether a ReLU follows.</param>
    /// <param name="activation">Another activation without parameters in place of the ReLU, or <c>null</c>.</param>
    public ConvModule(
        long inChannels,
        long outChannels,
        long kernelSize,
        long stride = 1,
        long padding = 0,
        long dilation = 1,
        long groups = 1,
        bool? bias = null,
        INormalization? normalization = null,
        bool relu = false,
        ILayer? activation = null)
        : base(nameof(ConvModule))
    {
        Conv = Conv2d(inChannels, outChannels, kernelSize, stride, padding, dilation, PaddingModes.Zeros, groups, bias ?? normalization is null);
        register_module("conv", Conv);
        if (normalization is not null)
        {
            _norm = normalization.Create(outChannels);
            register_module(normalization.Abbreviation, _norm);
        }

        _relu = relu && activation is null;
        if (activation is not null)
        {
            // Not registered: one activation serves many blocks, and it has no weights to save.
            _activation = (nn.Module<Tensor, Tensor>)activation.AsModule();
        }
    }

    /// <summary>The convolution.</summary>
    public Conv2d Conv { get; }

    /// <summary>The normalisation layer, or <c>null</c>.</summary>
    public nn.Module<Tensor, Tensor>? Norm => _norm;

    /// <summary>Applies convolution, normalisation and activation.</summary>
    /// <param name="input"><c>[N, C, H, W]</c>.</param>
    /// <returns><c>[N, C', H', W']</c>.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = Conv.call(input);
        if (_norm is not null)
        {
            x = _norm.call(x);
        }

        if (_relu)
        {
            x = x.relu_();
        }
        else if (_activation is not null)
        {
            x = _activation.call(x);
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Draws the weights as for a ReLU network: Kaiming normal by fan-out (He et al., 2015), zero bias; normalisation starts as the identity.
    /// </summary>
    public void InitWeights()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        init.kaiming_normal_(Conv.weight, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
        if (Conv.bias is { } bias)
        {
            init.zeros_(bias);
        }

        foreach (var (name, parameter) in _norm?.named_parameters() ?? [])
        {
            init.constant_(parameter, name == "weight" ? 1 : 0);
        }
    }
}
