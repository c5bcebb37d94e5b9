using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>A whole detector.</summary>
[ComponentKind("detector")]
public interface IDetector : IModel
{
    /// <summary>Detects objects; the module is in evaluation mode.</summary>
    /// <param name="samples">The images, on the CPU.</param>
    /// <param name="rescale">Whether boxes are returned in pixels of the original images.</param>
    /// <returns>One record an image, on the CPU.</returns>
    IReadOnlyList<Detections> Predict(IReadOnlyList<DataSample> samples, bool rescale = true);
}
