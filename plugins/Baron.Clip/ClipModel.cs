using Baron.Clip.Prompts;
using Baron.Clip.Tokenization;
using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Clip;

/// <summary>
/// A frozen CLIP (Radford et al., 2021): an image tower, a text tower and the tokenizer. Its parameters never take gradient and it
/// stays in evaluation mode.
/// </summary>
[Component("CLIP")]
public sealed class ClipModel : Module, IVisionLanguageModel
{
    private const int PromptBatch = 512;

    private readonly string? _vocabularyPath;

    private ClipTokenizer? _tokenizer;

    /// <summary>Puts the towers together.</summary>
    /// <param name="textEncoder">The text tower.</param>
    /// <param name="imageEncoder">The image tower; absent where no method needs one.</param>
    /// <param name="bpePath">
    /// The tokenizer's vocabulary in the form of CLIP's <c>bpe_simple_vocab_16e6.txt.gz</c>; absent: OpenAI's 49,408 tokens.
    /// </param>
    /// <exception cref="BaronException">The towers have no common joint space.</exception>
    public ClipModel(ITextEncoder textEncoder, IImageEncoder? imageEncoder = null, string? bpePath = null)
        : base("CLIP")
    {
        ArgumentNullException.ThrowIfNull(textEncoder);
        if (imageEncoder is not null && imageEncoder.EmbedDim != textEncoder.EmbedDim)
        {
            throw new BaronException($"CLIP: the image encoder's output_dim is {imageEncoder.EmbedDim} and the text encoder's embed_dim {textEncoder.EmbedDim}; they must be equal.");
        }

        (TextEncoder, ImageEncoder, _vocabularyPath) = (textEncoder, imageEncoder, bpePath);
        register_module("text_encoder", textEncoder.AsModule());
        if (imageEncoder is not null)
        {
            register_module("image_encoder", imageEncoder.AsModule());
        }

        foreach (var parameter in parameters())
        {
            parameter.requires_grad = false;
        }

        train(false);
    }

    /// <inheritdoc/>
    public ITextEncoder TextEncoder { get; }

    /// <inheritdoc/>
    public IImageEncoder? ImageEncoder { get; }

    /// <summary>The tokenizer, read when first needed.</summary>
    /// <exception cref="BaronException">The vocabulary cannot be read or does not fit the text encoder.</exception>
    public ClipTokenizer Tokenizer
    {
        get
        {
            if (_tokenizer is null)
            {
                var tokenizer = ClipTokenizer.Load(_vocabularyPath);
                if (tokenizer.VocabularySize != TextEncoder.VocabularySize)
                {
                    throw new BaronException($"CLIP: the text encoder has a vocab_size of {TextEncoder.VocabularySize} and the vocabulary {(_vocabularyPath is null ? "shipped with Baron" : $"'{_vocabularyPath}'")} has {tokenizer.VocabularySize} tokens; set bpe_path to the vocabulary the weights were trained with.");
                }

                _tokenizer = tokenizer;
            }

            return _tokenizer;
        }
    }

    /// <summary>Keeps the model in evaluation mode, whatever its owner's mode is.</summary>
    /// <param name="train">Ignored.</param>
    public override void train(bool train = true) => base.train(false);

    /// <inheritdoc/>
    public void InitWeights()
    {
        TextEncoder.InitWeights();
        ImageEncoder?.InitWeights();
    }

    /// <inheritdoc/>
    public Tensor EmbedClasses(IReadOnlyList<string> classNames, IReadOnlyList<string>? templates = null, bool block12 = false) =>
        PromptEnsemble.Embed(TextEncoder, Tokenize, classNames, templates, block12, PromptBatch);

    /// <inheritdoc/>
    public Tensor Tokenize(IReadOnlyList<string> sentences) =>
        TokenTensors.Create(Tokenizer, sentences, TextEncoder.ContextLength, parameters().First().device);
}
