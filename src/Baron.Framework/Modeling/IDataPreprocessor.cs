using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>Turns packed samples into a network input: device, channel order, normalisation, padding.</summary>
[ComponentKind("data_preprocessor")]
public interface IDataPreprocessor
{
    /// <summary>Stacks the images of one branch.</summary>
    /// <param name="samples">At least one sample.</param>
    /// <param name="device">The network's device.</param>
    /// <returns>Images <c>[N, 3, H, W]</c>; truths on the device.</returns>
    ModelBatch Process(IReadOnlyList<DataSample> samples, Device device);
}
