using Baron.Modeling;
using Baron.Registry;
using Baron.Structures;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// A two-stage detector that learns from several batches at once: one with boxes, and others that each feed an open-vocabulary
/// method of its RoI head. Its classes are words that can be exchanged.
/// </summary>
[Component("OVDTwoStageDetector")]
public class OvdTwoStageDetector : TwoStageDetector, IOpenVocabularyDetector, IBranchedModel
{
    private readonly IReadOnlyDictionary<string, string> _batchToMethod;
    private readonly string _detectionBatch;

    /// <summary>Creates the detector.</summary>
    /// <param name="backbone">The feature extractor.</param>
    /// <param name="rpnHead">Proposes regions.</param>
    /// <param name="roiHead">Classifies and refines proposals.</param>
    /// <param name="dataPreprocessor">Turns samples into the network's input.</param>
    /// <param name="batch2ovd">For each batch besides the labelled one the name of its method in <c>roi_head.ovd_cfg</c>.</param>
    /// <param name="neck">Fuses the backbone's levels; by default they are used as they are.</param>
    /// <param name="trainCfg">Training settings; may be absent in a detector that is only tested.</param>
    /// <param name="testCfg">Test settings.</param>
    /// <param name="detBatch">The name of the labelled batch.</param>
    /// <param name="initCfg">Initialisation of the whole detector after that of its parts, such as a checkpoint.</param>
    /// <exception cref="BaronException">A batch names a method that the RoI head does not have.</exception>
    public OvdTwoStageDetector(
        IBackbone backbone,
        IRpnHead rpnHead,
        IRoiHead roiHead,
        [DefaultComponent("DetDataPreprocessor")] IDataPreprocessor dataPreprocessor,
        IReadOnlyDictionary<string, string>? batch2ovd = null,
        INeck? neck = null,
        TwoStageTrainConfig? trainCfg = null,
        TwoStageTestConfig? testCfg = null,
        string detBatch = "det_batch",
        IInitializer? initCfg = null)
        : base("OVDTwoStageDetector", backbone, rpnHead, roiHead, dataPreprocessor, neck, trainCfg, testCfg, initCfg)
    {
        _batchToMethod = batch2ovd ?? new Dictionary<string, string>();
        _detectionBatch = detBatch;
        OpenVocabularyHead = roiHead as IOpenVocabularyRoiHead;
        foreach (var (batch, method) in _batchToMethod)
        {
            if (OpenVocabularyHead is null || !OpenVocabularyHead.Methods.Contains(method))
            {
                throw new BaronException($"OVDTwoStageDetector: batch2ovd sends '{batch}' to '{method}', but roi_head.ovd_cfg has {string.Join(", ", (OpenVocabularyHead?.Methods ?? []).DefaultIfEmpty("no method"))}.");
            }
        }
    }

    /// <summary>The RoI head where it knows open-vocabulary methods, else <c>null</c>.</summary>
    protected IOpenVocabularyRoiHead? OpenVocabularyHead { get; }

    /// <inheritdoc/>
    public override LossCollection Loss(SampleBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var losses = new LossCollection();
        foreach (var part in LossParts(batch))
        {
            losses.AddRange(part.Compute());
        }

        foreach (var term in losses)
        {
            term.Value.MoveToOuterDisposeScope();
        }

        return losses;
    }

    /// <inheritdoc/>
    public virtual IEnumerable<LossPart> LossParts(SampleBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Branches.FirstOrDefault(b => b.Length > 0 && b != _detectionBatch && !_batchToMethod.ContainsKey(b)) is { } unknown)
        {
            throw new BaronException($"The batch has a branch '{unknown}' that batch2ovd does not name.");
        }

        return HeadsUpdateStatistics() ? [new LossPart(_detectionBatch, () => AllLosses(batch))] : IndependentParts(batch);
    }

    /// <inheritdoc/>
    public virtual void SetVocabulary(IReadOnlyList<string> classNames, IReadOnlyList<string>? templates = null)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Count == 0)
        {
            throw new BaronException("There are no classes to look for: give at least one name.");
        }

        if (classNames.GroupBy(n => n.Trim(), StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new BaronException($"The class '{twice.Key}' is named {twice.Count()} times; each must be named once.");
        }

        Require().SetVocabulary(classNames, templates);
    }

    /// <inheritdoc/>
    public virtual void SetClassEmbeddings(Tensor embeddings) => Require().SetClassEmbeddings(embeddings);

    /// <summary>The losses of an open-vocabulary method on its batch.</summary>
    /// <param name="method">The method's name in <c>ovd_cfg</c>.</param>
    /// <param name="batch">The batch on the device.</param>
    /// <param name="features">The neck's maps of the batch.</param>
    protected virtual LossCollection OvdLoss(string method, ModelBatch batch, IReadOnlyList<Tensor> features)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(features);
        IReadOnlyList<Proposals> proposals;
        using (no_grad())
        {
            proposals = RpnHead.Predict([.. features.Select(f => f.detach())], batch.Metas, training: true);
        }

        return Require().OvdLoss(method, features, proposals, batch);
    }

    // Features are extracted in order, because that updates running statistics; what follows is independent.
    private IEnumerable<LossPart> IndependentParts(SampleBatch batch)
    {
        if (Labelled(batch) is { Count: > 0 } labelled)
        {
            var input = DataPreprocessor.Process(labelled, Device);
            var features = ExtractFeatures(input.Images);
            yield return new LossPart(_detectionBatch, () => DetectionLoss(input, features));
        }

        foreach (var (branch, method) in _batchToMethod)
        {
            if (batch[branch].Count > 0)
            {
                var input = DataPreprocessor.Process(batch[branch], Device);
                var features = ExtractFeatures(input.Images);
                yield return new LossPart(branch, () => Suffixed(OvdLoss(method, input, features), branch));
            }
        }
    }

    private LossCollection AllLosses(SampleBatch batch)
    {
        var losses = new LossCollection();
        foreach (var part in IndependentParts(batch))
        {
            losses.AddRange(part.Compute());
        }

        return losses;
    }

    private IReadOnlyList<DataSample> Labelled(SampleBatch batch) => batch[_detectionBatch].Count > 0 ? batch[_detectionBatch] : batch[string.Empty];

    private bool HeadsUpdateStatistics() => training && RpnHead.AsModule().modules().Concat(RoiHead.AsModule().modules()).Any(m => m is BatchNorm && m.training);

    private static LossCollection Suffixed(LossCollection losses, string branch)
    {
        var named = new LossCollection();
        named.AddRange(losses, "_" + branch);
        return named;
    }

    private IOpenVocabularyRoiHead Require() =>
        OpenVocabularyHead ?? throw new BaronException("The RoI head of this detector knows no open-vocabulary methods; use OVDStandardRoIHead.");
}
