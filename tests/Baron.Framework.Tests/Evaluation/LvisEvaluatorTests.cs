using Baron.Data.Coco;
using Baron.Evaluation;
using Baron.Structures;
using NUnit.Framework;

namespace Baron.Framework.Tests.Evaluation;

public sealed class LvisEvaluatorTests
{
    [Test]
    public void A_category_is_judged_only_where_it_is_annotated_or_verifiably_absent()
    {
        // Image 2 says nothing about category 1; image 3 says that it has none.
        var right = Found(1, 1, 0, 0.5);
        Assert.That(Evaluate(Truth(), right, Found(2, 1, 0, 0.9))["AP"], Is.EqualTo(1).Within(1e-12));
        Assert.That(Evaluate(Truth(), right, Found(3, 1, 0, 0.9))["AP"], Is.EqualTo(0.5).Within(1e-12));
        Assert.That(Evaluate(Truth(), right, Found(1, 1, 500, 0.9))["AP"], Is.EqualTo(0.5).Within(1e-12));
    }

    [Test]
    public void Where_a_category_is_not_annotated_exhaustively_unmatched_detections_are_no_mistakes()
    {
        var truth = Truth(notExhaustive: true);
        Assert.That(Evaluate(truth, Found(1, 1, 0, 0.5), Found(1, 1, 500, 0.9))["AP"], Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void The_best_300_detections_of_an_image_count_over_all_categories()
    {
        // 300 better detections of a category that is not even judged push the right one out.
        CocoDetection[] crowd = [.. Enumerable.Range(0, 300).Select(_ => Found(1, 3, 0, 0.9))];
        Assert.That(Evaluate(Truth(), [.. crowd[1..], Found(1, 1, 0, 0.5)])["AP"], Is.EqualTo(1).Within(1e-12));
        Assert.That(Evaluate(Truth(), [.. crowd, Found(1, 1, 0, 0.5)])["AP"], Is.Zero);

        // Of equal scores the first ones stay.
        Assert.That(Evaluate(Truth(), [Found(1, 1, 0, 0.9), .. crowd])["AP"], Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Frequencies_are_averaged_apart()
    {
        var truth = Truth([new CocoGroundTruthAnnotation(2, 1, 2, 0, 0, 40, 40, 1600, false)]);
        var results = Evaluate(truth, Found(1, 1, 0, 0.5));
        Assert.That(new[] { results["APr"], results["APc"], results["APf"] }, Is.EqualTo(new[] { 1.0, 0, -1 }).Within(1e-12));
        Assert.That(results["AP"], Is.EqualTo(0.5).Within(1e-12));
        Assert.That(results["AR@300"], Is.EqualTo(0.5));
    }

    [Test]
    public void Ignored_objects_are_not_counted_and_are_matched_only_once()
    {
        var ignored = new CocoGroundTruthAnnotation(2, 1, 1, 500, 0, 40, 40, 1600, false, Ignore: true);
        Assert.That(Evaluate(Truth([ignored]), Found(1, 1, 0, 0.5), Found(1, 1, 500, 0.9))["AP"], Is.EqualTo(1).Within(1e-12));
        Assert.That(Evaluate(Truth([ignored]), Found(1, 1, 0, 0.5), Found(1, 1, 500, 0.9), Found(1, 1, 500, 0.8))["AP"], Is.EqualTo(0.5).Within(1e-12));
    }

    [Test]
    public void Proposals_are_judged_whatever_their_class_and_image()
    {
        var options = new CocoEvaluationOptions { UseCategories = false, MaxDetections = [300] };
        var results = new CocoResults();
        results.Add(Found(1, 3, 0, 0.5));
        var evaluation = new LvisEvaluator(Truth(), options).Evaluate(results);
        Assert.That(evaluation.Results().ToDictionary()["AR@300"], Is.EqualTo(1));
        Assert.That(evaluation.Results().ToDictionary()["APr"], Is.EqualTo(-1));
    }

    [Test]
    public void Without_detections_recall_is_zero() => Assert.That(Evaluate(Truth())["AR@300"], Is.Zero);

    [Test]
    public void A_detection_of_an_image_that_is_absent_is_a_readable_error() =>
        Assert.That(() => Evaluate(Truth(), Found(99, 1, 0, 0.9)), Throws.TypeOf<BaronException>().With.Message.Contains("image 99"));

    private static LvisGroundTruth Truth(CocoGroundTruthAnnotation[]? more = null, bool notExhaustive = false) => new(
        new CocoGroundTruth(
            "lvis.json",
            new Dictionary<long, ImageSize> { [1] = new(480, 640), [2] = new(480, 640), [3] = new(480, 640) },
            [new CocoCategory(1, "cat", Frequency: "r"), new CocoCategory(2, "dog", Frequency: "c"), new CocoCategory(3, "owl", Frequency: "f")],
            [new CocoGroundTruthAnnotation(1, 1, 1, 0, 0, 40, 40, 1600, false), .. more ?? []]),
        new Dictionary<long, LvisImageLabels>
        {
            [1] = new([], notExhaustive ? [1] : []),
            [2] = new([], []),
            [3] = new([1, 3], []),
        });

    private static CocoDetection Found(long image, int category, double x, double score) => new(image, category, x, 0, 40, 40, score, 1600);

    private static Dictionary<string, double> Evaluate(LvisGroundTruth truth, params CocoDetection[] found)
    {
        var results = new CocoResults();
        foreach (var detection in found)
        {
            results.Add(detection);
        }

        return new LvisEvaluator(truth).Evaluate(results).Results().ToDictionary();
    }
}
