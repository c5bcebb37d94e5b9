using static TorchSharp.torch;

namespace Baron.Structures;

/// <summary>One packed sample as it leaves a dataset's pipeline.</summary>
/// <param name="Image">
/// <c>[3, H, W]</c> uint8, channels in file order of the pipeline (BGR by default), on the CPU; float32 where the pipeline
/// normalised or resampled it. Of a picture that came through a pipeline it is made when it is first asked for: a preprocessor
/// may go from the decoded picture to the network's input in one pass and never ask.
/// </param>
/// <param name="Meta">What was done to the image.</param>
/// <param name="Truth">Its annotations; empty tensors where there are none.</param>
/// <param name="Branch">The batch this sample belongs to (<c>det_batch</c>, <c>kd_batch</c>, ...); empty for plain detection.</param>
public sealed record DataSample(Tensor Image, ImageMeta Meta, GroundTruth Truth, string Branch = "") : IDisposable
{
    private readonly SamplePicture _picture = new(Image);

    internal DataSample(SamplePicture picture, ImageMeta meta, GroundTruth truth)
        : this((Tensor)null!, meta, truth) => _picture = picture;

    /// <summary>The picture as a tensor.</summary>
    public Tensor Image
    {
        get => _picture.Tensor;
        init => _picture = new SamplePicture(value);
    }

    /// <summary>The size of <see cref="Image"/>, known without making it.</summary>
    public ImageSize Size => _picture.Size;

    /// <summary>The same picture's samples for further branches, where a pipeline feeds several.</summary>
    public IReadOnlyList<DataSample> FurtherBranches { get; init; } = [];

    internal SamplePicture Picture => _picture;

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var sample in FurtherBranches)
        {
            sample.Dispose();
        }

        _picture.Dispose();
        Truth.Boxes.Dispose();
        Truth.Labels.Dispose();
        Truth.IgnoredBoxes?.Dispose();
        Truth.Masks?.Dispose();
    }
}
