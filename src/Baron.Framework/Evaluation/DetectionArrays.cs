using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Evaluation;

/// <summary>The detections of one image as arrays.</summary>
/// <param name="Boxes">Four numbers a detection: x1, y1, x2, y2.</param>
/// <param name="Scores">One number a detection.</param>
/// <param name="Labels">Class indices, all of the dataset's classes.</param>
internal readonly record struct DetectionArrays(float[] Boxes, float[] Scores, int[] Labels)
{
    /// <summary>Copies them from tensors.</summary>
    /// <param name="meta">The image, for messages.</param>
    /// <param name="detections">Its detections.</param>
    /// <param name="classes">How many classes the dataset has.</param>
    /// <exception cref="BaronException">A label is none of them.</exception>
    public static DetectionArrays Read(ImageMeta meta, Detections detections, int classes)
    {
        using var scope = NewDisposeScope();
        var labels = detections.Labels.cpu().to(ScalarType.Int64).contiguous().data<long>().ToArray();
        var index = Array.FindIndex(labels, label => label < 0 || label >= classes);
        return index < 0
            ? new DetectionArrays(Floats(detections.Boxes), Floats(detections.Scores), Array.ConvertAll(labels, label => (int)label))
            : throw new BaronException($"A detection of image {meta.ImageId} has the label {labels[index]}; the evaluated dataset has {classes} classes. Does the model belong to another dataset?");
    }

    private static float[] Floats(Tensor tensor) => tensor.cpu().to(ScalarType.Float32).contiguous().data<float>().ToArray();
}
