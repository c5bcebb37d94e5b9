using Baron.Clip.Tokenization;
using Baron.Modeling;
using Baron.Registry;
using Baron.Structures;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Clip.Training;

/// <summary>
/// Trains the two towers of a CLIP on pictures with captions: symmetric cross entropy over the cosines of a batch, with a learned
/// temperature (Radford et al., 2021, figure 3).
/// </summary>
/// <remarks>
/// Its state dict has OpenAI's names (<c>visual.*</c>, the text tower's keys at top level, <c>logit_scale</c>), so that what it saves
/// serves as <c>init_cfg</c> of the towers: <c>Pretrained</c> with prefix <c>visual</c> for images and without prefix for text.
/// </remarks>
[Component("CLIPPretrainer")]
public sealed class ClipPretrainer : Module, IModel
{
    private const string TextPrefix = "text_encoder.";

    private readonly IDataPreprocessor _preprocessor;
    private readonly ITextEncoder _text;
    private readonly IImageEncoder _image;
    private readonly ClipTokenizer _tokenizer;

    [ComponentName(Name = "logit_scale")]
    private readonly Parameter _logitScale;

    /// <summary>Puts the towers together.</summary>
    /// <param name="dataPreprocessor">Normalises the pictures for the image tower.</param>
    /// <param name="imageEncoder">The image tower.</param>
    /// <param name="textEncoder">The text tower.</param>
    /// <param name="bpePath">
    /// The tokenizer's vocabulary in the form of CLIP's <c>bpe_simple_vocab_16e6.txt.gz</c>; absent: OpenAI's 49,408 tokens.
    /// </param>
    /// <param name="initialTemperature">The softmax temperature at the start: 0.07, as OpenAI's.</param>
    /// <param name="maxLogitScale">Cosines are never multiplied by more than this.</param>
    /// <exception cref="BaronException">The towers have no common joint space, or the vocabulary does not fit.</exception>
    public ClipPretrainer(
        IDataPreprocessor dataPreprocessor,
        IImageEncoder imageEncoder,
        ITextEncoder textEncoder,
        string? bpePath = null,
        double initialTemperature = 0.07,
        double maxLogitScale = 100)
        : base(nameof(ClipPretrainer))
    {
        ArgumentNullException.ThrowIfNull(imageEncoder);
        ArgumentNullException.ThrowIfNull(textEncoder);
        if (imageEncoder.EmbedDim != textEncoder.EmbedDim)
        {
            throw new BaronException($"CLIPPretrainer: the image encoder's output_dim is {imageEncoder.EmbedDim} and the text encoder's embed_dim {textEncoder.EmbedDim}; they must be equal.");
        }

        if (initialTemperature <= 0 || maxLogitScale <= 0)
        {
            throw new BaronException("CLIPPretrainer: initial_temperature and max_logit_scale must be above 0.");
        }

        (_preprocessor, _image, _text) = (dataPreprocessor, imageEncoder, textEncoder);
        _tokenizer = ClipTokenizer.Load(bpePath);
        if (_tokenizer.VocabularySize != textEncoder.VocabularySize)
        {
            throw new BaronException($"CLIPPretrainer: the vocabulary has {_tokenizer.VocabularySize} tokens; set the text encoder's vocab_size to that instead of {textEncoder.VocabularySize}.");
        }

        (InitialLogitScale, MaxLogitScale) = (Math.Log(1 / initialTemperature), Math.Log(maxLogitScale));
        _logitScale = Parameter(tensor((float)InitialLogitScale));

        // One by one: the towers are held by fields of their interfaces too and must not be registered twice.
        register_module("visual", imageEncoder.AsModule());
        register_module("text_encoder", textEncoder.AsModule());
        register_parameter("logit_scale", _logitScale);
    }

    /// <summary>Logarithm of the factor that cosines are multiplied by, at the start.</summary>
    public double InitialLogitScale { get; }

    /// <summary>Upper bound of that logarithm.</summary>
    public double MaxLogitScale { get; }

    /// <inheritdoc/>
    public void InitWeights()
    {
        _image.InitWeights();
        _text.InitWeights();
        using var noGrad = no_grad();
        init.constant_(_logitScale, InitialLogitScale);
    }

    /// <summary>The contrastive loss, and as metrics the share of pictures whose own caption fits best and the logit scale.</summary>
    /// <param name="batch">Pictures of the image tower's resolution with at least one caption each; the first is taken.</param>
    /// <exception cref="BaronException">A sample has no caption.</exception>
    public LossCollection Loss(SampleBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Samples.FirstOrDefault(s => s.Truth.Captions.Count == 0) is { } bare)
        {
            throw new BaronException($"CLIPPretrainer: the sample of image {bare.Meta.ImageId} has no caption.");
        }

        using var scope = NewDisposeScope();
        var device = _logitScale.device;
        var images = _preprocessor.Process(batch.Samples, device).Images;
        using (no_grad())
        {
            // Bounding the scale here is the same as bounding it after each step.
            _logitScale.clamp_(max: MaxLogitScale);
        }

        var tokens = TokenTensors.Create(_tokenizer, [.. batch.Samples.Select(s => s.Truth.Captions[0])], _text.ContextLength, device);
        var pictures = _image.Encode(images).Embeddings;
        var sentences = _text.EncodeText(tokens).Embeddings;
        var logits = pictures.matmul(sentences.t()) * _logitScale.exp();
        var targets = arange(images.shape[0], device: device);
        var loss = (functional.cross_entropy(logits, targets) + functional.cross_entropy(logits.t(), targets)) * 0.5;

        var losses = new LossCollection();
        losses.Add("loss_contrastive", loss.MoveToOuterDisposeScope());
        losses.AddMetric("acc", logits.detach().argmax(1).eq(targets).to(ScalarType.Float32).mean().mul(100).MoveToOuterDisposeScope());
        losses.AddMetric("logit_scale", _logitScale.detach().exp().MoveToOuterDisposeScope());
        return losses;
    }

    /// <summary>The state under OpenAI's names.</summary>
    /// <param name="destination">Where entries are added, or <c>null</c> for a new dictionary.</param>
    /// <param name="prefix">Put before each name.</param>
    public override Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
    {
        var own = base.state_dict();
        destination ??= [];
        foreach (var (key, value) in own)
        {
            destination[(string.IsNullOrEmpty(prefix) ? "" : prefix + ".") + WithoutTextPrefix(key)] = value;
        }

        return destination;
    }

    private static string WithoutTextPrefix(string key) => key.StartsWith(TextPrefix, StringComparison.Ordinal) ? key[TextPrefix.Length..] : key;
}
