using static TorchSharp.torch;

namespace Baron.Structures;

/// <summary>One packed sample as it leaves a dataset's pipeline.</summary>
/// <param name="Image">
/// <c>[3, H, W]</c> uint8, channels in file order of the pipeline (BGR by default), on the CPU; float32 where the pipeline
/// normalised or resampled it.
/// </param>
/// <param name="Meta">What was done to the image.</param>
/// <param name="Truth">Its annotations; empty tensors where there are none.</param>
/// <param name="Branch">The batch this sample belongs to (<c>det_batch</c>, <c>kd_batch</c>, ...); empty for plain detection.</param>
public sealed record DataSample(Tensor Image, ImageMeta Meta, GroundTruth Truth, string Branch = "") : IDisposable
{
    /// <summary>The same picture's samples for further branches, where a pipeline feeds several.</summary>
    public IReadOnlyList<DataSample> FurtherBranches { get; init; } = [];

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var sample in FurtherBranches)
        {
            sample.Dispose();
        }

        Image.Dispose();
        Truth.Boxes.Dispose();
        Truth.Labels.Dispose();
        Truth.IgnoredBoxes?.Dispose();
        Truth.Masks?.Dispose();
    }
}
