using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Clip.Towers;

/// <summary>Multi-head self-attention with one input projection, named as PyTorch's <c>MultiheadAttention</c>.</summary>
internal sealed class SelfAttention : Module
{
    private readonly int _width;
    private readonly int _heads;

    [ComponentName(Name = "in_proj_weight")]
    private readonly Parameter _inputWeight;

    [ComponentName(Name = "in_proj_bias")]
    private readonly Parameter _inputBias;

    [ComponentName(Name = "out_proj")]
    private readonly Linear _output;

    public SelfAttention(int width, int heads)
        : base(nameof(SelfAttention))
    {
        if (heads < 1 || width % heads != 0)
        {
            throw new BaronException($"An attention of width {width} cannot have {heads} heads: the width must be a multiple of them.");
        }

        (_width, _heads) = (width, heads);
        _inputWeight = Parameter(empty(3L * width, width));
        _inputBias = Parameter(zeros(3L * width));
        _output = Linear(width, width);
        using (no_grad())
        {
            init.xavier_uniform_(_inputWeight);
            init.zeros_(_output.bias!);
        }

        RegisterComponents();
    }

    /// <summary>All positions, <c>[n, L, D]</c> to the same.</summary>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var (n, length) = (x.shape[0], x.shape[1]);
        var all = functional.linear(x, _inputWeight, _inputBias).view(n, length, 3, _heads, _width / _heads).permute(2, 0, 3, 1, 4);
        var attended = Attend(all.select(0, 0), all.select(0, 1), all.select(0, 2), mask);
        return _output.call(attended.transpose(1, 2).reshape(n, length, _width)).MoveToOuterDisposeScope();
    }

    /// <summary>One position of each sequence.</summary>
    /// <param name="x"><c>[n, L, D]</c>.</param>
    /// <param name="queries"><c>[n]</c> rows of <c>[n L, D]</c>.</param>
    /// <param name="mask">Additive mask that broadcasts to <c>[n, heads, 1, L]</c>, or <c>null</c>.</param>
    /// <returns>The attention's output <c>[n, D]</c>, and the value vectors <c>[n L, D]</c> of all positions.</returns>
    public (Tensor Output, Tensor Values) ForwardAt(Tensor x, Tensor queries, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var (n, length, depth) = (x.shape[0], x.shape[1], _width / _heads);
        var rows = x.reshape(-1, _width);
        var query = functional.linear(rows.index_select(0, queries), _inputWeight.narrow(0, 0, _width), _inputBias.narrow(0, 0, _width));
        var keysAndValues = functional.linear(rows, _inputWeight.narrow(0, _width, 2L * _width), _inputBias.narrow(0, _width, 2L * _width));
        var values = keysAndValues.narrow(1, _width, _width);
        var both = keysAndValues.view(n, length, 2, _heads, depth).permute(2, 0, 3, 1, 4);
        var attended = Attend(query.view(n, _heads, 1, depth), both.select(0, 0), both.select(0, 1), mask);
        var output = _output.call(attended.reshape(n, _width));
        return (output.MoveToOuterDisposeScope(), values.MoveToOuterDisposeScope());
    }

    /// <summary>The output projection.</summary>
    public Tensor Project(Tensor values) => _output.call(values);

    /// <summary>OpenAI's initialisation of a text tower; biases stay as they are.</summary>
    public void InitWeights(double inputStd, double outputStd)
    {
        using var noGrad = no_grad();
        init.normal_(_inputWeight, 0, inputStd);
        init.normal_(_output.weight!, 0, outputStd);
    }

    private Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor? mask)
    {
        var scores = (query * (1.0 / Math.Sqrt(_width / _heads))).matmul(key.transpose(-2, -1));
        if (mask is not null)
        {
            scores = scores + mask;
        }

        return scores.softmax(-1).matmul(value);
    }
}
