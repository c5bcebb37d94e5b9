using Baron.Modeling;
using Baron.Ops;
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
    private readonly SinePositionalEncoding? _positions;

    /// <summary>Creates the shared part.</summary>
    /// <param name="name">The class name, for messages.</param>
    /// <param name="random">Source of randomness, for word dropout and what else the method draws.</param>
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

        (Random, NumWords, WordDim, WordsDropRatio) = (random, numWords, wordDim, wordsDropRatio);
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

    /// <summary>The method's source of randomness.</summary>
    protected IRandomSource Random { get; }

    /// <inheritdoc/>
    public abstract OvdSample Sample(Proposals proposals, GroundTruth truth, ImageMeta meta);

    /// <inheritdoc/>
    public abstract LossCollection Loss(Tensor pseudoWords, IReadOnlyList<OvdSample> samples, ModelBatch batch, IVisionLanguageModel model);

    /// <summary>Proposals for logic on the CPU.</summary>
    /// <param name="proposals">Proposals of one image.</param>
    protected static List<ScoredBox> ToScoredBoxes(Proposals proposals)
    {
        ArgumentNullException.ThrowIfNull(proposals);
        return ToScoredBoxes(proposals.Boxes, proposals.Scores);
    }

    /// <summary>Boxes for logic on the CPU.</summary>
    /// <param name="boxes"><c>[n, 4]</c>.</param>
    /// <param name="scores"><c>[n]</c>, or <c>null</c>: all are 1.</param>
    protected static List<ScoredBox> ToScoredBoxes(Tensor boxes, Tensor? scores = null)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        var sides = boxes.ToHostArray<float>();
        var values = scores?.ToHostArray<float>();
        var result = new List<ScoredBox>(sides.Length / 4);
        for (var i = 0; i < sides.Length / 4; i++)
        {
            result.Add(new ScoredBox(sides[4 * i], sides[(4 * i) + 1], sides[(4 * i) + 2], sides[(4 * i) + 3], values?[i] ?? 1));
        }

        return result;
    }

    /// <summary>Makes queues a part of the method, so that a resumed run finds them.</summary>
    /// <param name="queues">The queues.</param>
    /// <param name="names">Those that the method uses.</param>
    /// <exception cref="BaronException">One of them is not there.</exception>
    protected void RegisterQueues(IEmbeddingQueues queues, params ReadOnlySpan<string> names)
    {
        ArgumentNullException.ThrowIfNull(queues);
        foreach (var name in names)
        {
            try
            {
                queues.Get(name);
            }
            catch (KeyNotFoundException e)
            {
                throw new BaronException($"{GetName()}: queue_cfg.names lacks '{name}'.", e);
            }
        }

        register_module("queues", queues.AsModule());
    }

    /// <summary>Chooses the words of each region that stay.</summary>
    /// <param name="regions">The number of regions.</param>
    /// <returns>For each region the rows of its words in <c>[regions W, D]</c>, in order.</returns>
    protected virtual int[][] DropWords(int regions) => WordDropout.Draw(regions, NumWords, training ? WordsDropRatio : 0, Random);

    /// <summary>Encodes bags as sentences, of regions one after the other.</summary>
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
        ArgumentNullException.ThrowIfNull(boxesPerSequence);
        var sequences = new int[boxesPerSequence.Count][];
        var region = 0;
        for (var i = 0; i < sequences.Length; i++)
        {
            sequences[i] = [.. Enumerable.Range(region, boxesPerSequence[i])];
            region += boxesPerSequence[i];
        }

        return EncodeBags(pseudoWords, normedBoxes, sequences, encoder, wordTokens);
    }

    /// <summary>Encodes bags as sentences, in which a region may occur several times, each time with other words dropped.</summary>
    /// <param name="pseudoWords"><c>[R, W, D]</c>.</param>
    /// <param name="normedBoxes">For each region x1, y1, x2, y2 relative to its bag.</param>
    /// <param name="sequences">For each sentence its regions in order.</param>
    /// <param name="encoder">The text encoder.</param>
    /// <param name="wordTokens">Whether word tokens are returned.</param>
    /// <returns>
    /// Sentence embeddings of unit length, word tokens, and for each region of each sentence how many of its words the sentence kept.
    /// </returns>
    protected (TextFeatures Features, int[] WordsKept) EncodeBags(
        Tensor pseudoWords,
        float[] normedBoxes,
        IReadOnlyList<int[]> sequences,
        ITextEncoder encoder,
        bool wordTokens)
    {
        ArgumentNullException.ThrowIfNull(pseudoWords);
        ArgumentNullException.ThrowIfNull(normedBoxes);
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(encoder);
        using var scope = NewDisposeScope();
        var words = pseudoWords;
        if (_positions is not null)
        {
            words = words + _positions.Forward(tensor(ToCenters(normedBoxes), [normedBoxes.Length / 4, 4], dtype: ScalarType.Float32, device: pseudoWords.device));
        }

        var rows = DropWords(sequences.Sum(s => s.Length));
        var kept = new int[rows.Length];
        var sentences = new int[sequences.Count][];
        var place = 0;
        for (var i = 0; i < sentences.Length; i++)
        {
            var sentence = new List<int>(sequences[i].Length * NumWords);
            foreach (var region in sequences[i])
            {
                // A sentence that is too long loses its last words.
                var room = encoder.ContextLength - 2 - sentence.Count;
                kept[place] = Math.Clamp(room, 0, rows[place].Length);
                sentence.AddRange(rows[place].Select(row => row + ((region - place) * NumWords)));
                place++;
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
