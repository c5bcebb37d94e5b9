using Baron.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Backbones;

/// <summary>Two 3x3 convolutions with a shortcut, the block of ResNet-18 and -34.</summary>
internal sealed class BasicBlock : nn.Module<Tensor, Tensor>, IResidualBlock
{
    private readonly nn.Module<Tensor, Tensor> _conv1;
    private readonly nn.Module<Tensor, Tensor> _norm1;
    private readonly nn.Module<Tensor, Tensor> _conv2;
    private readonly nn.Module<Tensor, Tensor> _norm2;
    private readonly nn.Module<Tensor, Tensor>? _downsample;

    public BasicBlock(int inChannels, int planes, int stride, int dilation, nn.Module<Tensor, Tensor>? downsample, INormalization norm)
        : base(nameof(BasicBlock))
    {
        _conv1 = nn.Conv2d(inChannels, planes, 3, stride, dilation, dilation, bias: false);
        _norm1 = norm.Create(planes);
        _conv2 = nn.Conv2d(planes, planes, 3, padding: 1L, bias: false);
        _norm2 = norm.Create(planes);
        _downsample = downsample;
        register_module("conv1", _conv1);
        register_module(norm.Abbreviation + "1", _norm1);
        register_module("conv2", _conv2);
        register_module(norm.Abbreviation + "2", _norm2);
        if (downsample is not null)
        {
            register_module("downsample", downsample);
        }
    }

    public nn.Module LastNorm => _norm2;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = _norm1.call(_conv1.call(input)).relu_();
        x = _norm2.call(_conv2.call(x));
        return x.add_(_downsample is null ? input : _downsample.call(input)).relu_().MoveToOuterDisposeScope();
    }
}
