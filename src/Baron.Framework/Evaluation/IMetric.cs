using Baron.Data;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Evaluation;

/// <summary>Collects detections and computes numbers from them.</summary>
[ComponentKind("metric")]
public interface IMetric
{
    /// <summary>Tells the metric which classes labels stand for; called before the first image.</summary>
    /// <param name="info">The evaluated dataset's classes.</param>
    void Attach(DatasetInfo info);

    /// <summary>Tells the metric which dataset is evaluated; called before the first image. Metrics that take the ground truth from the dataset look at it here.</summary>
    /// <param name="dataset">The evaluated dataset.</param>
    void Attach(IDataset dataset) => Attach(dataset.Info);

    /// <summary>The names of the values that <see cref="Compute"/> gives, where they are known before the first image; else empty.</summary>
    IReadOnlyList<string> Names => [];

    /// <summary>Adds one image.</summary>
    /// <param name="meta">The image.</param>
    /// <param name="detections">Its detections in pixels of the original image, on the CPU; not kept.</param>
    void Add(ImageMeta meta, Detections detections);

    /// <summary>Computes the metrics of everything added, and starts over.</summary>
    /// <returns>Values by name, such as <c>coco/bbox_mAP_50</c>, in the order to print.</returns>
    IReadOnlyList<KeyValuePair<string, double>> Compute();

    /// <summary>Tables by class of what <see cref="Compute"/> gave last, for metrics that were asked for them.</summary>
    IReadOnlyList<ClassTable> ClassTables => [];
}
