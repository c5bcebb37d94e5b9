using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Clip.Towers;

/// <summary>A block of CLIP's transformers: pre-norm self-attention and a two-layer network with QuickGELU, each with a residual.</summary>
internal sealed class ResidualAttentionBlock : Module
{
    [ComponentName(Name = "attn")]
    private readonly SelfAttention _attention;

    [ComponentName(Name = "ln_1")]
    private readonly LayerNorm _norm1;

    [ComponentName(Name = "mlp")]
    private readonly QuickGeluNetwork _network;

    [ComponentName(Name = "ln_2")]
    private readonly LayerNorm _norm2;

    public ResidualAttentionBlock(int width, int heads)
        : base(nameof(ResidualAttentionBlock))
    {
        _attention = new SelfAttention(width, heads);
        _norm1 = LayerNorm(width);
        _network = new QuickGeluNetwork(width);
        _norm2 = LayerNorm(width);
        RegisterComponents();
    }

    /// <summary>All positions.</summary>
    /// <param name="x"><c>[n, L, D]</c>.</param>
    /// <param name="mask">Additive mask that broadcasts to <c>[n, heads, L, L]</c>, or <c>null</c>.</param>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var attended = x + _attention.Forward(_norm1.call(x), mask);
        return (attended + _network.Forward(_norm2.call(attended))).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// One position of each sequence, as <see cref="Forward"/> would return it, and, for chosen positions, what it would become if
    /// it attended to that position only.
    /// </summary>
    /// <param name="x"><c>[n, L, D]</c>.</param>
    /// <param name="queries"><c>[n]</c> int64: for each sequence the position, as a row of <c>[n L, D]</c>.</param>
    /// <param name="mask">Additive mask that broadcasts to <c>[n, heads, 1, L]</c>, or <c>null</c>.</param>
    /// <param name="tokens">
    /// Positions as rows of <c>[n L, D]</c> and the sequence of each (<c>[T]</c> int64), or <c>null</c> for none.
    /// </param>
    /// <returns><c>[n + T, D]</c>.</returns>
    public Tensor ForwardAt(Tensor x, Tensor queries, Tensor? mask, (Tensor Rows, Tensor Sequences)? tokens)
    {
        using var scope = NewDisposeScope();
        var width = x.shape[^1];
        var residual = x.reshape(-1, width).index_select(0, queries);
        var (attended, values) = _attention.ForwardAt(_norm1.call(x), queries, mask);
        var state = residual + attended;
        if (tokens is { } wanted)
        {
            var alone = residual.index_select(0, wanted.Sequences) + _attention.Project(values.index_select(0, wanted.Rows));
            state = cat([state, alone], 0);
        }

        return (state + _network.Forward(_norm2.call(state))).MoveToOuterDisposeScope();
    }

    /// <summary>OpenAI's initialisation of a text tower.</summary>
    public void InitWeights(double attentionStd, double projectionStd, double hiddenStd)
    {
        _attention.InitWeights(attentionStd, projectionStd);
        _network.InitWeights(hiddenStd, projectionStd);
    }
}
