using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Clip.Towers;

/// <summary>Attention pooling at the end of CLIP's ResNets: the mean of all cells asks all cells.</summary>
internal sealed class AttentionPool : Module
{
    private readonly int _heads;

    [ComponentName(Name = "positional_embedding")]
    private readonly Parameter _positions;

    [ComponentName(Name = "k_proj")]
    private readonly Linear _key;

    [ComponentName(Name = "q_proj")]
    private readonly Linear _query;

    [ComponentName(Name = "v_proj")]
    private readonly Linear _value;

    [ComponentName(Name = "c_proj")]
    private readonly Linear _output;

    public AttentionPool(int gridSize, int width, int heads, int outputDim)
        : base(nameof(AttentionPool))
    {
        if (heads < 1 || width % heads != 0)
        {
            throw new BaronException($"CLIPResNet: {heads} heads do not divide the {width} channels that attention pooling gets.");
        }

        _heads = heads;
        _positions = Parameter(empty((gridSize * gridSize) + 1, width));
        _key = Linear(width, width);
        _query = Linear(width, width);
        _value = Linear(width, width);
        _output = Linear(width, outputDim);
        RegisterComponents();
        using var noGrad = no_grad();
        init.normal_(_positions, 0, Math.Pow(width, -0.5));
    }

    /// <summary>Pools.</summary>
    /// <param name="x"><c>[n, C, g, g]</c>.</param>
    /// <param name="patchTokens">Whether what the pooling would return of each cell alone is returned.</param>
    /// <param name="mask">Additive mask <c>[n, 1, 1, 1 + g g]</c>, or <c>null</c>.</param>
    /// <returns><c>[n, E]</c> and <c>[n, E, g, g]</c>.</returns>
    public (Tensor Pooled, Tensor? Tokens) Forward(Tensor x, bool patchTokens, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var (n, width, grid) = (x.shape[0], x.shape[1], x.shape[2]);
        var length = (grid * x.shape[3]) + 1;
        var cells = x.flatten(2).transpose(1, 2);
        var states = cat([cells.mean([1], keepdim: true), cells], 1) + _positions;
        var query = _query.call(states.narrow(1, 0, 1)).view(n, 1, _heads, width / _heads).transpose(1, 2);
        var key = _key.call(states).view(n, length, _heads, width / _heads).transpose(1, 2);
        var values = _value.call(states);
        var value = values.view(n, length, _heads, width / _heads).transpose(1, 2);
        var scores = (query * (1.0 / Math.Sqrt(width / _heads))).matmul(key.transpose(-2, -1));
        if (mask is not null)
        {
            scores = scores + mask;
        }

        var attended = scores.softmax(-1).matmul(value).transpose(1, 2).reshape(n, width);
        var pooled = _output.call(attended).MoveToOuterDisposeScope();
        var tokens = patchTokens
            ? _output.call(values.narrow(1, 1, length - 1)).transpose(1, 2).reshape(n, -1, grid, x.shape[3]).MoveToOuterDisposeScope()
            : null;
        return (pooled, tokens);
    }

    /// <summary>OpenAI's initialisation.</summary>
    public void InitWeights()
    {
        using var noGrad = no_grad();
        var std = Math.Pow(_positions.shape[1], -0.5);
        init.normal_(_positions, 0, std);
        foreach (var layer in new[] { _key, _query, _value, _output })
        {
            init.normal_(layer.weight!, 0, std);
        }
    }
}
