using Baron.Checkpoints;
using Baron.Modeling;
using Baron.Ops;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// Classifies regions by their pseudo words (BARON, section 3.1): the words become a sentence, the text encoder's embedding of it
/// is compared with those of the class names. Parameters and buffers are registered in the head that owns it.
/// </summary>
internal sealed class PseudoWordClassifier
{
    private const string ClassesName = "cls_embeddings";
    private const string BackgroundName = "bg_embedding";
    private const string BiasName = "cls_bias";

    private readonly nn.Module _owner;
    private readonly string _name;
    private readonly int _numClasses;
    private readonly IRandomSource _random;
    private IVisionLanguageModel? _model;
    private Linear? _background;
    private Tensor? _vocabulary;
    private bool _hasClasses;

    public PseudoWordClassifier(nn.Module owner, string name, PseudoWordSettings settings, int numClasses, IRandomSource random)
    {
        (_owner, _name, Settings, _numClasses, _random) = (owner, name, settings, numClasses, random);
        if (settings.NumWords is < 1 or > 256 || settings.WordDim < 1 || settings.WordsDropRatio is < 0 or > 1)
        {
            throw new BaronException($"{name}: num_words must lie between 1 and 256, word_dim be at least 1 and words_drop_ratio between 0 and 1.");
        }

        if (settings.BgEmbedding is not ("zero" or "learn"))
        {
            throw new BaronException($"{name}: bg_embedding is '{settings.BgEmbedding}'; 'zero' or 'learn' was expected.");
        }

        if (settings.ClsEmbeddingsPath is null && settings.ClassNames is { } names && names.Count != numClasses)
        {
            throw new BaronException($"{name}: num_classes is {numClasses}, but class_names has {names.Count} entries.");
        }

        if (settings.ClsBias is { } bias)
        {
            owner.register_parameter(BiasName, nn.Parameter(full([1], (float)bias)));
        }

        if (settings.ClsEmbeddingsPath is { } path)
        {
            using var scope = NewDisposeScope();
            var embeddings = NpyFile.Load(path).to(ScalarType.Float32);
            if (embeddings.dim() != 2 || embeddings.shape[0] != numClasses)
            {
                throw new BaronException($"{name}: '{path}' has the shape [{string.Join(", ", embeddings.shape)}]; one row for each of the {numClasses} classes was expected.");
            }

            Register(embeddings);
        }
    }

    public PseudoWordSettings Settings { get; }

    /// <summary>The number of classes that are told apart now.</summary>
    public int NumClasses => _vocabulary is null ? _numClasses : (int)_vocabulary.shape[0];

    /// <summary>Gives the text encoder; the widths must fit.</summary>
    public void SetModel(IVisionLanguageModel model)
    {
        _model = model;
        var encoder = model.TextEncoder;
        if (encoder.WordDim != Settings.WordDim)
        {
            throw new BaronException($"{_name}: word_dim is {Settings.WordDim}, but the words of the text encoder are {encoder.WordDim} wide.");
        }

        if (Settings.NumWords + 2 > encoder.ContextLength)
        {
            throw new BaronException($"{_name}: {Settings.NumWords} words with start and end do not fit into the text encoder's context of {encoder.ContextLength}.");
        }

        var width = Settings.UseAttn12Output ? encoder.WordDim : encoder.EmbedDim;
        if (!_hasClasses && Settings.ClassNames is not null)
        {
            using var scope = NewDisposeScope();
            Register(zeros(_numClasses, width));
        }

        if (_hasClasses && _owner.get_buffer(ClassesName).shape[1] is var found && found != width)
        {
            throw new BaronException($"{_name}: the class embeddings are {found} wide, but the text encoder's {(Settings.UseAttn12Output ? "states after block 12" : "embeddings")} {width}; use_attn12_output or the file is wrong.");
        }
    }

    /// <summary>Builds the class embeddings from names where there is no file.</summary>
    public void PrepareClassEmbeddings()
    {
        if (Settings.ClsEmbeddingsPath is null && Settings.ClassNames is { } names && _model is not null)
        {
            using var noGrad = no_grad();
            using var embeddings = _model.EmbedClasses(names, Settings.PromptTemplates, Settings.UseAttn12Output);
            _owner.get_buffer(ClassesName).copy_(embeddings);
        }
    }

    /// <summary>Replaces the classes; the state dict keeps those of the config.</summary>
    public void SetClassEmbeddings(Tensor embeddings)
    {
        if (!_hasClasses)
        {
            throw new BaronException($"{_name} has no class embeddings to replace: cls_embeddings_path and class_names are both absent.");
        }

        using var current = _owner.get_buffer(ClassesName).alias();
        if (embeddings.dim() != 2 || embeddings.shape[0] < 1 || embeddings.shape[1] != current.shape[1])
        {
            throw new BaronException($"{_name}: class embeddings of the shape [{string.Join(", ", embeddings.shape)}] do not fit; at least one row of {current.shape[1]} numbers was expected.");
        }

        using var noGrad = no_grad();
        _vocabulary?.Dispose();
        _vocabulary = embeddings.detach().to(current.dtype, current.device, copy: true).DetachFromDisposeScope();
    }

    /// <summary>The initial weights of the background.</summary>
    public void InitWeights()
    {
        using var noGrad = no_grad();
        if (_background is not null)
        {
            nn.init.xavier_uniform_(_background.weight!);
            nn.init.zeros_(_background.bias!);
        }

        if (Settings.ClsBias is { } bias)
        {
            nn.init.constant_(_owner.get_parameter(BiasName), bias);
        }
    }

    /// <summary>Pseudo words from the output of the classification layer.</summary>
    /// <param name="output"><c>[R, W D]</c>.</param>
    /// <returns><c>[R, W, D]</c>.</returns>
    public Tensor Words(Tensor output) => output.view(-1, Settings.NumWords, Settings.WordDim);

    /// <summary>Class logits of regions.</summary>
    /// <param name="output"><c>[R, W D]</c>, the output of the classification layer.</param>
    /// <param name="training">Whether words are dropped and the training temperature applies.</param>
    /// <returns><c>[R, C + 1]</c>, background last.</returns>
    public Tensor Classify(Tensor output, bool training)
    {
        using var scope = NewDisposeScope();
        var encoder = (_model ?? throw new BaronException($"{_name} has no text encoder: it works inside of a RoI head with a clip_cfg, such as OVDStandardRoIHead.")).TextEncoder;
        var classes = _hasClasses ? _vocabulary ?? _owner.get_buffer(ClassesName) : throw new BaronException($"{_name}: cls_embeddings_path or class_names is needed to classify regions.");
        var regions = (int)output.shape[0];
        var temperature = training ? Settings.ClsTemp : Settings.TestClsTemp ?? Settings.ClsTemp;
        var all = cat([classes, Background()], 0);
        if (regions == 0)
        {
            return (output.matmul(zeros(output.shape[1], all.shape[0], device: output.device)) + 0).MoveToOuterDisposeScope();
        }

        var sentences = WordDropout.Draw(regions, Settings.NumWords, training ? Settings.WordsDropRatio : 0, _random);
        var sentence = encoder.PreparePseudoText(output.view(-1, Settings.WordDim), sentences);
        var embeddings = Settings.UseAttn12Output
            ? encoder.EncodePseudoTextEndK(sentence)
            : encoder.EncodePseudoText(sentence).Embeddings;

        // Cosines times a temperature: eight bits would not do.
        using var full = Autocast.Suspend(output.device_type);
        var logits = Autocast.Full(embeddings).matmul(Autocast.Full(all).t()) * temperature;
        if (training && Settings.ClsBias is not null)
        {
            logits = logits + _owner.get_parameter(BiasName);
        }

        return logits.MoveToOuterDisposeScope();
    }

    private Tensor Background()
    {
        if (_background is null)
        {
            return _owner.get_buffer(BackgroundName);
        }

        var one = ones(1, 1, device: _background.weight!.device);
        return nn.functional.normalize(_background.call(one), dim: -1);
    }

    private void Register(Tensor embeddings)
    {
        _owner.register_buffer(ClassesName, embeddings);
        _hasClasses = true;
        var width = embeddings.shape[1];
        if (Settings.BgEmbedding == "learn")
        {
            _background = nn.Linear(1, width);
            _owner.register_module(BackgroundName, _background);
        }
        else
        {
            _owner.register_buffer(BackgroundName, zeros(1, width));
        }
    }
}
