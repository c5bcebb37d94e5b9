using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>RoIAlign: bilinear samples averaged in each bin of a region (He et al., Mask R-CNN, 2017).</summary>
[Component("RoIAlign")]
public sealed class RoiAlignLayer : IRoiLayer
{
    private readonly int _samplingRatio;
    private readonly bool _aligned;

    /// <summary>Creates the layer.</summary>
    /// <param name="outputSize">Side of the pooled region in bins.</param>
    /// <param name="samplingRatio">Samples per bin and axis; 0: as many as there are pixels.</param>
    /// <param name="aligned">Whether regions are shifted by half a pixel, so that pixels are areas and not points.</param>
    /// <exception cref="BaronException">A size below 1 or a negative ratio.</exception>
    public RoiAlignLayer(int outputSize, int samplingRatio = 0, bool aligned = true)
    {
        if (outputSize < 1 || samplingRatio < 0)
        {
            throw new BaronException($"RoIAlign: output_size must be at least 1 and sampling_ratio at least 0, not {outputSize} and {samplingRatio}.");
        }

        OutputSize = new ImageSize(outputSize, outputSize);
        _samplingRatio = samplingRatio;
        _aligned = aligned;
    }

    /// <inheritdoc/>
    public ImageSize OutputSize { get; }

    /// <inheritdoc/>
    public Tensor Forward(Tensor features, Tensor rois, double spatialScale) =>
        RoiAlign.Apply(features, rois, OutputSize, spatialScale, _samplingRatio, _aligned);
}
