using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using Baron.Structures;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// A RoI head that learns from open-vocabulary methods besides box labels, and whose classes are words. Names in state dicts are
/// those of <see cref="StandardRoIHead"/>, <c>clip</c>, and each method's name in <c>ovd_cfg</c>.
/// </summary>
[Component("OVDStandardRoIHead")]
public class OvdStandardRoIHead : StandardRoIHead, IOpenVocabularyRoiHead
{
    private readonly Dictionary<string, IOvdMethod> _methods;
    private readonly IPseudoWordHead? _words;

    /// <summary>Creates the head.</summary>
    /// <param name="bboxRoiExtractor">Pools features for the box head.</param>
    /// <param name="bboxHead">Classifies regions and refines their boxes.</param>
    /// <param name="clipCfg">The frozen vision-language model that the box head and the methods use.</param>
    /// <param name="ovdCfg">Open-vocabulary methods by name; by default none.</param>
    /// <param name="maskRoiExtractor">Pools features for the mask head; by default those of the box head are used.</param>
    /// <param name="maskHead">Predicts instance masks; by default none.</param>
    /// <param name="sharedHead">Layers after pooling that both heads share, such as res5 of a C4 detector; by default none.</param>
    /// <param name="initCfg">Initialisation of the whole head after that of its parts, such as a checkpoint.</param>
    /// <exception cref="BaronException">A method needs pseudo words and the box head has none, or a name is taken.</exception>
    public OvdStandardRoIHead(
        IRoiExtractor bboxRoiExtractor,
        IBBoxHead bboxHead,
        IVisionLanguageModel? clipCfg = null,
        IReadOnlyDictionary<string, IOvdMethod>? ovdCfg = null,
        IRoiExtractor? maskRoiExtractor = null,
        IMaskHead? maskHead = null,
        ISharedHead? sharedHead = null,
        IInitializer? initCfg = null)
        : base(bboxRoiExtractor, bboxHead, maskRoiExtractor, maskHead, sharedHead, initCfg)
    {
        Model = clipCfg;
        _words = bboxHead as IPseudoWordHead;
        _methods = ovdCfg?.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal) ?? [];
        if (clipCfg is not null)
        {
            register_module("clip", clipCfg.AsModule());
            _words?.SetVisionLanguageModel(clipCfg);
        }

        foreach (var (name, method) in _methods)
        {
            if (_words is null || clipCfg is null)
            {
                throw new BaronException($"OVDStandardRoIHead: the method '{name}' needs a clip_cfg and a box head with pseudo words, such as BaronBBoxHead.");
            }

            if (named_children().Any(child => child.Item1 == name))
            {
                throw new BaronException($"OVDStandardRoIHead: a method cannot be named '{name}', which is a part of the head.");
            }

            register_module(name, method.AsModule());
        }
    }

    /// <summary>The frozen vision-language model, or <c>null</c>.</summary>
    public IVisionLanguageModel? Model { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Methods => _methods.Keys;

    /// <inheritdoc/>
    public override void InitWeights()
    {
        // The model first: class embeddings may be built with it.
        Model?.InitWeights();
        foreach (var method in _methods.Values)
        {
            method.InitWeights();
        }

        base.InitWeights();
        _words?.PrepareClassEmbeddings();
    }

    /// <inheritdoc/>
    public virtual LossCollection OvdLoss(string method, IReadOnlyList<Tensor> features, IReadOnlyList<Proposals> proposals, ModelBatch batch)
    {
        ArgumentNullException.ThrowIfNull(proposals);
        ArgumentNullException.ThrowIfNull(batch);
        var ovd = _methods.TryGetValue(method, out var found)
            ? found
            : throw new BaronException($"There is no open-vocabulary method '{method}' in ovd_cfg; there is {string.Join(", ", _methods.Keys.DefaultIfEmpty("none"))}.");
        using var scope = NewDisposeScope();
        var samples = new OvdSample[batch.Count];
        using (no_grad())
        {
            for (var i = 0; i < samples.Length; i++)
            {
                samples[i] = ovd.Sample(proposals[i], batch.Truths[i], batch.Metas[i]);
            }
        }

        var losses = ovd.Loss(PseudoWords(features, samples), samples, batch, Model!);
        foreach (var term in losses)
        {
            term.Value.MoveToOuterDisposeScope();
        }

        return losses;
    }

    /// <summary>Pseudo words of the boxes that a method chose.</summary>
    /// <param name="features">The neck's maps.</param>
    /// <param name="samples">One record an image.</param>
    /// <returns><c>[R, W, D]</c> in the order of the samples.</returns>
    public virtual Tensor PseudoWords(IReadOnlyList<Tensor> features, IReadOnlyList<OvdSample> samples)
    {
        using var scope = NewDisposeScope();
        var rois = ToRois(samples.Select(s => s.Boxes).ToArray());

        // Bags repeat boxes. One computation serves all copies, unless layers look at the whole batch.
        var copies = DependsOnBatch() ? null : Distinct(rois);
        if (copies is not { } distinct)
        {
            return _words!.VisionToLanguage(ExtractBBoxFeatures(features, rois)).MoveToOuterDisposeScope();
        }

        var words = _words!.VisionToLanguage(ExtractBBoxFeatures(features, rois.index_select(0, distinct.First)));
        return words.index_select(0, distinct.Copy).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public virtual void SetVocabulary(IReadOnlyList<string> classNames, IReadOnlyList<string>? templates)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (_words is null || Model is null)
        {
            throw new BaronException("The classes of this detector cannot be exchanged: it needs a clip_cfg and a box head with pseudo words, such as BaronBBoxHead.");
        }

        using var embeddings = Model.EmbedClasses(classNames, templates, _words.UseAttn12Output);
        _words.SetClassEmbeddings(embeddings);
    }

    /// <inheritdoc/>
    public virtual void SetClassEmbeddings(Tensor embeddings)
    {
        if (_words is null)
        {
            throw new BaronException("The classes of this detector cannot be exchanged: its box head has no pseudo words.");
        }

        _words.SetClassEmbeddings(embeddings);
    }

    private bool DependsOnBatch() => Layers(BBoxHead.AsModule()).Concat(SharedHead is null ? [] : Layers(SharedHead.AsModule())).Any(m => m is BatchNorm && m.training);

    private static IEnumerable<nn.Module> Layers(nn.Module module) => module.modules();

    /// <summary>The first row of each distinct region, and for each row which of those it is; <c>null</c> when all differ.</summary>
    private static (Tensor First, Tensor Copy)? Distinct(Tensor rois)
    {
        var values = rois.ToHostArray<float>();
        var known = new Dictionary<(float Image, float X1, float Y1, float X2, float Y2), long>(values.Length / 5);
        var first = new List<long>();
        var copy = new long[values.Length / 5];
        for (var i = 0; i < copy.Length; i++)
        {
            var key = (values[5 * i], values[(5 * i) + 1], values[(5 * i) + 2], values[(5 * i) + 3], values[(5 * i) + 4]);
            if (!known.TryGetValue(key, out var number))
            {
                known.Add(key, number = first.Count);
                first.Add(i);
            }

            copy[i] = number;
        }

        return first.Count == copy.Length ? null : (tensor(first.ToArray(), device: rois.device), tensor(copy, device: rois.device));
    }
}
