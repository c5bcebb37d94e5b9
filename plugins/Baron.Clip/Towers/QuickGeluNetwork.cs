using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Clip.Towers;

/// <summary>Two layers, four times as wide inside, with QuickGELU: <c>x sigmoid(1.702 x)</c>.</summary>
internal sealed class QuickGeluNetwork : Module
{
    [ComponentName(Name = "c_fc")]
    private readonly Linear _hidden;

    [ComponentName(Name = "c_proj")]
    private readonly Linear _output;

    public QuickGeluNetwork(int width)
        : base(nameof(QuickGeluNetwork))
    {
        _hidden = Linear(width, 4L * width);
        _output = Linear(4L * width, width);
        RegisterComponents();
    }

    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var hidden = _hidden.call(x);
        return _output.call(hidden * (hidden * 1.702).sigmoid()).MoveToOuterDisposeScope();
    }

    public void InitWeights(double hiddenStd, double outputStd)
    {
        using var noGrad = no_grad();
        init.normal_(_hidden.weight!, 0, hiddenStd);
        init.normal_(_output.weight!, 0, outputStd);
    }
}
