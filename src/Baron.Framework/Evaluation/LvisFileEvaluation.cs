using System.Diagnostics;

namespace Baron.Evaluation;

/// <summary>Evaluates a result file against an LVIS annotation file; no model is needed.</summary>
public static class LvisFileEvaluation
{
    /// <summary>Reads both files and evaluates.</summary>
    /// <param name="annotationFile">Ground truth in LVIS's format.</param>
    /// <param name="resultFile">Detections in COCO's (and LVIS's) result format.</param>
    /// <param name="options">Parameters, or <c>null</c> for lvis-api's own (boxes, all categories, 300 detections an image).</param>
    /// <param name="times">Takes the times that reading and evaluating took.</param>
    /// <exception cref="BaronException">
    /// A file is missing, not JSON or not in its format; a detection's image is not in the ground truth; no detection's category
    /// is; a category of <paramref name="options"/> is unknown.
    /// </exception>
    public static LvisEvaluation Run(string annotationFile, string resultFile, CocoEvaluationOptions? options = null, EvaluationTimes? times = null)
    {
        options ??= new CocoEvaluationOptions { MaxDetections = [300] };
        var watch = Stopwatch.StartNew();
        var truth = LvisGroundTruth.Load(annotationFile, options.IouType == CocoIouType.Mask);
        var evaluator = new LvisEvaluator(truth, options);
        var results = CocoResults.Load(resultFile, options.IouType, truth.Objects);
        CocoFileEvaluation.CheckCategories(truth.Objects, results, annotationFile, resultFile);
        var read = watch.Elapsed;
        var evaluation = evaluator.Evaluate(results);
        if (times is not null)
        {
            (times.Reading, times.Evaluating) = (read, watch.Elapsed - read);
        }

        return evaluation;
    }
}
