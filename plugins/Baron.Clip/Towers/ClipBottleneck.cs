using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Clip.Towers;

/// <summary>
/// The bottleneck of CLIP's ResNets: strides are average pools, after the 3x3 convolution and before the one of the shortcut.
/// </summary>
internal sealed class ClipBottleneck : Module
{
    private const int Expansion = 4;

    private readonly int _stride;

    [ComponentName(Name = "conv1")]
    private readonly Conv2d _reduce;

    [ComponentName(Name = "bn1")]
    private readonly BatchNorm2d _reduceNorm;

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _spatial;

    [ComponentName(Name = "bn2")]
    private readonly BatchNorm2d _spatialNorm;

    [ComponentName(Name = "conv3")]
    private readonly Conv2d _expand;

    [ComponentName(Name = "bn3")]
    private readonly BatchNorm2d _expandNorm;

    [ComponentName(Name = "downsample")]
    private readonly Sequential? _shortcut;

    public ClipBottleneck(int inputs, int planes, int stride)
        : base(nameof(ClipBottleneck))
    {
        _stride = stride;
        Outputs = planes * Expansion;
        _reduce = Conv2d(inputs, planes, 1, bias: false);
        _reduceNorm = BatchNorm2d(planes);
        _spatial = Conv2d(planes, planes, 3, padding: 1, bias: false);
        _spatialNorm = BatchNorm2d(planes);
        _expand = Conv2d(planes, Outputs, 1, bias: false);
        _expandNorm = BatchNorm2d(Outputs);
        if (stride > 1 || inputs != Outputs)
        {
            // The pool has no weights; OpenAI names it "-1" so that the convolution is 0 and its norm 1.
            _shortcut = Sequential(("0", Conv2d(inputs, Outputs, 1, bias: false)), ("1", BatchNorm2d(Outputs)));
        }

        RegisterComponents();
    }

    /// <summary>Output channels.</summary>
    public int Outputs { get; }

    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = _reduceNorm.call(_reduce.call(x)).relu();
        y = _spatialNorm.call(_spatial.call(y)).relu();
        y = _expandNorm.call(_expand.call(Pool(y)));
        var shortcut = _shortcut is null ? x : _shortcut.call(Pool(x));
        return (y + shortcut).relu().MoveToOuterDisposeScope();
    }

    /// <summary>OpenAI's initialisation: a block starts as its shortcut.</summary>
    public void InitWeights()
    {
        using var noGrad = no_grad();
        init.zeros_(_expandNorm.weight!);
    }

    private Tensor Pool(Tensor x) => _stride > 1 ? functional.avg_pool2d(x, _stride) : x;
}
