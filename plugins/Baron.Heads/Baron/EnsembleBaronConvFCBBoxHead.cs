using System.Text.Json;
using Baron.Modeling;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// A box head with two classification towers: this one learns from boxes, the second one (<c>kd</c> in state dicts) from an
/// open-vocabulary method. While testing their probabilities p and q are multiplied: with the factor f base classes and background
/// score p^f q^(1-f), novel ones p^(1-f) q^f; with a transfer factor t all score p^t q^(1-t).
/// </summary>
public abstract class EnsembleBaronConvFCBBoxHead : BaronConvFCBBoxHead
{
    private const string BaseName = "is_base";

    private readonly IPseudoWordHead _second;
    private readonly double? _ensembleFactor;
    private readonly double? _transferFactor;
    private bool _ownClasses = true;

    /// <summary>Creates a derived head.</summary>
    /// <param name="settings">What it is made of.</param>
    /// <param name="words">What makes it speak in pseudo words.</param>
    /// <param name="kd">The second tower.</param>
    /// <param name="classInfo">A json list of classes with <c>id</c> and <c>image_count</c>, or <c>null</c>.</param>
    /// <param name="ensembleFactor">f, or <c>null</c>.</param>
    /// <param name="transferFactor">t, which takes the place of f, or <c>null</c>.</param>
    /// <param name="random">Source of randomness, for word dropout.</param>
    /// <param name="name">The class name, for messages.</param>
    /// <exception cref="BaronException">Settings that do not fit together, or files that cannot be read.</exception>
    protected EnsembleBaronConvFCBBoxHead(
        ConvFCBBoxHeadSettings settings,
        PseudoWordSettings words,
        IPseudoWordHead kd,
        string? classInfo,
        double? ensembleFactor,
        double? transferFactor,
        IRandomSource random,
        string name)
        : base(settings, words, random, name)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(kd);
        if (settings.LossCls is { UseSigmoid: true })
        {
            throw new BaronException($"{name}: loss_cls is a sigmoid loss; the towers' softmax probabilities are combined.");
        }

        if (transferFactor is null && (ensembleFactor is null || classInfo is null))
        {
            throw new BaronException($"{name}: ensemble_factor with class_info, or transfer_factor, is needed.");
        }

        (_second, _ensembleFactor, _transferFactor) = (kd, ensembleFactor, transferFactor);
        register_module("kd", kd.AsModule());
        if (transferFactor is null)
        {
            using var scope = NewDisposeScope();
            register_buffer(BaseName, tensor(ReadBaseClasses(classInfo!, settings.NumClasses, name)));
        }
    }

    /// <inheritdoc/>
    public override Tensor VisionToLanguage(Tensor roiFeatures) => _second.VisionToLanguage(roiFeatures);

    /// <inheritdoc/>
    public override void SetVisionLanguageModel(IVisionLanguageModel model)
    {
        base.SetVisionLanguageModel(model);
        _second.SetVisionLanguageModel(model);
    }

    /// <summary>Replaces the classes. Of new ones it is not known which are base classes, so that all count as novel.</summary>
    /// <param name="embeddings"><c>[C, E]</c> float32.</param>
    public override void SetClassEmbeddings(Tensor embeddings)
    {
        base.SetClassEmbeddings(embeddings);
        _ownClasses = false;
    }

    /// <inheritdoc/>
    public override void InitWeights()
    {
        base.InitWeights();
        _second.InitWeights();
    }

    /// <summary>Class logits while training; the combined probabilities while testing.</summary>
    /// <param name="roiFeatures"><c>[R, C, h, w]</c>.</param>
    public override (Tensor ClsScore, Tensor BBoxPred) Forward(Tensor roiFeatures)
    {
        ArgumentNullException.ThrowIfNull(roiFeatures);
        if (training)
        {
            return base.Forward(roiFeatures);
        }

        using var scope = NewDisposeScope();
        var (logits, boxes) = base.Forward(roiFeatures);
        var first = logits.softmax(-1);
        var second = ClassifyWords(_second.VisionToLanguage(roiFeatures)).softmax(-1);
        Tensor scores;
        if (_transferFactor is { } t)
        {
            scores = first.pow(t) * second.pow(1 - t);
        }
        else
        {
            var f = _ensembleFactor!.Value;
            var trusted = first.pow(f) * second.pow(1 - f);
            var novel = first.pow(1 - f) * second.pow(f);
            scores = where(BaseClasses(first).gt(0), trusted, novel);
        }

        return (scores.MoveToOuterDisposeScope(), boxes.MoveToOuterDisposeScope());
    }

    /// <summary>The scores themselves: <see cref="Forward"/> returns probabilities while testing.</summary>
    /// <param name="clsScore"><c>[R, C + 1]</c>.</param>
    /// <returns><c>[R, C + 1]</c> in 0-1.</returns>
    protected override Tensor ClassProbabilities(Tensor clsScore) => clsScore;

    private static float[] ReadBaseClasses(string path, int numClasses, string name)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            using var document = JsonDocument.Parse(file);

            // By id, and the background counts as known.
            float[] known = [.. document.RootElement.EnumerateArray().OrderBy(c => c.GetProperty("id").GetInt64()).Select(c => c.GetProperty("image_count").GetInt64() > 0 ? 1f : 0f), 1f];
            return known.Length == numClasses + 1
                ? known
                : throw new BaronException($"{name}: class_info '{path}' has {known.Length - 1} classes, num_classes is {numClasses}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BaronException($"{name}: class_info '{path}' is not a list of classes with id and image_count: {e.Message}", e);
        }
    }

    private Tensor BaseClasses(Tensor scores)
    {
        if (_ownClasses)
        {
            return get_buffer(BaseName);
        }

        var known = new float[scores.shape[1]];
        known[^1] = 1;
        return tensor(known, device: scores.device);
    }
}
