using System.Runtime.InteropServices;

namespace Baron.Evaluation;

/// <summary>Detections of a whole dataset, in the order they were added (which breaks ties of equal scores).</summary>
public sealed class CocoResults
{
    private readonly List<CocoDetection> _detections = [];

    /// <summary>The detections.</summary>
    public IReadOnlyList<CocoDetection> Detections => _detections;

    /// <summary>The detections, without copies; not to be kept while detections are added.</summary>
    internal ReadOnlySpan<CocoDetection> Span => CollectionsMarshal.AsSpan(_detections);

    /// <summary>The number of detections.</summary>
    public int Count => _detections.Count;

    /// <summary>Adds a detection.</summary>
    /// <param name="detection">The detection.</param>
    public void Add(in CocoDetection detection) => _detections.Add(detection);

    /// <summary>Removes every detection.</summary>
    public void Clear() => _detections.Clear();

    /// <summary>Reads a result file in COCO's format, also compressed by gzip.</summary>
    /// <param name="path">The file: a list of objects with <c>image_id</c>, <c>category_id</c>, <c>score</c> and <c>bbox</c> or <c>segmentation</c>.</param>
    /// <param name="iouType">What will be compared; masks are only read when they are needed.</param>
    /// <param name="truth">The ground truth, whose image sizes masks given as polygons need.</param>
    /// <exception cref="BaronException">The file is missing, not JSON, or not in COCO's result format.</exception>
    public static CocoResults Load(string path, CocoIouType iouType = CocoIouType.Box, CocoGroundTruth? truth = null) =>
        CocoResultsReader.Read(path, iouType, truth);

    /// <summary>Writes a result file in COCO's format, streamed, beside its target and then renamed.</summary>
    /// <param name="path">The target.</param>
    /// <exception cref="BaronException">The file cannot be written, or a box or a score is no number.</exception>
    public void Save(string path) => CocoResultsWriter.Write(path, _detections);

    /// <summary>The same detections with their masks' areas, which decide to which sizes an unmatched mask counts.</summary>
    /// <param name="metric">Who asks, for messages.</param>
    /// <exception cref="BaronException">A detection has no mask.</exception>
    internal CocoResults WithMaskAreas(string metric)
    {
        var result = new CocoResults();
        foreach (ref readonly var detection in Span)
        {
            result.Add(detection with
            {
                Area = detection.Mask?.Area ?? throw new BaronException($"{metric}: segm is to be computed and the detections of image {detection.ImageId} have no masks."),
            });
        }

        return result;
    }
}
