using Baron.Data;
using Baron.Evaluation;
using Baron.Framework.Tests.Checkpoints;
using Baron.Registry;
using Baron.Structures;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Evaluation;

public sealed class LvisMetricTests
{
    private const string Truth = """
        {"images": [
           {"id": 1, "height": 100, "width": 100, "neg_category_ids": [20], "not_exhaustive_category_ids": []},
           {"id": 2, "height": 100, "width": 100, "neg_category_ids": [], "not_exhaustive_category_ids": [10]}],
         "annotations": [
           {"id": 1, "image_id": 1, "category_id": 30, "bbox": [0, 0, 40, 40], "area": 1600, "segmentation": [[0, 0, 40, 0, 40, 40, 0, 40]]},
           {"id": 2, "image_id": 2, "category_id": 10, "bbox": [50, 50, 20, 20], "area": 400, "segmentation": [[50, 50, 70, 50, 70, 70, 50, 70]]}],
         "categories": [
           {"id": 10, "name": "dog", "frequency": "f"}, {"id": 20, "name": "owl", "frequency": "c"}, {"id": 30, "name": "cat", "frequency": "r"}]}
        """;

    private static readonly DatasetInfo Info = new(["cat", "owl", "dog"], [1, 2, 3]);

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
    public void Names_and_order_are_those_of_MMDetection() => Assert.That(
        Run(new LvisMetric(_path)).Select(v => v.Key),
        Is.EqualTo(new[] { "AP", "AP50", "AP75", "APs", "APm", "APl", "APr", "APc", "APf" }.Select(name => "lvis/bbox_" + name)));

    [Test]
    public void Rare_common_and_frequent_classes_are_averaged_apart()
    {
        var values = Run(new LvisMetric(_path)).ToDictionary();
        Assert.That(values["lvis/bbox_AP"], Is.EqualTo(0.5).Within(1e-12));
        Assert.That(values["lvis/bbox_APr"], Is.EqualTo(1).Within(1e-12));
        Assert.That(values["lvis/bbox_APc"], Is.EqualTo(-1));
        Assert.That(values["lvis/bbox_APf"], Is.Zero);
    }

    [Test]
    public void Splits_follow_the_frequency_unless_the_file_says_otherwise()
    {
        var values = Run(new LvisMetric(_path, splits: ["base", "novel"], metricItems: ["AP50"])).ToDictionary();
        Assert.That(values.Keys, Is.EqualTo(new[] { "lvis/bbox_AP50", "lvis/base_bbox_AP50", "lvis/novel_bbox_AP50" }));
        Assert.That(values["lvis/base_bbox_AP50"], Is.Zero);
        Assert.That(values["lvis/novel_bbox_AP50"], Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Classes_and_recalls_can_be_had_as_well()
    {
        var values = Run(new LvisMetric(_path, classwise: true, metricItems: ["AR@300"], prefix: "Val")).ToDictionary();
        Assert.That(values.Keys, Is.EqualTo(new[] { "Val/bbox_AR@300", "Val/dog_precision", "Val/owl_precision", "Val/cat_precision" }));
        Assert.That(values["Val/bbox_AR@300"], Is.EqualTo(0.5));
        Assert.That(values["Val/owl_precision"], Is.EqualTo(-1));
    }

    [Test]
    public void A_table_by_class_has_six_numbers_of_each()
    {
        var metric = new LvisMetric(_path, classwise: true);
        Run(metric);
        var table = metric.ClassTables.Single();
        Assert.That(table.Columns.Select(c => c.Name), Is.EqualTo(new[] { "AP", "AP50", "AP75", "APs", "APm", "APl" }));
        Assert.That(table.Rows.Select(r => r.Class), Is.EqualTo(new[] { "dog", "owl", "cat" }));
        Assert.That(table.Rows[2].Values[0].Key, Is.EqualTo("lvis/cat_precision"));
        Assert.That(table.Rows[2].Values[1].Key, Is.EqualTo("lvis/cat_AP50"));
        Assert.That(table.Rows[2].Values.Select(v => v.Value), Is.EqualTo(new double[] { 1, 1, 1, -1, 1, -1 }).Within(1e-12));
    }

    [Test]
    public void Proposals_have_recalls()
    {
        var exact = Run(new LvisMetric(_path, [CocoMetricKind.Proposal])).ToDictionary();
        Assert.That(exact.Keys, Is.EqualTo(new[] { "lvis/AR@300", "lvis/ARs@300", "lvis/ARm@300", "lvis/ARl@300" }));
        Assert.That(exact["lvis/AR@300"], Is.EqualTo(0.5));
        var fast = Run(new LvisMetric(_path, [CocoMetricKind.ProposalFast], proposalNums: [10, 20])).ToDictionary();
        Assert.That(fast.Keys, Is.EqualTo(new[] { "lvis/AR@10", "lvis/AR@20" }));
        Assert.That(fast["lvis/AR@10"], Is.EqualTo(0.5));
    }

    [Test]
    public void Masks_are_evaluated_by_their_pixels_and_written()
    {
        using var scope = NewDisposeScope();
        var metric = new LvisMetric(_path, [CocoMetricKind.Segm], outfilePrefix: _folder.File("out"));
        metric.Attach(Info);
        var mask = zeros(1, 100, 100, ScalarType.Bool);
        mask.narrow(1, 0, 40).narrow(2, 0, 20).fill_(true);
        metric.Add(new ImageMeta { ImageId = 1 }, Found(0) with { Masks = mask });
        var values = metric.Compute().ToDictionary();
        Assert.That(values["lvis/segm_AP50"], Is.EqualTo(0.5).Within(1e-12));
        Assert.That(values["lvis/segm_AP75"], Is.Zero);
        var file = LvisFileEvaluation.Run(_path, _folder.File("out.segm.json"), new CocoEvaluationOptions { IouType = CocoIouType.Mask, MaxDetections = [300] });
        Assert.That(file.Results()[1].Value, Is.EqualTo(values["lvis/segm_AP50"]));
    }

    [Test]
    public void Mistakes_are_readable_errors()
    {
        Assert.That(() => new LvisMetric(_path, metricItems: ["mAP"]), Throws.TypeOf<BaronException>().With.Message.Contains("'mAP'").And.Message.Contains("AP50"));
        Assert.That(() => new LvisMetric(_path, formatOnly: true), Throws.TypeOf<BaronException>().With.Message.Contains("outfile_prefix"));
        Assert.That(() => new LvisMetric(_path, proposalNums: [0]), Throws.TypeOf<BaronException>().With.Message.Contains("proposal_nums"));
        var coco = _folder.File("coco.json", System.Text.Encoding.UTF8.GetBytes("{\"images\": [{\"id\": 7}], \"annotations\": [], \"categories\": []}"));
        Assert.That(() => new LvisMetric(coco).Attach(Info), Throws.TypeOf<BaronException>().With.Message.Contains("image 7 has no 'neg_category_ids'"));
        var wrong = _folder.File("wrong.json", System.Text.Encoding.UTF8.GetBytes("{\"images\": [{\"id\": 7, \"neg_category_ids\": [\"a\"]}], \"annotations\": [], \"categories\": []}"));
        Assert.That(() => new LvisMetric(wrong).Attach(Info), Throws.TypeOf<BaronException>().With.Message.Contains("neg_category_ids"));
    }

    [TestCase("metric = \"bbox\"", "lvis/bbox_AP")]
    [TestCase("metric = \"proposal_fast\"", "lvis/AR@100")]
    [TestCase("metric = [\"bbox\", \"proposal\"]\nprefix = \"Novel\"\nformat_only = false\nsplit_scheme = \"ov_lvis\"", "Novel/bbox_AP")]
    public void Configs_build_it(string keys, string first)
    {
        var factory = new ComponentFactory(ComponentCatalog.CreateDefault());
        var metric = factory.CreateFromToml<IMetric>($"type = \"LVISMetric\"\nann_file = '{_path}'\n{keys}");
        Assert.That(Run((LvisMetric)metric)[0].Key, Is.EqualTo(first));
    }

    private static IReadOnlyList<KeyValuePair<string, double>> Run(LvisMetric metric)
    {
        using var scope = NewDisposeScope();
        metric.Attach(Info);
        var names = ((IMetric)metric).Names;
        metric.Add(new ImageMeta { ImageId = 1 }, Found(0));
        metric.Add(new ImageMeta { ImageId = 2 }, new Detections(empty(0, 4), empty(0), empty(0, ScalarType.Int64)));
        var values = metric.Compute();
        Assert.That(names, Is.EqualTo(values.Select(value => value.Key)), "known before the first image");
        return values;
    }

    private static Detections Found(long label) =>
        new(tensor(new float[] { 0, 0, 40, 40 }).view(1, 4), tensor(new[] { 0.9f }), tensor(new[] { label }));
}
