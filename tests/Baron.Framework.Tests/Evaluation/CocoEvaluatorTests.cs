using Baron.Data.Coco;
using Baron.Evaluation;
using Baron.Ops;
using Baron.Structures;
using NUnit.Framework;

namespace Baron.Framework.Tests.Evaluation;

public sealed class CocoEvaluatorTests
{
    [Test]
    public void A_perfect_result_has_precision_and_recall_of_one()
    {
        var truth = Truth(Box(1, 1, 1, 0, 0, 40, 40), Box(2, 2, 1, 10, 10, 50, 50));
        var evaluation = Evaluate(truth, Found(1, 1, 0, 0, 40, 40, 0.9), Found(2, 1, 10, 10, 50, 50, 0.8));
        Assert.That(evaluation.Stats()[..2], Is.EqualTo(new double[] { 1, 1 }).Within(1e-12));
        Assert.That(evaluation.AverageRecall(), Is.EqualTo(1));
    }

    [Test]
    public void Without_detections_every_number_with_ground_truth_is_zero_and_the_others_are_minus_one()
    {
        var stats = Evaluate(Truth(Box(1, 1, 1, 0, 0, 40, 40))).Stats();
        Assert.That(stats, Is.EqualTo(new double[] { 0, 0, 0, -1, 0, -1, 0, 0, 0, -1, 0, -1 }));
    }

    [Test]
    public void A_wrong_detection_above_the_right_one_halves_precision()
    {
        var truth = Truth(Box(1, 1, 1, 0, 0, 40, 40));
        var evaluation = Evaluate(truth, Found(1, 1, 200, 200, 40, 40, 0.9), Found(1, 1, 0, 0, 40, 40, 0.8));
        Assert.That(evaluation.AveragePrecision(0.5), Is.EqualTo(0.5).Within(1e-12));
    }

    [Test]
    public void A_second_detection_of_the_same_object_is_wrong()
    {
        var truth = Truth(Box(1, 1, 1, 0, 0, 40, 40), Box(2, 1, 1, 100, 100, 40, 40));
        var evaluation = Evaluate(truth, Found(1, 1, 0, 0, 40, 40, 0.9), Found(1, 1, 0, 0, 40, 40, 0.8), Found(1, 1, 100, 100, 40, 40, 0.7));
        Assert.That(evaluation.Precision[Index(evaluation, recall: 100)], Is.EqualTo(2.0 / 3).Within(1e-12));
    }

    [Test]
    public void Any_number_of_detections_in_a_crowd_is_neither_right_nor_wrong()
    {
        var truth = Truth(Box(1, 1, 1, 0, 0, 40, 40), Box(2, 1, 1, 100, 100, 300, 300, crowd: true));
        var evaluation = Evaluate(
            truth,
            Found(1, 1, 110, 110, 40, 40, 0.9),
            Found(1, 1, 200, 200, 40, 40, 0.9),
            Found(1, 1, 0, 0, 40, 40, 0.5));
        Assert.That(evaluation.AveragePrecision(), Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void An_object_that_counts_is_preferred_to_a_crowd_that_overlaps_more()
    {
        var truth = Truth(Box(1, 1, 1, 0, 0, 100, 100, crowd: true), Box(2, 1, 1, 0, 0, 100, 60));
        var evaluation = Evaluate(truth, Found(1, 1, 0, 0, 100, 100, 0.9));
        Assert.That(evaluation.AverageRecall(0.5), Is.EqualTo(1));
    }

    [Test]
    public void Ties_of_scores_keep_the_order_of_the_results()
    {
        var truth = Truth(Box(1, 1, 1, 0, 0, 40, 40));
        var right = Found(1, 1, 0, 0, 40, 40, 0.5);
        var wrong = Found(1, 1, 200, 200, 40, 40, 0.5);
        Assert.That(Evaluate(truth, right, wrong).AveragePrecision(), Is.EqualTo(1).Within(1e-12));
        Assert.That(Evaluate(truth, wrong, right).AveragePrecision(), Is.EqualTo(0.5).Within(1e-12));
    }

    [Test]
    public void Scores_that_are_no_numbers_come_last()
    {
        var truth = Truth(Box(1, 1, 1, 0, 0, 40, 40));
        var evaluation = Evaluate(truth, Found(1, 1, 200, 200, 40, 40, double.NaN), Found(1, 1, 0, 0, 40, 40, 0.1));
        Assert.That(evaluation.AveragePrecision(), Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Only_the_best_detections_of_an_image_count()
    {
        var truth = Truth(Box(1, 1, 1, 0, 0, 40, 40));
        CocoDetection[] found = [.. Enumerable.Range(0, 10).Select(i => Found(1, 1, 200 + i, 200, 40, 40, 0.9)), Found(1, 1, 0, 0, 40, 40, 0.1)];
        var evaluation = Evaluate(truth, found);
        Assert.That(evaluation.AverageRecall(maxDetections: 10), Is.Zero);
        Assert.That(evaluation.AverageRecall(maxDetections: 100), Is.EqualTo(1));
    }

    [Test]
    public void Detections_of_other_sizes_do_not_hurt_a_size()
    {
        var truth = Truth(Box(1, 1, 1, 0, 0, 20, 20));
        var evaluation = Evaluate(truth, Found(1, 1, 200, 200, 200, 200, 0.9), Found(1, 1, 0, 0, 20, 20, 0.5));
        Assert.That(evaluation.AveragePrecision(area: "small"), Is.EqualTo(1).Within(1e-12));
        Assert.That(evaluation.AveragePrecision(), Is.EqualTo(0.5).Within(1e-12));
    }

    [Test]
    public void The_wrong_class_is_wrong_unless_proposals_are_judged()
    {
        var truth = Truth(Box(1, 1, 1, 0, 0, 40, 40));
        var found = Found(1, 2, 0, 0, 40, 40, 0.9);
        Assert.That(Evaluate(truth, found).AverageRecall(categoryIds: [1]), Is.Zero);
        var results = new CocoResults();
        results.Add(found);
        var proposals = new CocoEvaluator(truth, new CocoEvaluationOptions { UseCategories = false }).Evaluate(results);
        Assert.That(proposals.AverageRecall(), Is.EqualTo(1));
    }

    [Test]
    public void An_annotation_with_the_id_zero_is_never_found_as_in_the_COCO_tools() =>
        Assert.That(Evaluate(Truth(Box(0, 1, 1, 0, 0, 40, 40)), Found(1, 1, 0, 0, 40, 40, 0.9)).AverageRecall(), Is.Zero);

    [Test]
    public void Masks_are_compared_by_their_pixels()
    {
        var half = RunLengthMask.FromPixels([1, 1, 0, 0, 1, 1, 0, 0], 2, 4);
        var full = RunLengthMask.FromPixels([1, 1, 1, 1, 1, 1, 1, 1], 2, 4);
        var truth = Truth(Box(1, 1, 1, 0, 0, 4, 2) with { Mask = full });
        var results = new CocoResults();
        results.Add(Found(1, 1, 0, 0, 4, 2, 0.9) with { Mask = half });
        var evaluation = new CocoEvaluator(truth, new CocoEvaluationOptions { IouType = CocoIouType.Mask }).Evaluate(results);
        Assert.That(evaluation.AverageRecall(0.5), Is.EqualTo(1));
        Assert.That(evaluation.AverageRecall(0.55), Is.Zero);
    }

    [Test]
    public void Masks_that_are_missing_or_of_another_size_are_readable_errors()
    {
        var mask = RunLengthMask.FromPixels([1, 1], 1, 2);
        var options = new CocoEvaluationOptions { IouType = CocoIouType.Mask };
        var results = new CocoResults();
        results.Add(Found(1, 1, 0, 0, 4, 2, 0.9) with { Mask = mask });
        Assert.That(
            () => new CocoEvaluator(Truth(Box(7, 1, 1, 0, 0, 4, 2)), options).Evaluate(results),
            Throws.TypeOf<BaronException>().With.Message.Contains("annotation 7 has no mask"));
        var other = RunLengthMask.FromPixels([1, 1, 1], 1, 3);
        Assert.That(
            () => new CocoEvaluator(Truth(Box(7, 1, 1, 0, 0, 4, 2) with { Mask = other }), options).Evaluate(results),
            Throws.TypeOf<BaronException>().With.Message.Contains("1 x 2 pixels"));
    }

    [Test]
    public void A_detection_of_an_image_that_is_absent_is_a_readable_error() =>
        Assert.That(
            () => Evaluate(Truth(Box(1, 1, 1, 0, 0, 40, 40)), Found(99, 1, 0, 0, 40, 40, 0.9)),
            Throws.TypeOf<BaronException>().With.Message.Contains("image 99").And.Message.Contains("truth.json"));

    [TestCase(77)]
    [TestCase(-1)]
    public void An_unknown_category_is_a_readable_error(int unknown) =>
        Assert.That(
            () => new CocoEvaluator(Truth(Box(1, 1, 1, 0, 0, 40, 40)), new CocoEvaluationOptions { CategoryIds = [1, unknown] }),
            Throws.TypeOf<BaronException>().With.Message.Contains($"Category {unknown}"));

    [Test]
    public void Categories_are_averaged_with_equal_weight_and_those_without_objects_left_out()
    {
        var truth = Truth(Box(1, 1, 1, 0, 0, 40, 40), Box(2, 1, 2, 0, 0, 40, 40));
        var evaluation = Evaluate(truth, Found(1, 1, 0, 0, 40, 40, 0.9));
        Assert.That(evaluation.AveragePrecision(), Is.EqualTo(0.5).Within(1e-12));
        Assert.That(evaluation.AveragePrecision(categoryIds: [1]), Is.EqualTo(1).Within(1e-12));
        Assert.That(evaluation.AveragePrecision(categoryIds: [3]), Is.EqualTo(-1));
    }

    [Test]
    public void Evaluation_does_not_change_the_results_and_can_be_repeated()
    {
        var truth = Truth(Box(1, 1, 1, 0, 0, 40, 40));
        var results = new CocoResults();
        results.Add(Found(1, 1, 0, 0, 40, 38, 0.9));
        var evaluator = new CocoEvaluator(truth);
        var first = evaluator.Evaluate(results).Stats();
        var second = evaluator.Evaluate(results).Stats();
        Assert.That(second, Is.EqualTo(first));
        Assert.That(results.Count, Is.EqualTo(1));
    }

    private static int Index(CocoEvaluation evaluation, int recall) =>
        (recall * evaluation.CategoryIds.Count * evaluation.Options.AreaRanges.Count * evaluation.Options.MaxDetections.Count) + 2;

    private static CocoGroundTruth Truth(params CocoGroundTruthAnnotation[] annotations) => new(
        "truth.json",
        new Dictionary<long, ImageSize> { [1] = new(480, 640), [2] = new(480, 640), [3] = new(480, 640) },
        [new CocoCategory(1, "cat"), new CocoCategory(2, "dog"), new CocoCategory(3, "owl")],
        annotations);

    private static CocoGroundTruthAnnotation Box(long id, long image, int category, double x, double y, double width, double height, bool crowd = false) =>
        new(id, image, category, x, y, width, height, width * height, crowd);

    private static CocoDetection Found(long image, int category, double x, double y, double width, double height, double score) =>
        new(image, category, x, y, width, height, score, width * height);

    private static CocoEvaluation Evaluate(CocoGroundTruth truth, params CocoDetection[] found)
    {
        var results = new CocoResults();
        foreach (var detection in found)
        {
            results.Add(detection);
        }

        return new CocoEvaluator(truth).Evaluate(results);
    }
}
