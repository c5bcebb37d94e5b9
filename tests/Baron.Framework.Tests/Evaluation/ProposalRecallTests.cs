using Baron.Data.Coco;
using Baron.Evaluation;
using Baron.Structures;
using NUnit.Framework;

namespace Baron.Framework.Tests.Evaluation;

public sealed class ProposalRecallTests
{
    [Test]
    public void Proposals_count_in_their_own_order_and_not_by_score()
    {
        var truth = Truth(Box(0, 0), Box(200, 0));
        Assert.That(ProposalRecall.Compute(truth, Results(Found(0, 0.1), Found(200, 0.9)), [1, 2], [0.5]), Is.EqualTo(new[] { 0.5, 1 }));
    }

    [Test]
    public void An_object_takes_one_proposal_and_a_proposal_one_object()
    {
        var truth = Truth(Box(0, 0), Box(10, 0));
        Assert.That(ProposalRecall.Compute(truth, Results(Found(0, 1)), [10], [0.5])[0], Is.EqualTo(0.5));
        Assert.That(ProposalRecall.Compute(truth, Results(Found(0, 1), Found(0, 1)), [10], [0.5])[0], Is.EqualTo(1));
    }

    [Test]
    public void The_largest_overlap_is_paired_first()
    {
        // The only proposal fits the second object best although the first would do.
        var truth = Truth(Box(0, 0), Box(10, 0));
        Assert.That(ProposalRecall.Compute(truth, Results(Found(10, 1)), [10], [0.9])[0], Is.EqualTo(0.5));
    }

    [Test]
    public void Recalls_are_averaged_over_thresholds_and_crowds_left_out()
    {
        // The overlap is 30 / 50.
        var truth = Truth(Box(0, 0), Box(300, 0) with { IsCrowd = true });
        Assert.That(ProposalRecall.Compute(truth, Results(Found(10, 1)), [10], [0.5, 0.55, 0.65, 0.7])[0], Is.EqualTo(0.5));
    }

    [Test]
    public void Images_without_proposals_are_missed_and_without_objects_there_is_no_recall()
    {
        Assert.That(ProposalRecall.Compute(Truth(Box(0, 0)), Results(), [10], [0.5])[0], Is.Zero);
        Assert.That(ProposalRecall.Compute(Truth(), Results(Found(0, 1)), [10], [0.5])[0], Is.EqualTo(-1));
    }

    private static CocoGroundTruth Truth(params CocoGroundTruthAnnotation[] annotations) =>
        new("truth.json", new Dictionary<long, ImageSize> { [1] = new(480, 640), [2] = new(480, 640) }, [new CocoCategory(1, "cat")], annotations);

    private static CocoGroundTruthAnnotation Box(double x, double y) => new(1, 1, 1, x, y, 40, 40, 1600, false);

    private static CocoDetection Found(double x, double score) => new(1, 1, x, 0, 40, 40, score, 1600);

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
