using System.Diagnostics;
using System.Text.Json;
using Baron.Evaluation;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Framework.Tests.Evaluation;

[Category("Golden")]
public sealed class CocoGoldenTests
{
    [TestCase("k_coco_bbox", "synth", "files", "dt", CocoIouType.Box)]
    [TestCase("k_coco_bbox", "small", "files_small", "dt", CocoIouType.Box)]
    [TestCase("k_coco_bbox", "real_bbox", "files_real", "bbox", CocoIouType.Box)]
    [TestCase("k_coco_bbox", "real_segm", "files_real", "segm", CocoIouType.Mask)]
    [TestCase("k_coco_segm", "segm", "files", "dt", CocoIouType.Mask)]
    public void Everything_that_pycocotools_computes_is_equal(string name, string group, string files, string results, CocoIouType type)
    {
        var fixture = Open(name, group + ".stats");
        var (truth, detections) = Load(fixture, files, results, type);
        var evaluation = new CocoEvaluator(truth, new CocoEvaluationOptions { IouType = type }).Evaluate(detections);

        Close(fixture, group + ".stats", evaluation.Stats());
        Close(fixture, group + ".recall[T,K,A,M]", evaluation.Recall);
        Samples(fixture, group + ".precision[T,R,K,A,M]", evaluation.Precision);
        Samples(fixture, group + ".scores[T,R,K,A,M]", evaluation.Scores);
        Close(fixture, group + ".precision_mean_over_recall[T,K,A,M]", MeanOverRecall(evaluation));
        var categories = evaluation.CategoryIds;
        Close(fixture, group + ".per_class_ap", [.. categories.Select(id => OrNan(evaluation.AveragePrecision(categoryIds: [id])))]);
        Close(fixture, group + ".per_class_ap50", [.. categories.Select(id => OrNan(evaluation.AveragePrecision(0.5, categoryIds: [id])))]);
        fixture.Report();
    }

    [Test]
    public void The_limits_of_MMDetection_give_its_numbers([Values("k_coco_bbox")] string name)
    {
        var fixture = Open(name, "synth_mmdet_maxdets.stats");
        var (truth, detections) = Load(fixture, "files", "dt", CocoIouType.Box);
        var evaluation = new CocoEvaluator(truth, new CocoEvaluationOptions { MaxDetections = [100, 300, 1000] }).Evaluate(detections);
        Close(fixture, "synth_mmdet_maxdets.stats", evaluation.Stats());
        fixture.Report();
    }

    [TestCase("k_coco_bbox", "ov_base")]
    [TestCase("k_coco_bbox", "ov_novel")]
    public void Base_and_novel_classes_are_evaluated_by_restricting_the_categories(string name, string group)
    {
        var fixture = Open(name, group + ".stats");
        var (truth, detections) = Load(fixture, "files", "dt", CocoIouType.Box);
        var ids = fixture.Meta(group + "_category_ids").EnumerateArray().Select(e => e.GetInt32()).ToArray();

        // The published evaluators keep MMDetection's numbers of detections.
        int[] limits = [100, 300, 1000];
        var restricted = new CocoEvaluator(truth, new CocoEvaluationOptions { CategoryIds = ids, MaxDetections = limits }).Evaluate(detections);
        Close(fixture, group + ".stats", restricted.Stats());
        var all = new CocoEvaluator(truth, new CocoEvaluationOptions { MaxDetections = limits }).Evaluate(detections);
        Close(fixture, group + ".stats", all.Stats(ids));
        fixture.Report();
    }

    [Test]
    public void The_COCO_sample_of_other_tools_is_accepted([Values("k_coco_bbox")] string name)
    {
        // Crowds without masks, an empty box, a category that is not in the list, images without objects.
        var fixture = Open(name, "coco_sample");
        var sample = fixture.Meta("coco_sample");
        using var folder = new Checkpoints.TemporaryFolder();
        var path = folder.File("sample.json", System.Text.Encoding.UTF8.GetBytes(sample.GetRawText()));
        var truth = CocoGroundTruth.Load(path);
        var results = new CocoResults();
        foreach (var a in truth.Annotations.Where(a => !a.IsCrowd && a.Width > 0))
        {
            results.Add(new CocoDetection(a.ImageId, a.CategoryId, a.X, a.Y, a.Width, a.Height, 1, a.Width * a.Height));
        }

        var evaluation = new CocoEvaluator(truth).Evaluate(results);
        Assert.That(truth.ImageIds, Has.Count.EqualTo(sample.GetProperty("images").GetArrayLength()));
        Assert.That(truth.Annotations, Has.Count.EqualTo(sample.GetProperty("annotations").GetArrayLength()));
        Assert.That(evaluation.CategoryIds, Is.EquivalentTo(sample.GetProperty("categories").EnumerateArray().Select(c => c.GetProperty("id").GetInt32())));
        foreach (var id in evaluation.CategoryIds)
        {
            // Crowds alone give nothing to find.
            var counts = truth.Annotations.Any(a => a.CategoryId == id && !a.IsCrowd);
            Assert.That(evaluation.AverageRecall(categoryIds: [id]), counts ? Is.InRange(0.5, 1) : Is.EqualTo(-1));
        }
    }

    [Test]
    public void The_parameters_are_those_of_the_conventions([Values("k_coco_bbox")] string name)
    {
        var fixture = Open(name, "conventions");
        var conventions = fixture.Meta("conventions");
        var options = new CocoEvaluationOptions();
        Assert.That(conventions.GetProperty("iou_thrs").GetString(), Is.EqualTo("linspace(.5,.95,10)"));
        Assert.That(options.IouThresholds, Is.EqualTo(CocoEvaluationOptions.Linspace(0.5, 0.95, 10)));
        Assert.That(conventions.GetProperty("rec_thrs").GetString(), Is.EqualTo("linspace(0,1,101)"));
        Assert.That(options.RecallThresholds, Is.EqualTo(CocoEvaluationOptions.Linspace(0, 1, 101)));
        Assert.That(conventions.GetProperty("A").GetString(), Is.EqualTo(string.Join(',', options.AreaRanges.Select(a => a.Name))));
        Assert.That(conventions.GetProperty("M").GetString(), Is.EqualTo("maxDets " + string.Join(',', options.MaxDetections)));
    }

    [TestCase("k_coco_bbox", "ov_base")]
    [TestCase("k_coco_bbox", "ov_novel")]
    public void Base_and_novel_annotations_are_as_many_as_the_fixture_counts(string name, string group)
    {
        var fixture = Open(name, group + "_annotations");
        var truth = CocoGroundTruth.Load(GoldenData.Find(fixture.Meta("files").GetProperty("gt").GetString()!));
        var ids = fixture.Meta(group + "_category_ids").EnumerateArray().Select(e => e.GetInt32()).ToHashSet();
        Assert.That(truth.Annotations.Count(a => ids.Contains(a.CategoryId)), Is.EqualTo(fixture.Meta(group + "_annotations").GetInt32()));
    }

    [Test]
    public void The_synthetic_set_takes_one_thread_less_than_a_second_and_a_half([Values("k_coco_bbox")] string name)
    {
        var fixture = GoldenFixture.Open(name);
        var (truth, detections) = Load(fixture, "files", "dt", CocoIouType.Box);
        var evaluator = new CocoEvaluator(truth, new CocoEvaluationOptions { Threads = 1 });
        evaluator.Evaluate(detections);
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var watch = Stopwatch.StartNew();
            evaluator.Evaluate(detections).Stats();
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        TestContext.Out.WriteLine($"{detections.Count} detections of {truth.ImageIds.Count} images: {best.TotalSeconds:F3} s");
        Assert.That(best.TotalSeconds, Is.LessThan(1.5));
    }

    private static (CocoGroundTruth Truth, CocoResults Results) Load(GoldenFixture fixture, string files, string results, CocoIouType type)
    {
        var meta = fixture.Meta(files);
        var truth = CocoGroundTruth.Load(GoldenData.Find(meta.GetProperty("gt").GetString()!), type == CocoIouType.Mask);
        return (truth, CocoResults.Load(GoldenData.Find(meta.GetProperty(results).GetString()!), type, truth));
    }

    private static GoldenFixture Open(string name, string needed)
    {
        var fixture = GoldenFixture.Open(name);
        if (!fixture.Has(needed))
        {
            Assert.Ignore($"The fixture has no {needed}.");
        }

        return fixture;
    }

    private static double OrNan(double value) => value == -1 ? double.NaN : value;

    private static double[] MeanOverRecall(CocoEvaluation evaluation)
    {
        var (t, r, k, a, m) = Axes(evaluation);
        var inner = k * a * m;
        var result = new double[t * inner];
        for (var i = 0; i < t; i++)
        {
            for (var j = 0; j < inner; j++)
            {
                result[(i * inner) + j] = Enumerable.Range(0, r).Average(x => evaluation.Precision[(((i * r) + x) * inner) + j]);
            }
        }

        return result;
    }

    private static (int T, int R, int K, int A, int M) Axes(CocoEvaluation e) =>
        (e.Options.IouThresholds.Count, e.Options.RecallThresholds.Count, e.CategoryIds.Count, e.Options.AreaRanges.Count, e.Options.MaxDetections.Count);

    private static void Close(GoldenFixture fixture, string name, double[] actual)
    {
        var expected = fixture.Array<double>(name);
        Assert.That(actual, Has.Length.EqualTo(expected.Length), name);
        for (var i = 0; i < expected.Length; i++)
        {
            if (double.IsNaN(expected[i]))
            {
                Assert.That(actual[i], Is.NaN, $"{name}[{i}]");
            }
            else
            {
                fixture.AssertNumber($"{name}[{i}]", actual[i], expected[i], 1e-12, 1e-12);
            }
        }
    }

    private static void Samples(GoldenFixture fixture, string name, double[] actual)
    {
        var expected = fixture.Array<double>(name + "#samples");
        var summary = fixture.Meta("summaries").GetProperty(name);
        var count = summary.GetProperty("shape").EnumerateArray().Aggregate(1L, (n, e) => n * e.GetInt64());
        Assert.That(actual.LongLength, Is.EqualTo(count), name);
        Assert.That(actual.Sum(), Is.EqualTo(summary.GetProperty("sum").GetDouble()).Within(1e-10).Percent, name);
        Assert.That(Math.Sqrt(actual.Sum(v => v * v)), Is.EqualTo(summary.GetProperty("l2").GetDouble()).Within(1e-10).Percent, name);
        for (var j = 0; j < expected.Length; j++)
        {
            fixture.AssertNumber($"{name}#{j}", actual[(long)(SplitMix((ulong)j) % (ulong)count)], expected[j], 1e-12, 1e-12);
        }
    }

    private static ulong SplitMix(ulong z)
    {
        z += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
