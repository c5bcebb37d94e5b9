using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>The image tower of a vision-language model.</summary>
[ComponentKind("image_encoder")]
public interface IImageEncoder : IModelPart
{
    /// <summary>Side of the square input in pixels.</summary>
    int InputResolution { get; }

    /// <summary>Side g of the patch grid.</summary>
    int GridSize { get; }

    /// <summary>Width E of the joint space.</summary>
    int EmbedDim { get; }

    /// <summary>Encodes crops.</summary>
    /// <param name="crops"><c>[n, 3, r, r]</c> float32, normalised for this tower.</param>
    /// <param name="patchTokens">Whether patch tokens are returned; see <see cref="ImageFeatures"/>.</param>
    /// <param name="visible">
    /// <c>[n, 1 + g g, 1 + g g]</c> bool: which positions (the class token first, then the grid's rows) may attend to which;
    /// <c>null</c>: all to all.
    /// </param>
    /// <param name="normalize">Whether embeddings have unit length; patch tokens are not normalised.</param>
    ImageFeatures Encode(Tensor crops, bool patchTokens = false, Tensor? visible = null, bool normalize = true);
}
