using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Clip.Towers;

/// <summary>A stack of residual attention blocks.</summary>
internal sealed class Transformer : Module
{
    [ComponentName(Name = "resblocks")]
    private readonly ModuleList<ResidualAttentionBlock> _blocks;

    public Transformer(int width, int layers, int heads)
        : base(nameof(Transformer))
    {
        _blocks = ModuleList(Enumerable.Range(0, layers).Select(_ => new ResidualAttentionBlock(width, heads)).ToArray());
        RegisterComponents();
    }

    /// <summary>The number of blocks.</summary>
    public int Layers => _blocks.Count;

    /// <summary>Runs the first blocks on all positions.</summary>
    /// <param name="x"><c>[n, L, D]</c>.</param>
    /// <param name="mask">Additive mask that broadcasts to <c>[n, heads, L, L]</c>, or <c>null</c>.</param>
    /// <param name="blocks">How many blocks.</param>
    /// <returns><c>[n, L, D]</c>.</returns>
    public Tensor Forward(Tensor x, Tensor? mask, int blocks)
    {
        using var scope = NewDisposeScope();
        var state = x.alias();
        for (var i = 0; i < blocks; i++)
        {
            state = _blocks[i].Forward(state, mask);
        }

        return state.MoveToOuterDisposeScope();
    }

    /// <summary>Runs one block at one position of each sequence; see <see cref="ResidualAttentionBlock.ForwardAt"/>.</summary>
    public Tensor ForwardAt(int block, Tensor x, Tensor queries, Tensor? mask, (Tensor Rows, Tensor Sequences)? tokens) =>
        _blocks[block].ForwardAt(x, queries, mask, tokens);

    /// <summary>OpenAI's initialisation of a text tower.</summary>
    public void InitWeights(int width)
    {
        var projection = Math.Pow(width, -0.5) * Math.Pow(2.0 * Layers, -0.5);
        for (var i = 0; i < Layers; i++)
        {
            _blocks[i].InitWeights(Math.Pow(width, -0.5), projection, Math.Pow(2.0 * width, -0.5));
        }
    }
}
