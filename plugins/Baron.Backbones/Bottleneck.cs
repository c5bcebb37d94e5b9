using Baron.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Backbones;

/// <summary>1x1, 3x3 and 1x1 convolutions with a shortcut, the block of ResNet-50 and deeper; four times as wide at its end.</summary>
internal sealed class Bottleneck : nn.Module<Tensor, Tensor>, IResidualBlock
{
    private readonly nn.Module<Tensor, Tensor> _conv1;
    private readonly nn.Module<Tensor, Tensor> _norm1;
    private readonly nn.Module<Tensor, Tensor> _conv2;
    private readonly nn.Module<Tensor, Tensor> _norm2;
    private readonly nn.Module<Tensor, Tensor> _conv3;
    private readonly nn.Module<Tensor, Tensor> _norm3;
    private readonly nn.Module<Tensor, Tensor>? _downsample;

    public Bottleneck(int inChannels, int planes, int stride, int dilation, string style, nn.Module<Tensor, Tensor>? downsample, INormalization norm)
        : base(nameof(Bottleneck))
    {
        var caffe = style == "caffe";
        _conv1 = nn.Conv2d(inChannels, planes, 1, caffe ? stride : 1, bias: false);
        _norm1 = norm.Create(planes);
        _conv2 = nn.Conv2d(planes, planes, 3, caffe ? 1 : stride, dilation, dilation, bias: false);
        _norm2 = norm.Create(planes);
        _conv3 = nn.Conv2d(planes, planes * 4, 1, bias: false);
        _norm3 = norm.Create(planes * 4);
        _downsample = downsample;
        register_module("conv1", _conv1);
        register_module(norm.Abbreviation + "1", _norm1);
        register_module("conv2", _conv2);
        register_module(norm.Abbreviation + "2", _norm2);
        register_module("conv3", _conv3);
        register_module(norm.Abbreviation + "3", _norm3);
        if (downsample is not null)
        {
            register_module("downsample", downsample);
        }
    }

    public nn.Module LastNorm => _norm3;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = _norm1.call(_conv1.call(input)).relu_();
        x = _norm2.call(_conv2.call(x)).relu_();
        x = _norm3.call(_conv3.call(x));
        return x.add_(_downsample is null ? input : _downsample.call(input)).relu_().MoveToOuterDisposeScope();
    }
}
