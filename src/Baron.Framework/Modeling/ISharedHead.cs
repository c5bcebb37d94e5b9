using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>Layers between the RoI extractor and the box head, shared by all heads (res5 of a C4 detector).</summary>
[ComponentKind("shared_head")]
public interface ISharedHead : IModelPart
{
    /// <summary>Transforms region features.</summary>
    /// <param name="roiFeatures"><c>[R, C, h, w]</c>.</param>
    Tensor Forward(Tensor roiFeatures);
}
