using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>The image tower of a vision-language model.</summary>
[ComponentKind("image_encoder")]
public interface IImageEncoder : IModelPart
{
    /// <summary>Side of the square input in pixels.</summary>
    int InputResolution { get; }

    /// <summary>Side of the patch grid.</summary>
    int GridSize { get; }

    /// <summary>Attention heads of the last block, for attention masks.</summary>
    int NumHeads { get; }

    /// <summary>Encodes crops.</summary>
    /// <param name="crops"><c>[n, 3, r, r]</c> float32, normalised for this tower.</param>
    /// <param name="patchTokens">Whether patch tokens are returned.</param>
    /// <param name="attentionMask"><c>[n heads, 1 + g g, 1 + g g]</c> additive mask or <c>null</c>.</param>
    /// <param name="normalize">Whether embeddings have unit length.</param>
    ImageFeatures Encode(Tensor crops, bool patchTokens = false, Tensor? attentionMask = null, bool normalize = false);
}
