using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>A box head that can say what a region is in pseudo words.</summary>
public interface IPseudoWordHead : IBBoxHead
{
    /// <summary>Pseudo words of regions.</summary>
    /// <param name="roiFeatures"><c>[R, C, h, w]</c>.</param>
    /// <returns><c>[R, W, D]</c>.</returns>
    Tensor VisionToLanguage(Tensor roiFeatures);

    /// <summary>Gives the head the text encoder it compares regions and class names with; it is not owned by the head.</summary>
    /// <param name="model">The vision-language model.</param>
    void SetVisionLanguageModel(IVisionLanguageModel model);

    /// <summary>
    /// Builds the class embeddings with the vision-language model where the config gives class names instead of a file. Called
    /// once, after the model's own weights are set.
    /// </summary>
    void PrepareClassEmbeddings();

    /// <summary>Replaces the class embeddings; the number of classes follows.</summary>
    /// <param name="embeddings"><c>[C, E]</c> float32.</param>
    void SetClassEmbeddings(Tensor embeddings);

    /// <summary>Whether class embeddings are end-of-text states after block 12.</summary>
    bool UseAttn12Output { get; }
}
