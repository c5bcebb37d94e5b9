using System.Diagnostics;

namespace Baron.Evaluation;

/// <summary>Evaluates a result file against an annotation file; no model is needed.</summary>
public static class CocoFileEvaluation
{
    /// <summary>Reads both files and evaluates.</summary>
    /// <param name="annotationFile">Ground truth in COCO's format.</param>
    /// <param name="resultFile">Detections in COCO's result format.</param>
    /// <param name="options">Parameters, or <c>null</c> for COCO's own (boxes, all categories).</param>
    /// <param name="times">Takes the times that reading and evaluating took.</param>
    /// <returns>The evaluation; <see cref="CocoEvaluation.Stats"/> gives COCO's 12 numbers.</returns>
    /// <exception cref="BaronException">
    /// A file is missing, not JSON or not in COCO's format; a detection's image is not in the ground truth; no detection's
    /// category is; a category of <paramref name="options"/> is unknown.
    /// </exception>
    public static CocoEvaluation Run(string annotationFile, string resultFile, CocoEvaluationOptions? options = null, EvaluationTimes? times = null)
    {
        options ??= new CocoEvaluationOptions();
        var watch = Stopwatch.StartNew();
        var truth = CocoGroundTruth.Load(annotationFile, options.IouType == CocoIouType.Mask);
        var evaluator = new CocoEvaluator(truth, options);
        var results = CocoResults.Load(resultFile, options.IouType, truth);
        CheckCategories(truth, results, annotationFile, resultFile);
        var read = watch.Elapsed;
        var evaluation = evaluator.Evaluate(results);
        if (times is not null)
        {
            (times.Reading, times.Evaluating) = (read, watch.Elapsed - read);
        }

        return evaluation;
    }

    /// <summary>Refuses results of another dataset, which would only give zeros.</summary>
    internal static void CheckCategories(CocoGroundTruth truth, CocoResults results, string annotationFile, string resultFile)
    {
        var known = truth.Categories.Select(c => c.Id).ToHashSet();
        if (results.Count > 0 && results.Detections.All(d => !known.Contains(d.CategoryId)))
        {
            throw new BaronException($"No detection of '{resultFile}' is of a category of '{annotationFile}' (the first is of category {results.Detections[0].CategoryId}); they belong to different datasets.");
        }
    }
}
