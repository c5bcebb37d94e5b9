using Baron.Data;
using Baron.Evaluation;
using Baron.Framework.Tests.Checkpoints;
using Baron.Registry;
using Baron.Structures;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Evaluation;

public sealed class CocoMetricTests
{
    private const string Truth = """
        {"images": [{"id": 1, "height": 100, "width": 100}, {"id": 2, "height": 100, "width": 100}],
         "annotations": [
           {"id": 1, "image_id": 1, "category_id": 30, "bbox": [0, 0, 40, 40], "area": 1600, "iscrowd": 0, "segmentation": [[0, 0, 40, 0, 40, 40, 0, 40]]},
           {"id": 2, "image_id": 2, "category_id": 10, "bbox": [50, 50, 20, 20], "area": 400, "iscrowd": 0, "segmentation": [[50, 50, 70, 50, 70, 70, 50, 70]]}],
         "categories": [{"id": 10, "name": "dog", "split": "base"}, {"id": 20, "name": "owl", "split": "base"}, {"id": 30, "name": "cat", "split": "novel"}]}
        """;

    // The dataset's labels are in another order than the file's categories, and have a class more.
    private static readonly DatasetInfo Info = new(["cat", "fox", "dog"], [1, 2, 3]);

    private TemporaryFolder _folder = null!;
    private string _path = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _path = _folder.File("ann.json", System.Text.Encoding.UTF8.GetBytes(Truth));
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Names_and_order_are_those_of_MMDetection()
    {
        var values = Run(new CocoMetric(_path));
        Assert.That(values.Select(v => v.Key), Is.EqualTo(new[] { "coco/bbox_mAP", "coco/bbox_mAP_50", "coco/bbox_mAP_75", "coco/bbox_mAP_s", "coco/bbox_mAP_m", "coco/bbox_mAP_l" }));
    }

    [Test]
    public void Labels_find_their_categories_by_name()
    {
        // The cat is found, the dog is not: the classes without ground truth do not count.
        var values = Run(new CocoMetric(_path)).ToDictionary();
        Assert.That(values["coco/bbox_mAP_50"], Is.EqualTo(0.5).Within(1e-12));
        Assert.That(values["coco/bbox_mAP_m"], Is.EqualTo(1).Within(1e-12));
        Assert.That(values["coco/bbox_mAP_l"], Is.EqualTo(-1));
    }

    [Test]
    public void Splits_are_averaged_besides_all()
    {
        var values = Run(new CocoMetric(_path, splits: ["base", "novel"])).ToDictionary();
        Assert.That(values["coco/bbox_mAP_50"], Is.EqualTo(0.5).Within(1e-12));
        Assert.That(values["coco/base_bbox_mAP_50"], Is.Zero);
        Assert.That(values["coco/novel_bbox_mAP_50"], Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Classes_prefixes_items_and_limits_can_be_chosen()
    {
        var values = Run(new CocoMetric(_path, classwise: true, prefix: "Novel", metricItems: ["mAP_50", "AR@10"], proposalNums: [1, 10, 100], categories: ["cat"])).ToDictionary();
        Assert.That(values.Keys, Is.EqualTo(new[] { "Novel/bbox_mAP_50", "Novel/bbox_AR@10", "Novel/cat_precision" }));
        Assert.That(values.Values, Is.All.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void A_table_by_class_has_six_numbers_of_each_under_names_of_metrics()
    {
        var metric = new CocoMetric(_path, classwise: true);
        var values = Run(metric);
        var table = metric.ClassTables.Single();
        Assert.That(table.Title, Is.EqualTo("coco/bbox"));
        Assert.That(table.Columns.Select(c => c.Name), Is.EqualTo(new[] { "mAP", "mAP_50", "mAP_75", "mAP_s", "mAP_m", "mAP_l" }));
        Assert.That(table.Rows.Select(r => r.Class), Is.EqualTo(new[] { "dog", "cat" }));
        var cat = table.Rows[1].Values;
        Assert.That(cat.Select(v => v.Key), Is.EqualTo(new[] { "precision", "mAP_50", "mAP_75", "mAP_s", "mAP_m", "mAP_l" }.Select(name => "coco/cat_" + name)));
        Assert.That(cat.Select(v => v.Value), Is.EqualTo(new double[] { 1, 1, 1, -1, 1, -1 }).Within(1e-12));
        Assert.That(values, Is.SupersetOf(table.Rows.Select(r => r.Values[0])), "what is logged in training is one number a class");
        Assert.That(values, Has.Count.EqualTo(6 + 2));
        Assert.That(Plain().ClassTables, Is.Empty);

        CocoMetric Plain()
        {
            var plain = new CocoMetric(_path);
            Run(plain);
            return plain;
        }
    }

    [Test]
    public void Proposals_are_judged_whatever_their_class()
    {
        var values = Run(new CocoMetric(_path, [CocoMetricKind.Proposal])).ToDictionary();
        Assert.That(values.Keys.First(), Is.EqualTo("coco/AR@100"));
        Assert.That(values["coco/AR@100"], Is.EqualTo(0.5));
    }

    [Test]
    public void Masks_are_evaluated_by_their_pixels()
    {
        using var scope = NewDisposeScope();
        var metric = new CocoMetric(_path, [CocoMetricKind.Bbox, CocoMetricKind.Segm], outfilePrefix: _folder.File("out"));
        metric.Attach(Info);
        var mask = zeros(1, 100, 100, ScalarType.Bool);
        mask.narrow(1, 0, 40).narrow(2, 0, 20).fill_(true);
        metric.Add(new ImageMeta { ImageId = 1 }, Found([0, 0, 40, 40], 0.9f, 0) with { Masks = mask });
        var values = metric.Compute().ToDictionary();
        Assert.That(values["coco/bbox_mAP_75"], Is.EqualTo(0.5).Within(1e-12));
        Assert.That(values["coco/segm_mAP_50"], Is.EqualTo(0.5).Within(1e-12));
        Assert.That(values["coco/segm_mAP_75"], Is.Zero);
        Assert.That(CocoResults.Load(_folder.File("out.segm.json"), CocoIouType.Mask).Detections[0].Mask!.Area, Is.EqualTo(800));
    }

    [Test]
    public void Computing_starts_over()
    {
        var metric = new CocoMetric(_path);
        var first = Run(metric);
        var second = Run(metric);
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void Written_results_evaluate_to_the_same_numbers()
    {
        var values = Run(new CocoMetric(_path, outfilePrefix: _folder.File("out/results"), proposalNums: [1, 10, 100])).ToDictionary();
        var evaluation = CocoFileEvaluation.Run(_path, _folder.File("out/results.bbox.json"), new CocoEvaluationOptions { CategoryIds = [10, 30] });
        Assert.That(evaluation.Stats()[0], Is.EqualTo(values["coco/bbox_mAP"]));
    }

    [Test]
    public void Results_can_be_written_without_being_evaluated()
    {
        Assert.That(Run(new CocoMetric(_path, formatOnly: true, outfilePrefix: _folder.File("out"))), Is.Empty);
        Assert.That(CocoResults.Load(_folder.File("out.bbox.json")).Count, Is.EqualTo(1));
        Assert.That(() => new CocoMetric(_path, formatOnly: true), Throws.TypeOf<BaronException>().With.Message.Contains("outfile_prefix"));
    }

    [Test]
    public void No_tensor_stays_alive()
    {
        using var scope = NewDisposeScope();
        var metric = new CocoMetric(_path);
        metric.Attach(Info);
        var found = Found([0, 0, 40, 40], 0.9f, 0);
        var before = Tensor.TotalCount;
        metric.Add(new ImageMeta { ImageId = 1 }, found);
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void Mistakes_are_readable_errors()
    {
        Assert.That(() => new CocoMetric(_path).Attach(new DatasetInfo(["fox"], [1])), Throws.TypeOf<BaronException>().With.Message.Contains("none of the evaluated dataset's classes (fox)"));
        Assert.That(() => new CocoMetric(_path, splits: ["rare"]).Attach(Info), Throws.TypeOf<BaronException>().With.Message.Contains("'rare'"));
        Assert.That(() => new CocoMetric(_path, categories: ["fox"]).Attach(Info), Throws.TypeOf<BaronException>().With.Message.Contains("'fox'"));
        Assert.That(() => new CocoMetric(_path, metricItems: ["mAP_51"]), Throws.TypeOf<BaronException>().With.Message.Contains("'mAP_51'"));
        Assert.That(() => new CocoMetric(_folder.File("none.json")).Attach(Info), Throws.TypeOf<BaronException>().With.Message.Contains("does not exist"));
        Assert.That(() => Run(new CocoMetric(_path), image: 77), Throws.TypeOf<BaronException>().With.Message.Contains("image 77"));
        Assert.That(() => Run(new CocoMetric(_path), label: 3), Throws.TypeOf<BaronException>().With.Message.Contains("label 3"));
        Assert.That(() => Run(new CocoMetric(_path, [CocoMetricKind.Segm])), Throws.TypeOf<BaronException>().With.Message.Contains("no masks"));
    }

    [TestCase("metric = \"bbox\"", "coco/bbox_mAP")]
    [TestCase("metric = [\"bbox\"]\nprefix = \"Novel\"\nformat_only = false", "Novel/bbox_mAP")]
    [TestCase("metric = \"proposal\"\nproposal_nums = [10, 20, 50]", "coco/AR@10")]
    [TestCase("splits = [\"novel\"]\nsplit_scheme = \"ov_coco\"\nmetric_items = [\"mAP_50\"]\niou_thrs = [0.5]\nclasswise = true", "coco/bbox_mAP_50")]
    public void Configs_build_it(string keys, string first)
    {
        var factory = new ComponentFactory(ComponentCatalog.CreateDefault());
        var metric = factory.CreateFromToml<IMetric>($"type = \"CocoMetric\"\nann_file = '{_path}'\n{keys}");
        Assert.That(Run((CocoMetric)metric)[0].Key, Is.EqualTo(first));
    }

    private static IReadOnlyList<KeyValuePair<string, double>> Run(CocoMetric metric, long image = 1, long label = 0)
    {
        using var scope = NewDisposeScope();
        metric.Attach(Info);
        var names = ((IMetric)metric).Names;
        metric.Add(new ImageMeta { ImageId = image }, Found([0, 0, 40, 40], 0.9f, label));
        metric.Add(new ImageMeta { ImageId = 2 }, new Detections(empty(0, 4), empty(0), empty(0, ScalarType.Int64)));
        var values = metric.Compute();
        Assert.That(names, Is.EqualTo(values.Select(value => value.Key)), "known before the first image");
        return values;
    }

    private static Detections Found(float[] box, float score, long label) =>
        new(tensor(box).view(1, 4), tensor(new[] { score }), tensor(new[] { label }));
}
