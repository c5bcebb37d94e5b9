using Baron.Evaluation;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Framework.Tests.Evaluation;

public sealed class ResultComparisonTests
{
    [Test]
    public void The_same_results_match_whatever_their_order()
    {
        var a = Results(Found(1, 1, 0, 0.9), Found(1, 1, 30, 0.8), Found(2, 1, 0, 0.7));
        var b = Results(Found(2, 1, 0, 0.7), Found(1, 1, 30, 0.8), Found(1, 1, 0, 0.9));
        Assert.That(ResultComparison.Of(a, b), Is.EqualTo(new ResultComparison(3, 3, 0)));
    }

    [Test]
    public void Another_place_class_image_or_score_is_no_match()
    {
        var reference = Results(Found(1, 1, 0, 0.9));
        Assert.That(ResultComparison.Of(reference, Results(Found(1, 1, 1, 0.9))).Share, Is.Zero);
        Assert.That(ResultComparison.Of(reference, Results(Found(1, 2, 0, 0.9))).Share, Is.Zero);
        Assert.That(ResultComparison.Of(reference, Results(Found(2, 1, 0, 0.9))).Share, Is.Zero);
        Assert.That(ResultComparison.Of(reference, Results(Found(1, 1, 0, 0.85))).Share, Is.Zero);
        Assert.That(ResultComparison.Of(reference, Results(Found(1, 1, 0, 0.895))).WorstScoreError, Is.EqualTo(0.005).Within(1e-12));
    }

    [Test]
    public void One_detection_serves_once_and_low_scores_are_left_out()
    {
        var reference = Results(Found(1, 1, 0, 0.9), Found(1, 1, 0.01, 0.9), Found(1, 1, 50, 0.05));
        var comparison = ResultComparison.Of(reference, Results(Found(1, 1, 0, 0.9)));
        Assert.That((comparison.Compared, comparison.Matched), Is.EqualTo((2, 1)));
    }

    private static CocoDetection Found(long image, int category, double x, double score) => new(image, category, x, 0, 20, 20, score, 400);

    private static CocoResults Results(params CocoDetection[] found)
    {
        var results = new CocoResults();
        foreach (var detection in found)
        {
            results.Add(detection);
        }

        return results;
    }
}
