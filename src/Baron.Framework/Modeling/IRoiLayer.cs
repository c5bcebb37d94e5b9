using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>A pooling operation over regions, such as RoIAlign.</summary>
[ComponentKind("roi_layer")]
public interface IRoiLayer
{
    /// <summary>Height and width of the pooled region.</summary>
    ImageSize OutputSize { get; }

    /// <summary>Pools regions.</summary>
    /// <param name="features"><c>[N, C, H, W]</c>.</param>
    /// <param name="rois"><c>[R, 5]</c> in pixels of the network input.</param>
    /// <param name="spatialScale">Size of the map relative to the network input, such as 1/16.</param>
    /// <returns><c>[R, C, h, w]</c>.</returns>
    Tensor Forward(Tensor features, Tensor rois, double spatialScale);
}
