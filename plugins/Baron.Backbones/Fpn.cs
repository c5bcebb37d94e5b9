using Baron.Modeling;
using Baron.Registry;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Backbones;

/// <summary>
/// A feature pyramid (Lin et al., Feature Pyramid Networks, 2017): every level sees what the coarser ones found. Names in state
/// dicts are <c>lateral_convs.0.conv</c> and <c>fpn_convs.0.conv</c>, with normalisation also <c>.bn</c>.
/// </summary>
[Component("FPN")]
public class Fpn : nn.Module, INeck
{
    private readonly ConvModule[] _laterals;
    private readonly ConvModule[] _outputs;
    private readonly int _inputs;
    private readonly int _startLevel;
    private readonly int _endLevel;
    private readonly int _numOuts;
    private readonly string? _extraConvs;
    private readonly bool _reluBeforeExtraConvs;
    private readonly InterpolationMode _mode;
    private readonly double? _scaleFactor;
    private readonly IInitializer? _initializer;

    /// <summary>Creates the neck.</summary>
    /// <param name="inChannels">Channels of each backbone level.</param>
    /// <param name="outChannels">Channels of every output level.</param>
    /// <param name="numOuts">The number of output levels; those beyond the backbone's are made by stride 2.</param>
    /// <param name="startLevel">The first backbone level used.</param>
    /// <param name="endLevel">The last backbone level used; -1: the last there is.</param>
    /// <param name="addExtraConvs">What extra levels are convolved from: on_input (the last backbone level), on_lateral or on_output; by default they are pooled.</param>
    /// <param name="reluBeforeExtraConvs">Whether a ReLU comes before extra convolutions but the first.</param>
    /// <param name="noNormOnLateral">Whether lateral convolutions have no normalisation.</param>
    /// <param name="normCfg">Normalisation after each convolution; by default none.</param>
    /// <param name="actCfg">Activation after each convolution; by default none.</param>
    /// <param name="upsampleCfg">How coarser levels are enlarged; by default nearest, to the finer level's own size.</param>
    /// <param name="initCfg">Initialisation in place of Xavier's.</param>
    /// <exception cref="BaronException">Levels that do not fit together.</exception>
    public Fpn(
        IReadOnlyList<int> inChannels,
        int outChannels,
        int numOuts,
        int startLevel = 0,
        int endLevel = -1,
        string? addExtraConvs = null,
        bool reluBeforeExtraConvs = false,
        bool noNormOnLateral = false,
        INormalization? normCfg = null,
        ILayer? actCfg = null,
        UpsampleConfig? upsampleCfg = null,
        IInitializer? initCfg = null)
        : base(nameof(Fpn))
    {
        _inputs = inChannels.Count;
        _startLevel = startLevel;
        _endLevel = endLevel == -1 ? inChannels.Count : endLevel + 1;
        _numOuts = numOuts;
        _extraConvs = addExtraConvs;
        _reluBeforeExtraConvs = reluBeforeExtraConvs;
        _scaleFactor = upsampleCfg?.ScaleFactor;
        _mode = (upsampleCfg?.Mode ?? "nearest") switch
        {
            "nearest" => InterpolationMode.Nearest,
            "bilinear" => InterpolationMode.Bilinear,
            var other => throw new BaronException($"FPN: upsample_cfg.mode must be \"nearest\" or \"bilinear\", not \"{other}\"."),
        };
        _initializer = initCfg;
        if (startLevel < 0 || _endLevel > inChannels.Count || startLevel >= _endLevel)
        {
            throw new BaronException($"FPN: start_level = {startLevel} and end_level = {endLevel} do not select a range of the {inChannels.Count} levels of in_channels.");
        }

        var levels = _endLevel - startLevel;
        if (numOuts < levels)
        {
            throw new BaronException($"FPN: num_outs = {numOuts} is less than the {levels} backbone levels used; lower end_level or raise num_outs.");
        }

        if (endLevel != -1 && endLevel != inChannels.Count - 1 && numOuts != levels)
        {
            throw new BaronException($"FPN: with end_level = {endLevel} there are no extra levels; num_outs must be {levels}, not {numOuts}.");
        }

        if (addExtraConvs is not (null or "on_input" or "on_lateral" or "on_output"))
        {
            throw new BaronException($"FPN: add_extra_convs must be \"on_input\", \"on_lateral\" or \"on_output\", not \"{addExtraConvs}\".");
        }

        _laterals = new ConvModule[levels];
        var outputs = new List<ConvModule>();
        for (var i = 0; i < levels; i++)
        {
            _laterals[i] = new ConvModule(inChannels[startLevel + i], outChannels, 1, normalization: noNormOnLateral ? null : normCfg, activation: actCfg);
            outputs.Add(new ConvModule(outChannels, outChannels, 3, padding: 1, normalization: normCfg, activation: actCfg));
        }

        if (addExtraConvs is not null)
        {
            for (var i = levels; i < numOuts; i++)
            {
                var channels = i == levels && addExtraConvs == "on_input" ? inChannels[_endLevel - 1] : outChannels;
                outputs.Add(new ConvModule(channels, outChannels, 3, 2, 1, normalization: normCfg, activation: actCfg));
            }
        }

        _outputs = outputs.ToArray();
        register_module("lateral_convs", nn.ModuleList(_laterals));
        register_module("fpn_convs", nn.ModuleList(_outputs));
    }

    /// <inheritdoc/>
    public virtual IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> features)
    {
        if (features.Count != _inputs)
        {
            throw new BaronException($"FPN: in_channels names {_inputs} levels, but the backbone gives {features.Count}; make in_channels and out_indices agree.");
        }

        using var scope = NewDisposeScope();
        var laterals = new Tensor[_laterals.Length];
        for (var i = 0; i < laterals.Length; i++)
        {
            laterals[i] = _laterals[i].call(features[_startLevel + i]);
        }

        for (var i = laterals.Length - 1; i > 0; i--)
        {
            var shape = laterals[i - 1].shape;
            var enlarged = _scaleFactor is { } factor
                ? nn.functional.interpolate(laterals[i], null, [factor, factor], _mode)
                : nn.functional.interpolate(laterals[i], [shape[2], shape[3]], null, _mode);
            laterals[i - 1] = laterals[i - 1] + enlarged;
        }

        var outputs = new List<Tensor>(_numOuts);
        for (var i = 0; i < laterals.Length; i++)
        {
            outputs.Add(_outputs[i].call(laterals[i]));
        }

        for (var i = laterals.Length; i < _numOuts; i++)
        {
            outputs.Add(ExtraLevel(i, features, laterals, outputs));
        }

        foreach (var output in outputs)
        {
            output.MoveToOuterDisposeScope();
        }

        return outputs;
    }

    /// <inheritdoc/>
    public virtual void InitWeights()
    {
        if (_initializer is not null)
        {
            _initializer.Initialize(this, "neck");
            return;
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var block in _laterals.Concat(_outputs))
        {
            block.InitWeights();
            nn.init.xavier_uniform_(block.Conv.weight);
        }
    }

    private Tensor ExtraLevel(int level, IReadOnlyList<Tensor> features, Tensor[] laterals, List<Tensor> outputs)
    {
        if (_extraConvs is null)
        {
            return nn.functional.max_pool2d(outputs[^1], 1, 2);
        }

        var first = level == laterals.Length;
        var source = !first ? outputs[^1]
            : _extraConvs == "on_input" ? features[_endLevel - 1]
            : _extraConvs == "on_lateral" ? laterals[^1]
            : outputs[^1];
        return _outputs[level].call(!first && _reluBeforeExtraConvs ? source.relu() : source);
    }
}
