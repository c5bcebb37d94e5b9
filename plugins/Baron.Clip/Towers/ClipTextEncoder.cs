using Baron.Modeling;
using Baron.Registry;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Clip.Towers;

/// <summary>
/// CLIP's text tower (Radford et al., 2021): token and position embeddings, a causal transformer, final norm and projection of
/// the state at the end token. It also encodes pseudo words, which are put in place of token embeddings.
/// </summary>
/// <remarks>Of the last block only the positions that are read are computed: the end token and, where asked for, word tokens.</remarks>
[Component("CLIPTextEncoder")]
public sealed class ClipTextEncoder : Module, ITextEncoder
{
    private readonly IInitializer? _initializer;

    [ComponentName(Name = "positional_embedding")]
    private readonly Parameter _positions;

    [ComponentName(Name = "text_projection")]
    private readonly Parameter _projection;

    [ComponentName(Name = "transformer")]
    private readonly Transformer _transformer;

    [ComponentName(Name = "token_embedding")]
    private readonly Embedding _tokens;

    [ComponentName(Name = "ln_final")]
    private readonly LayerNorm _norm;

    /// <summary>Builds the tower with OpenAI's initialisation.</summary>
    /// <param name="embedDim">Width of the joint space of text and images.</param>
    /// <param name="contextLength">Tokens a sentence can have, start and end included.</param>
    /// <param name="vocabSize">The number of tokens; the last two are start and end.</param>
    /// <param name="transformerWidth">Width of the transformer and of word embeddings.</param>
    /// <param name="transformerHeads">Attention heads.</param>
    /// <param name="transformerLayers">Transformer blocks.</param>
    /// <param name="initCfg">Where the weights come from, such as <c>Pretrained</c>; absent: random.</param>
    /// <exception cref="BaronException">A size is not positive, or the width is not a multiple of the heads.</exception>
    public ClipTextEncoder(
        int embedDim = 512,
        int contextLength = 77,
        int vocabSize = 49408,
        int transformerWidth = 512,
        int transformerHeads = 8,
        int transformerLayers = 12,
        IInitializer? initCfg = null)
        : base(nameof(ClipTextEncoder))
    {
        if (embedDim < 1 || contextLength < 3 || vocabSize < 3 || transformerWidth < 1 || transformerLayers < 1)
        {
            throw new BaronException("CLIPTextEncoder: embed_dim, transformer_width and transformer_layers must be at least 1, context_length and vocab_size at least 3.");
        }

        (EmbedDim, ContextLength, VocabularySize, WordDim) = (embedDim, contextLength, vocabSize, transformerWidth);
        _initializer = initCfg;
        _positions = Parameter(empty(contextLength, transformerWidth));
        _projection = Parameter(empty(transformerWidth, embedDim));
        _transformer = new Transformer(transformerWidth, transformerLayers, transformerHeads);
        _tokens = Embedding(vocabSize, transformerWidth);
        _norm = LayerNorm(transformerWidth);
        RegisterComponents();
        Reset();
    }

    /// <inheritdoc/>
    public int WordDim { get; }

    /// <inheritdoc/>
    public int EmbedDim { get; }

    /// <inheritdoc/>
    public int ContextLength { get; }

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <summary>Draws the weights anew, or loads them where <c>init_cfg</c> says so.</summary>
    public void InitWeights() => TowerWeights.Initialize(this, _initializer, Reset, "text_encoder");

    /// <inheritdoc/>
    public PseudoSentence PreparePseudoText(Tensor words, IReadOnlyList<int[]> sentences, int? contextLength = null)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(sentences);
        using var scope = NewDisposeScope();
        var context = Math.Min(contextLength ?? ContextLength, ContextLength);
        var ends = new int[sentences.Count];
        for (var i = 0; i < ends.Length; i++)
        {
            ends[i] = Math.Min(sentences[i].Length, context - 2) + 1;
        }

        // One table of start, end, padding and all words, one gather: the words' gradient flows through it.
        const int start = 0, end = 1, padding = 2, first = 3;
        var length = ends.Length == 0 ? 2 : ends.Max() + 1;
        var rows = new long[ends.Length * length];
        for (var i = 0; i < ends.Length; i++)
        {
            var row = rows.AsSpan(i * length, length);
            row.Fill(padding);
            row[0] = start;
            for (var j = 1; j < ends[i]; j++)
            {
                row[j] = first + sentences[i][j - 1];
            }

            row[ends[i]] = end;
        }

        var special = _tokens.weight!.index_select(0, tensor(new long[] { VocabularySize - 2, VocabularySize - 1, 0 }, device: words.device));
        var table = cat([special, words], 0);
        var embeddings = table.index_select(0, tensor(rows, device: words.device)).view(ends.Length, length, WordDim);
        return new PseudoSentence(embeddings.MoveToOuterDisposeScope(), ends);
    }

    /// <inheritdoc/>
    public TextFeatures EncodePseudoText(PseudoSentence sentence, bool wordTokens = false, bool normalize = true)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        return Encode(sentence, wordTokens, normalize, false);
    }

    /// <inheritdoc/>
    public Tensor EncodePseudoTextEndK(PseudoSentence sentence, int stepK = 12, bool normalize = true)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepK, 1);
        using var scope = NewDisposeScope();
        var state = Run(sentence, Math.Min(stepK, _transformer.Layers), false);
        return (normalize ? functional.normalize(state, dim: -1) : state).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public TextFeatures EncodeText(Tensor tokens, bool wordTokens = false, bool normalize = true)
    {
        using var scope = NewDisposeScope();
        var features = Encode(Embed(tokens), wordTokens, normalize, normalize);
        features.Embeddings.MoveToOuterDisposeScope();
        features.WordTokens?.MoveToOuterDisposeScope();
        return features;
    }

    /// <inheritdoc/>
    public Tensor EncodeTextEndK(Tensor tokens, int stepK = 12, bool normalize = true)
    {
        using var scope = NewDisposeScope();
        return EncodePseudoTextEndK(Embed(tokens), stepK, normalize).MoveToOuterDisposeScope();
    }

    /// <summary>Encodes token ids and returns the embedding at every position, not only at the end token.</summary>
    /// <param name="tokens"><c>[n, L]</c> int64.</param>
    /// <param name="normalize">Whether embeddings have unit length.</param>
    /// <returns><c>[n, L, E]</c>.</returns>
    public Tensor EncodeAllPositions(Tensor tokens, bool normalize = true)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        using var scope = NewDisposeScope();
        var x = AddPositions(_tokens.call(tokens));
        var state = _transformer.Forward(x, CausalMask(x), _transformer.Layers);
        var result = _norm.call(state).matmul(_projection);
        return (normalize ? functional.normalize(result, dim: -1) : result).MoveToOuterDisposeScope();
    }

    private static Tensor CausalMask(Tensor x) =>
        full([x.shape[1], x.shape[1]], double.NegativeInfinity, dtype: x.dtype, device: x.device).triu(1);

    private void Reset()
    {
        using var noGrad = no_grad();
        init.normal_(_tokens.weight!, 0, 0.02);
        init.normal_(_positions, 0, 0.01);
        init.normal_(_projection, 0, Math.Pow(WordDim, -0.5));
        _transformer.InitWeights(WordDim);
    }

    private TextFeatures Encode(PseudoSentence sentence, bool wordTokens, bool normalize, bool normalizeTokens)
    {
        using var scope = NewDisposeScope();
        var n = sentence.EndIndices.Count;
        var state = _norm.call(Run(sentence, _transformer.Layers, wordTokens)).matmul(_projection);
        var embeddings = state.narrow(0, 0, n);
        if (normalize)
        {
            embeddings = functional.normalize(embeddings, dim: -1);
        }

        Tensor? tokens = null;
        if (wordTokens)
        {
            tokens = state.narrow(0, n, state.shape[0] - n);
            tokens = (normalizeTokens ? functional.normalize(tokens, dim: -1) : tokens).MoveToOuterDisposeScope();
        }

        return new TextFeatures(embeddings.MoveToOuterDisposeScope(), tokens);
    }

    /// <summary>States at the end tokens and, where asked for, of the words: <c>[n + T, D]</c>.</summary>
    private Tensor Run(PseudoSentence sentence, int blocks, bool wordTokens)
    {
        using var scope = NewDisposeScope();
        var ends = sentence.EndIndices;
        var x = AddPositions(sentence.Embeddings);
        var (length, device) = ((int)x.shape[1], x.device);
        var state = _transformer.Forward(x, CausalMask(x), blocks - 1);

        var queries = new long[ends.Count];
        var visible = new float[ends.Count * length];
        var rows = new List<long>();
        var sequences = new List<long>();
        for (var i = 0; i < queries.Length; i++)
        {
            queries[i] = (i * length) + ends[i];
            visible.AsSpan((i * length) + ends[i] + 1, length - ends[i] - 1).Fill(float.NegativeInfinity);
            for (var j = 1; wordTokens && j < ends[i]; j++)
            {
                rows.Add((i * length) + j);
                sequences.Add(i);
            }
        }

        var mask = tensor(visible, [ends.Count, 1, 1, length], dtype: ScalarType.Float32).to(x.dtype, device);
        (Tensor, Tensor)? tokens = wordTokens
            ? (tensor(rows.ToArray(), device: device), tensor(sequences.ToArray(), device: device))
            : null;
        return _transformer.ForwardAt(blocks - 1, state, tensor(queries, device: device), mask, tokens).MoveToOuterDisposeScope();
    }

    private Tensor AddPositions(Tensor x)
    {
        if (x.shape[1] > ContextLength)
        {
            throw new ArgumentException($"Sentences of {x.shape[1]} tokens do not fit into a context of {ContextLength}.", nameof(x));
        }

        return x + _positions.narrow(0, 0, x.shape[1]);
    }

    private PseudoSentence Embed(Tensor tokens)
    {
        using var last = tokens.argmax(1);
        using var onCpu = last.cpu();
        return new PseudoSentence(_tokens.call(tokens), onCpu.data<long>().ToArray().Select(e => (int)e).ToArray());
    }
}
