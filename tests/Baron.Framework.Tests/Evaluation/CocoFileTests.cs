using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Baron.Evaluation;
using Baron.Framework.Tests.Checkpoints;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Framework.Tests.Evaluation;

public sealed class CocoFileTests
{
    private const string Truth = """
        {"info": {"x": [1, {"y": 2}]},
         "annotations": [{"id": 5, "image_id": 1, "category_id": 3, "bbox": [1, 2, 3, 4], "area": 11.5, "iscrowd": 0, "segmentation": [[1, 2, 4, 2, 4, 6, 1, 6]]}],
         "images": [{"id": 1, "file_name": "a.jpg", "height": 10, "width": 20}, {"id": 2}],
         "categories": [{"id": 3, "name": "cat", "split": "novel"}]}
        """;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Ground_truth_is_read_whatever_the_order_of_its_parts()
    {
        var truth = CocoGroundTruth.Load(Write("a.json", Truth), masks: true);
        Assert.That(truth.ImageIds, Is.EqualTo(new long[] { 1, 2 }));
        Assert.That(truth.Categories[0].Split, Is.EqualTo("novel"));
        var annotation = truth.Annotations[0];
        Assert.That(
            (annotation.Id, annotation.ImageId, annotation.CategoryId, annotation.X, annotation.Y, annotation.Width, annotation.Height, annotation.Area, annotation.IsCrowd),
            Is.EqualTo((5L, 1L, 3, 1.0, 2.0, 3.0, 4.0, 11.5, false)));
        Assert.That(annotation.Mask!.Area, Is.EqualTo(12));
    }

    [Test]
    public void Files_compressed_by_gzip_are_read_as_well()
    {
        using (var stream = new GZipStream(File.Create(_folder.File("a.json.gz")), CompressionLevel.Fastest))
        {
            stream.Write(Encoding.UTF8.GetBytes(Truth));
        }

        Assert.That(CocoGroundTruth.Load(_folder.File("a.json.gz")).Annotations, Has.Count.EqualTo(1));
    }

    [TestCase("{\"images\": [", "is not valid JSON at line 1")]
    [TestCase("", "is not valid JSON")]
    [TestCase("hello", "is not valid JSON at line 1, byte 1")]
    [TestCase("{} {}", "is not valid JSON")]
    [TestCase("[]", "must be an object")]
    [TestCase("{\"annotations\": [], \"categories\": []}", "no 'images'")]
    [TestCase("{\"images\": [], \"categories\": []}", "no 'annotations'")]
    [TestCase("{\"images\": [], \"annotations\": []}", "no 'categories'")]
    [TestCase("{\"images\": {}}", "'images' must be a list")]
    [TestCase("{\"images\": [1]}", "'images' must hold objects")]
    [TestCase("{\"images\": [{\"file_name\": \"x\"}]}", "image without a whole number as 'id'")]
    [TestCase("{\"images\": [{\"id\": 1}, {\"id\": 1}]}", "two images with the id 1")]
    [TestCase("{\"categories\": [{\"id\": 1}]}", "category without")]
    [TestCase("{\"categories\": [{\"id\": 1, \"name\": \"a\"}, {\"id\": 1, \"name\": \"b\"}]}", "two categories with the id 1")]
    [TestCase("{\"annotations\": [{\"id\": 9, \"image_id\": 1, \"category_id\": 1}]}", "no 'bbox' for annotation 9")]
    [TestCase("{\"annotations\": [{\"id\": 9, \"image_id\": 1, \"bbox\": [1, 2, 3, 4]}]}", "no whole number as 'category_id' for annotation 9")]
    [TestCase("{\"annotations\": [{\"id\": 9, \"category_id\": 1, \"bbox\": [1, 2, 3, 4]}]}", "no whole number as 'image_id' for annotation 9")]
    [TestCase("{\"annotations\": [{\"id\": 9, \"bbox\": [1, 2, 3]}]}", "not [x, y, width, height] for annotation 9")]
    [TestCase("{\"annotations\": [{\"id\": 9, \"bbox\": [1, 2, 3, \"4\"]}]}", "not [x, y, width, height] for annotation 9")]
    [TestCase("{\"annotations\": [{\"id\": 9, \"iscrowd\": \"1\"}]}", "an 'iscrowd' that is neither 0 nor 1 for annotation 9")]
    [TestCase("{\"annotations\": [{\"id\": 9, \"area\": \"400\"}]}", "an 'area' that is no number for annotation 9")]
    [TestCase("{\"images\": [], \"annotations\": [], \"categories\": [], \"annotations\": []}", "has 'annotations' twice")]
    public void Damaged_ground_truth_is_a_readable_error(string json, string reason) =>
        Assert.That(() => CocoGroundTruth.Load(Write("bad.json", json)), Throws.TypeOf<BaronException>().With.Message.Contains(reason).And.Message.Contains("bad.json"));

    [TestCase("[{\"image_id\": 1", "is not valid JSON at line 1")]
    [TestCase("{}", "must be a list")]
    [TestCase("[1]", "detection 1")]
    [TestCase("[{\"category_id\": 1, \"score\": 1, \"bbox\": [1, 2, 3, 4]}]", "no 'image_id'")]
    [TestCase("[{\"image_id\": 1, \"score\": 1, \"bbox\": [1, 2, 3, 4]}]", "no 'category_id'")]
    [TestCase("[{\"image_id\": 1, \"category_id\": 1, \"bbox\": [1, 2, 3, 4]}]", "no 'score'")]
    [TestCase("[{\"image_id\": 1, \"category_id\": 1, \"score\": \"high\", \"bbox\": [1, 2, 3, 4]}]", "no 'score'")]
    [TestCase("[{\"image_id\": 1, \"category_id\": 1, \"score\": 1}]", "neither 'bbox' nor 'segmentation'")]
    [TestCase("[{\"image_id\": 1, \"category_id\": 1, \"score\": NaN, \"bbox\": [1, 2, 3, 4]}]", "is not valid JSON")]
    [TestCase("[{\"image_id\": 1, \"category_id\": 1, \"score\": 1, \"segmentation\": {\"size\": [2, 2], \"counts\": \"zz\"}}]", "detection 1 has a 'segmentation' whose compressed run lengths are damaged")]
    [TestCase("[{\"image_id\": 1, \"category_id\": 1, \"score\": 1, \"bbox\": [1, 2, 3, 4]}, {\"image_id\": 1, \"category_id\": 1, \"score\": 1}]", "detection 2 has no 'bbox'")]
    public void Damaged_results_are_a_readable_error(string json, string reason) =>
        Assert.That(() => CocoResults.Load(Write("bad.json", json)), Throws.TypeOf<BaronException>().With.Message.Contains(reason).And.Message.Contains("bad.json"));

    [Test]
    public void Files_that_do_not_exist_are_readable_errors()
    {
        Assert.That(() => CocoGroundTruth.Load(_folder.File("none.json")), Throws.TypeOf<BaronException>().With.Message.Contains("does not exist"));
        Assert.That(() => CocoResults.Load(_folder.File("none.json")), Throws.TypeOf<BaronException>().With.Message.Contains("does not exist"));
    }

    [Test]
    public void Objects_of_images_that_are_not_listed_are_left_out_with_masks_as_without()
    {
        const string Square = "\"category_id\": 3, \"bbox\": [1, 1, 4, 4], \"segmentation\": [[1, 1, 5, 1, 5, 5, 1, 5]]";
        var truth = Write("gt.json", $$"""
            { "images": [{"id": 1, "width": 10, "height": 10}], "categories": [{"id": 3, "name": "cat"}],
              "annotations": [{"id": 1, "image_id": 1, {{Square}}}, {"id": 2, "image_id": 99, {{Square}}}] }
            """);
        var results = Write("dt.json", $$"""[{"image_id": 1, "score": 0.5, {{Square}}}]""");
        foreach (var type in new[] { CocoIouType.Box, CocoIouType.Mask })
        {
            var evaluation = CocoFileEvaluation.Run(truth, results, new CocoEvaluationOptions { IouType = type });
            Assert.That((evaluation.AveragePrecision(), evaluation.AverageRecall()), Is.EqualTo((1.0, 1.0)).Within(1e-12), $"{type}");
        }
    }

    [Test]
    public void Results_without_boxes_take_them_from_their_masks()
    {
        var path = Write("r.json", """[{"image_id": 1, "category_id": 3, "score": 0.5, "segmentation": {"size": [3, 4], "counts": [3, 2, 1, 1, 5]}}]""");
        var detection = CocoResults.Load(path).Detections[0];
        Assert.That((detection.X, detection.Y, detection.Width, detection.Height, detection.Area), Is.EqualTo((1.0, 0.0, 2.0, 2.0, 3.0)));
    }

    [Test]
    public void Results_come_back_from_a_file_exactly()
    {
        var mask = Baron.Ops.RunLengthMask.FromPixels([1, 1, 0, 1], 2, 2);
        var results = new CocoResults();
        results.Add(new CocoDetection(1L << 40, 3, (float)0.1, 1.0 / 3, 1e-7, 12345.678, 0.9f, 1e-7 * 12345.678, mask));
        results.Save(_folder.File("r.json"));
        var loaded = CocoResults.Load(_folder.File("r.json"), CocoIouType.Mask).Detections[0];
        Assert.That(loaded with { Mask = null }, Is.EqualTo(results.Detections[0] with { Mask = null }));
        Assert.That(loaded.Mask!.ToPixels(), Is.EqualTo(mask.ToPixels()));
    }

    [TestCase(double.NaN, 0.5)]
    [TestCase(1, double.PositiveInfinity)]
    public void Numbers_that_are_none_cannot_be_written(double x, double score)
    {
        var results = new CocoResults();
        results.Add(new CocoDetection(77, 1, x, 2, 3, 4, score, 12, null));
        Assert.That(() => results.Save(_folder.File("r.json")), Throws.TypeOf<BaronException>().With.Message.Contains("image 77").And.Message.Contains("diverge"));
        Assert.That(Directory.GetFiles(_folder.Path), Is.Empty);
    }

    [Test]
    public void An_empty_list_of_results_is_valid()
    {
        var evaluation = CocoFileEvaluation.Run(Write("a.json", Truth), Write("r.json", "[]"));
        Assert.That(evaluation.Stats()[0], Is.Zero);
    }

    [Test]
    public void Results_of_another_dataset_are_refused()
    {
        var categories = Write("c.json", """[{"image_id": 1, "category_id": 99, "score": 1, "bbox": [1, 2, 3, 4]}]""");
        Assert.That(() => CocoFileEvaluation.Run(Write("a.json", Truth), categories), Throws.TypeOf<BaronException>().With.Message.Contains("different datasets"));
        var images = Write("i.json", """[{"image_id": 77, "category_id": 3, "score": 1, "bbox": [1, 2, 3, 4]}]""");
        Assert.That(() => CocoFileEvaluation.Run(Write("a.json", Truth), images), Throws.TypeOf<BaronException>().With.Message.Contains("image 77"));
    }

    [TestCase("kd_s0")]
    [TestCase("base_s0")]
    public void The_reference_detections_of_the_demo_have_the_reference_numbers(string run)
    {
        var demo = RepositoryPaths.Shared is { } shared ? Path.Combine(shared, "demo") : null;
        if (demo is null || !File.Exists(Path.Combine(demo, run + "_dets.json")))
        {
            Assert.Ignore("The demo folder is not beside the checkout.");
        }

        var annotations = Path.Combine(demo!, "data", "annotations", "instances_val.json");
        var evaluation = CocoFileEvaluation.Run(annotations, Path.Combine(demo!, run + "_dets.json"));
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(demo!, run + ".json")));
        var truth = CocoGroundTruth.Load(annotations);
        var splits = Baron.Data.CategorySplits.Of(truth.Categories);
        foreach (var group in expected.RootElement.GetProperty("coco_stats").EnumerateObject())
        {
            int[]? ids = group.Name == "all" ? null : [.. splits.Where(s => s.Value == group.Name).Select(s => s.Key)];
            Assert.That(evaluation.Stats(ids), Is.EqualTo(group.Value.EnumerateArray().Select(e => e.GetDouble())).Within(1e-9), group.Name);
        }

        foreach (var item in expected.RootElement.GetProperty("per_class_ap50").EnumerateObject())
        {
            var id = truth.Categories.Single(c => c.Name == item.Name).Id;
            Assert.That(evaluation.AveragePrecision(0.5, categoryIds: [id]), Is.EqualTo(item.Value.GetDouble()).Within(1e-9), item.Name);
        }
    }

    private string Write(string name, string content) => _folder.File(name, Encoding.UTF8.GetBytes(content));
}
