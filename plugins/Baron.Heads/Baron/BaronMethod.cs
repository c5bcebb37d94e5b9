using Baron.Modeling;
using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// What BARON's methods share: pseudo words of the boxes of a bag, with their places in it, become one sentence. Names in state
/// dicts begin with <c>positional_embed</c>.
/// </summary>
public abstract class BaronMethod : nn.Module, IOvdMethod
{
    private readonly IRandomSource _random;
    private readonly SinePositionalEncoding? _positions;

    /// <summary>Creates the shared part.</summary>
    /// <param name="name">The class name, for messages.</param>
    /// <param name="random">Source of randomness, for word dropout.</param>
    /// <param name="numWords">Pseudo words of a region.</param>
    /// <param name="wordDim">Their width.</param>
    /// <param name="wordsDropRatio">Probability with which a word is dropped while training; one always stays.</param>
    /// <param name="usePositions">Whether a box's place in its bag is added to its words.</param>
    /// <exception cref="BaronException">A setting is out of range.</exception>
    protected BaronMethod(string name, IRandomSource random, int numWords, int wordDim, double wordsDropRatio, bool usePositions)
        : base(name)
    {
        if (numWords is < 1 or > 256 || wordDim < 1 || wordsDropRatio is < 0 or > 1)
        {
            throw new BaronException($"{name}: num_words must lie between 1 and 256, word_dim be at least 1 and words_drop_ratio between 0 and 1.");
        }

        (_random, NumWords, WordDim, WordsDropRatio) = (random, numWords, wordDim, wordsDropRatio);
        if (usePositions)
        {
            _positions = new SinePositionalEncoding(numWords, wordDim);
            register_module("positional_embed", _positions);
        }
    }

    /// <summary>Pseudo words of a region.</summary>
    public int NumWords { get; }

    /// <summary>Width of a pseudo word.</summary>
    public int WordDim { get; }

    /// <summary>Probability with which a word is dropped while training.</summary>
    public double WordsDropRatio { get; }

    /// <inheritdoc/>
    public abstract OvdSample Sample(Proposals proposals, GroundTruth truth, ImageMeta meta);

    /// <inheritdoc/>
    public abstract LossCollection Loss(Tensor pseudoWords, IReadOnlyList<OvdSample> samples, ModelBatch batch, IVisionLanguageModel model);

    /// <summary>Chooses the words of each region that stay.</summary>
    /// <param name="regions">The number of regions.</param>
    /// <returns>For each region the rows of its words in <c>[regions W, D]</c>, in order.</returns>
    protected virtual int[][] DropWords(int regions) => WordDropout.Draw(regions, NumWords, training ? WordsDropRatio : 0, _random);

    /// <summary>Encodes bags as sentences.</summary>
    /// <param name="pseudoWords"><c>[R, W, D]</c>.</param>
    /// <param name="normedBoxes">For each region x1, y1, x2, y2 relative to its bag.</param>
    /// <param name="boxesPerSequence">For each sentence the number of its regions.</param>
    /// <param name="encoder">The text encoder.</param>
    /// <param name="wordTokens">Whether word tokens are returned.</param>
    /// <returns>
    /// Sentence embeddings of unit length, word tokens, and for each region how many of its words the sentence kept.
    /// </returns>
    protected (TextFeatures Features, int[] WordsKept) EncodeBags(
        Tensor pseudoWords,
        float[] normedBoxes,
        IReadOnlyList<int> boxesPerSequence,
        ITextEncoder encoder,
        bool wordTokens)
    {
        ArgumentNullException.ThrowIfNull(pseudoWords);
        ArgumentNullException.ThrowIfNull(normedBoxes);
        ArgumentNullException.ThrowIfNull(boxesPerSequence);
        ArgumentNullException.ThrowIfNull(encoder);
        using var scope = NewDisposeScope();
        var regions = normedBoxes.Length / 4;
        var words = pseudoWords;
        if (_positions is not null)
        {
            words = words + _positions.Forward(tensor(ToCenters(normedBoxes), [regions, 4], dtype: ScalarType.Float32, device: pseudoWords.device));
        }

        var rows = DropWords(regions);
        var kept = new int[regions];
        var sentences = new int[boxesPerSequence.Count][];
        var region = 0;
        for (var i = 0; i < sentences.Length; i++)
        {
            var sentence = new List<int>(boxesPerSequence[i] * NumWords);
            for (var end = region + boxesPerSequence[i]; region < end; region++)
            {
                sentence.AddRange(rows[region]);

                // A sentence that is too long loses its last words.
                var room = encoder.ContextLength - 2 - (sentence.Count - rows[region].Length);
                kept[region] = Math.Clamp(room, 0, rows[region].Length);
            }

            sentences[i] = [.. sentence];
        }

        var prepared = encoder.PreparePseudoText(words.reshape(-1, WordDim), sentences);
        var features = encoder.EncodePseudoText(prepared, wordTokens);
        features.Embeddings.MoveToOuterDisposeScope();
        features.WordTokens?.MoveToOuterDisposeScope();
        return (features, kept);
    }

    private static float[] ToCenters(float[] boxes)
    {
        var centers = new float[boxes.Length];
        for (var i = 0; i < boxes.Length; i += 4)
        {
            centers[i] = (boxes[i] + boxes[i + 2]) / 2;
            centers[i + 1] = (boxes[i + 1] + boxes[i + 3]) / 2;
            centers[i + 2] = boxes[i + 2] - boxes[i];
            centers[i + 3] = boxes[i + 3] - boxes[i + 1];
        }

        return centers;
    }
}
