using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>
/// Re-normalises a tensor that a detector's preprocessor made, for another network such as the image encoder of CLIP
/// (<c>ImgDataPreprocessor</c>).
/// </summary>
[ComponentKind("image_preprocessor")]
public interface IImagePreprocessor
{
    /// <summary>Computes <c>(x - mean) / std</c> per channel, optionally with the first and last channel exchanged.</summary>
    /// <param name="images"><c>[N, 3, H, W]</c> float32.</param>
    Tensor Process(Tensor images);
}
