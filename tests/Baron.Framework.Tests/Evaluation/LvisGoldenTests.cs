using Baron.Evaluation;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Framework.Tests.Evaluation;

[Category("Golden")]
public sealed class LvisGoldenTests
{
    [TestCase("k_lvis", "synth_bbox", "files", CocoIouType.Box, false)]
    [TestCase("k_lvis", "real_bbox", "files_real", CocoIouType.Box, false)]
    [TestCase("k_lvis", "real_segm", "files_real", CocoIouType.Mask, true)]
    [TestCase("k_lvis", "real_segm_with_bbox_key", "files_real", CocoIouType.Mask, false)]
    public void Everything_that_lvis_api_computes_is_equal(string name, string group, string files, CocoIouType type, bool maskAreas)
    {
        var fixture = GoldenFixture.Open(name);
        if (!fixture.Has(group + ".results"))
        {
            Assert.Ignore($"The fixture has no {group}.");
        }

        var meta = fixture.Meta(files);
        var truth = LvisGroundTruth.Load(GoldenData.Find(meta.GetProperty("gt").GetString()!), type == CocoIouType.Mask);
        var detections = CocoResults.Load(GoldenData.Find(meta.GetProperty("dt").GetString()!), type, truth.Objects);
        if (maskAreas)
        {
            // The group was measured without the key bbox, which is what decides about areas.
            var bare = new CocoResults();
            foreach (var detection in detections.Detections)
            {
                bare.Add(detection with { Area = detection.Mask!.Area });
            }

            detections = bare;
        }

        var evaluation = new LvisEvaluator(truth, new CocoEvaluationOptions { IouType = type, MaxDetections = [300] }).Evaluate(detections);
        var results = evaluation.Results();
        var expected = fixture.Meta(group + ".results").EnumerateObject().ToList();
        Assert.That(results.Select(r => r.Key), Is.EquivalentTo(expected.Select(e => e.Name)));
        foreach (var item in expected)
        {
            fixture.AssertNumber(item.Name, results.Single(r => r.Key == item.Name).Value, item.Value.GetDouble(), 1e-12, 1e-12);
        }

        Close(fixture, group + ".recall[T,K,A]", evaluation.Curves.Recall);
        Close(fixture, group + ".precision_mean_over_recall[T,K,A]", MeanOverRecall(evaluation.Curves));
        fixture.Report();
    }

    [Test]
    public void More_detections_than_count_are_in_an_image([Values("k_lvis")] string name)
    {
        var fixture = GoldenFixture.Open(name);
        if (!fixture.TryMeta("max_dets_in_an_image", out var most))
        {
            Assert.Ignore("The fixture does not say.");
        }

        var results = CocoResults.Load(GoldenData.Find(fixture.Meta("files").GetProperty("dt").GetString()!));
        Assert.That(results.Detections.CountBy(d => d.ImageId).Max(c => c.Value), Is.EqualTo(most.GetInt32()));
    }

    private static double[] MeanOverRecall(CocoEvaluation evaluation)
    {
        var (t, r) = (evaluation.Options.IouThresholds.Count, evaluation.Options.RecallThresholds.Count);
        var inner = evaluation.CategoryIds.Count * evaluation.Options.AreaRanges.Count;
        var result = new double[t * inner];
        for (var i = 0; i < t; i++)
        {
            for (var x = 0; x < r; x++)
            {
                for (var j = 0; j < inner; j++)
                {
                    result[(i * inner) + j] += evaluation.Precision[(((i * r) + x) * inner) + j] / r;
                }
            }
        }

        return result;
    }

    private static void Close(GoldenFixture fixture, string name, double[] actual)
    {
        var expected = fixture.Array<double>(name);
        Assert.That(actual, Has.Length.EqualTo(expected.Length), name);
        for (var i = 0; i < expected.Length; i++)
        {
            // Thousands of numbers: the constraint's text is only made for those that differ.
            if (!(Math.Abs(actual[i] - expected[i]) <= 1e-12))
            {
                fixture.AssertNumber($"{name}[{i}]", actual[i], expected[i], 1e-12, 1e-12);
            }
        }
    }
}
