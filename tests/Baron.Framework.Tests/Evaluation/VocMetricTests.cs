using Baron.Data;
using Baron.Data.Coco;
using Baron.Evaluation;
using Baron.Framework.Tests.Checkpoints;
using Baron.Framework.Tests.Data;
using Baron.Registry;
using Baron.Structures;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Evaluation;

public sealed class VocMetricTests
{
    [TestCase(VocEvalMode.ElevenPoints, 28.0 / 33)]
    [TestCase(VocEvalMode.Area, 5.0 / 6)]
    public void A_second_detection_of_an_object_is_a_mistake(VocEvalMode mode, double expected)
    {
        // Hit, mistake, hit: recalls 1/2, 1/2, 1 with precisions 1, 1/2, 2/3.
        var data = new Pictures("cat").With(1, Object(0, 0, 0, 9, 9)).With(2, Object(0, 20, 20, 29, 29));
        var metric = new VocMetric(evalMode: mode);
        var values = Run(metric, data, Found(1, 0, 0.9f, 0, 0, 9, 9), Found(1, 0, 0.8f, 0, 0, 9, 9), Found(2, 0, 0.7f, 20, 20, 29, 29));
        Assert.That(values.Keys, Is.EqualTo(new[] { "pascal_voc/mAP", "pascal_voc/AP50" }));
        Assert.That(values.Values, Is.All.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void What_belongs_to_a_difficult_object_counts_neither_way()
    {
        var data = new Pictures("cat", "dog").With(1, Object(0, 0, 0, 9, 9), Object(0, 50, 50, 59, 59, ignored: true), Object(1, 70, 70, 79, 79, ignored: true));
        var values = Run(
            new VocMetric(evalMode: VocEvalMode.Area, classwise: true),
            data,
            Found(1, 0, 0.9f, 50, 50, 59, 59),
            Found(1, 0, 0.8f, 50, 50, 59, 59),
            Found(1, 0, 0.7f, 0, 0, 9, 9),
            Found(1, 1, 0.9f, 70, 70, 79, 79));
        Assert.That(values["pascal_voc/cat_AP50"], Is.EqualTo(1));
        Assert.That(values["pascal_voc/dog_AP50"], Is.EqualTo(-1), "all of its objects are difficult");
        Assert.That(values["pascal_voc/mAP"], Is.EqualTo(1));
    }

    [Test]
    public void A_detection_belongs_to_the_object_that_it_overlaps_most_even_where_that_is_taken()
    {
        var data = new Pictures("cat").With(1, Object(0, 0, 0, 99, 99), Object(0, 0, 0, 99, 79));
        var values = Run(new VocMetric(), data, Found(1, 0, 0.9f, 0, 0, 99, 99), Found(1, 0, 0.8f, 0, 0, 99, 97));
        Assert.That(values["pascal_voc/AP50"], Is.EqualTo(6.0 / 11).Within(1e-12), "recall stays 1/2");
    }

    [TestCase(true, 1)]
    [TestCase(false, 0)]
    public void Boxes_include_their_last_pixel_unless_told_otherwise(bool legacy, double expected)
    {
        // 6 of 9 pixels, or 2 of 4.
        var data = new Pictures("cat").With(1, Object(0, 0, 0, 2, 2));
        var values = Run(new VocMetric(iouThrs: [0.6], useLegacyCoordinate: legacy), data, Found(1, 0, 0.9f, 0, 0, 2, 1));
        Assert.That(values["pascal_voc/AP60"], Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void An_overlap_that_equals_the_threshold_is_enough()
    {
        var data = new Pictures("cat").With(1, Object(0, 0, 0, 9, 9));
        Assert.That(Run(new VocMetric(), data, Found(1, 0, 0.9f, 0, 0, 9, 4))["pascal_voc/AP50"], Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Recalls_are_compared_with_the_eleven_points_as_numpy_makes_them()
    {
        // Three of ten: 3/10 is a little less than numpy's fourth point.
        var data = new Pictures("cat").With(1, [.. Enumerable.Range(0, 10).Select(i => Object(0, i * 20, 0, (i * 20) + 9, 9))]);
        var values = Run(new VocMetric(), data, [.. Enumerable.Range(0, 3).Select(i => Found(1, 0, 0.9f, i * 20, 0, (i * 20) + 9, 9))]);
        Assert.That(values["pascal_voc/AP50"], Is.EqualTo(3.0 / 11).Within(1e-12));
    }

    [Test]
    public void Several_thresholds_and_classes_are_averaged()
    {
        var data = new Pictures("cat", "dog", "fox").With(1, Object(0, 0, 0, 9, 9), Object(1, 50, 50, 59, 59)).With(2);
        var values = Run(
            new VocMetric(iouThrs: [0.5, 0.75], classwise: true, prefix: "val"),
            data,
            Found(1, 0, 0.9f, 0, 0, 9, 9),
            Found(1, 1, 0.9f, 50, 50, 59, 55),
            Found(2, 2, 0.9f, 50, 50, 59, 59));
        Assert.That(values.Keys, Is.EqualTo(new[] { "val/mAP", "val/AP50", "val/AP75", "val/cat_AP50", "val/dog_AP50", "val/fox_AP50", "val/cat_AP75", "val/dog_AP75", "val/fox_AP75" }));
        Assert.That(values.Values, Is.EqualTo(new[] { 0.75, 1, 0.5, 1, 1, -1, 1, 0, -1 }).Within(1e-12), "foxes are nowhere, so they do not count");
    }

    [Test]
    public void A_table_by_class_has_counts_recall_and_precision()
    {
        var data = new Pictures("cat", "fox").With(1, Object(0, 0, 0, 9, 9), Object(0, 20, 20, 29, 29), Object(0, 50, 50, 59, 59, ignored: true));
        var metric = new VocMetric(evalMode: VocEvalMode.Area, iouThrs: [0.5, 0.75], classwise: true);
        Run(metric, data, Found(1, 0, 0.9f, 0, 0, 9, 9), Found(1, 0, 0.8f, 50, 50, 59, 59), Found(1, 1, 0.7f, 0, 0, 9, 9));
        var table = metric.ClassTables.Single();
        Assert.That(table.Columns.Select(c => c.Name), Is.EqualTo(new[] { "gts", "dets", "recall50", "AP50", "recall75", "AP75" }));
        Assert.That(table.Columns.Select(c => c.IsCount), Is.EqualTo(new[] { true, true, false, false, false, false }));
        Assert.That(table.Rows[0].Values.Select(v => v.Value), Is.EqualTo(new[] { 2, 2, 0.5, 0.5, 0.5, 0.5 }));
        Assert.That(table.Rows[1].Values.Select(v => v.Value), Is.EqualTo(new double[] { 0, 1, -1, -1, -1, -1 }));
        Assert.That(table.Rows[1].Values[3].Key, Is.EqualTo("pascal_voc/fox_AP50"));
    }

    [Test]
    public void Without_any_object_there_is_no_number() =>
        Assert.That(Run(new VocMetric(), new Pictures("cat").With(1), Found(1, 0, 0.9f, 0, 0, 9, 9)).Values, Is.All.EqualTo(-1));

    [TestCase(VocEvalMode.ElevenPoints, true, 1)]
    [TestCase(VocEvalMode.ElevenPoints, false, 2)]
    [TestCase(VocEvalMode.Area, true, 3)]
    [TestCase(VocEvalMode.Area, false, 4)]
    public void Random_pictures_get_the_numbers_of_the_definition(VocEvalMode mode, bool legacy, int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var data = new Pictures("a", "b", "c");
            var detections = new List<Detection>();
            for (var image = 1; image <= 6; image++)
            {
                data.With(image, [.. Enumerable.Range(0, random.Next(5)).Select(_ => RandomObject(random))]);
                for (var i = random.Next(12); i > 0; i--)
                {
                    // Most detections are near an object; no two scores are equal.
                    var box = RandomObject(random);
                    if (data.Of(image).Length > 0 && random.NextDouble() < 0.8)
                    {
                        var near = data.Of(image)[random.Next(data.Of(image).Length)];
                        box = near with { X1 = near.X1 + random.Next(-3, 4), Y1 = near.Y1 + random.Next(-3, 4), X2 = near.X2 + random.Next(-3, 4) };
                    }

                    detections.Add(Found(image, box.Label, (float)((random.Next(1000) * 1000) + detections.Count) / 1e6f, box.X1, box.Y1, box.X2, box.Y2));
                }
            }

            double[] thresholds = [0.3, 0.5, 0.8];
            var values = Run(new VocMetric(evalMode: mode, iouThrs: thresholds, useLegacyCoordinate: legacy, classwise: true), data, [.. detections]);
            foreach (var (label, name) in data.Info.ClassNames.Index())
            {
                foreach (var threshold in thresholds)
                {
                    var expected = ByDefinition(data, detections, label, threshold, mode, legacy ? 1 : 0);
                    Assert.That(values[$"pascal_voc/{name}_AP{threshold * 100:00}"], Is.EqualTo(expected).Within(1e-9), $"{name} {threshold} round {round}");
                }
            }
        }
    }

    [Test]
    public void Computing_starts_over_and_keeps_no_tensor()
    {
        using var scope = NewDisposeScope();
        var data = new Pictures("cat").With(1, Object(0, 0, 0, 9, 9));
        var metric = new VocMetric();
        ((IMetric)metric).Attach(data);
        var detections = new Detections(tensor(new float[] { 0, 0, 9, 9 }).view(1, 4), tensor(new[] { 0.9f }), tensor(new[] { 0L }));
        var before = Tensor.TotalCount;
        metric.Add(new ImageMeta { ImageId = 1 }, detections);
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
        Assert.That(metric.Compute()[0].Value, Is.EqualTo(1).Within(1e-12));
        Assert.That(metric.Compute()[0].Value, Is.Zero, "nothing was found since");
    }

    [Test]
    public void Any_dataset_with_boxes_will_do_and_several_joined()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.json"), """
            {"images": [{"id": 5, "file_name": "5.jpg", "width": 100, "height": 100}],
             "annotations": [{"id": 1, "image_id": 5, "category_id": 7, "bbox": [0, 0, 9, 9], "area": 81, "iscrowd": 0},
                             {"id": 2, "image_id": 5, "category_id": 7, "bbox": [50, 50, 9, 9], "area": 81, "iscrowd": 1}],
             "categories": [{"id": 7, "name": "cat"}]}
            """);
        using var coco = new CocoDataset("a.json", dataRoot: folder.Path, testMode: true);
        var joined = new ConcatDataset([coco, new Pictures("cat").With(1, Object(0, 0, 0, 9, 9))]);
        var values = Run(new VocMetric(evalMode: VocEvalMode.Area), joined, Found(5, 0, 0.9f, 0, 0, 9, 9), Found(5, 0, 0.8f, 50, 50, 59, 59));
        Assert.That(values["pascal_voc/AP50"], Is.EqualTo(0.5).Within(1e-12), "the crowd is ignored, the other picture's cat is missed");
    }

    [Test]
    public void Mistakes_are_readable_errors()
    {
        var data = new Pictures("cat").With(1, Object(0, 0, 0, 9, 9));
        Assert.That(() => new VocMetric(iouThrs: [50]), Throws.TypeOf<BaronException>().With.Message.Contains("iou_thrs"));
        Assert.That(() => new VocMetric(iouThrs: [0.5, 0.501]), Throws.TypeOf<BaronException>().With.Message.Contains("AP50"));
        Assert.That(() => ((IMetric)new VocMetric()).Attach(FakeDataset.OfCount(3)), Throws.TypeOf<BaronException>().With.Message.Contains("FakeDataset"));
        Assert.That(() => Run(new VocMetric(), new Pictures("cat").With(1).With(1)), Throws.TypeOf<BaronException>().With.Message.Contains("id 1"));
        Assert.That(() => Run(new VocMetric(), data, Found(77, 0, 1, 0, 0, 9, 9)), Throws.TypeOf<BaronException>().With.Message.Contains("image 77"));
        Assert.That(() => Run(new VocMetric(), data, Found(1, 1, 1, 0, 0, 9, 9)), Throws.TypeOf<BaronException>().With.Message.Contains("label 1"));
    }

    [TestCase("", "pascal_voc/AP50")]
    [TestCase("metric = \"mAP\"\neval_mode = \"11points\"", "pascal_voc/AP50")]
    [TestCase("eval_mode = \"area\"\niou_thrs = 0.75\nprefix = \"voc\"\nuse_legacy_coordinate = false\nclasswise = true", "voc/AP75")]
    [TestCase("iou_thrs = [0.5, 0.55]", "pascal_voc/AP50")]
    public void Configs_build_it(string keys, string second)
    {
        var factory = new ComponentFactory(ComponentCatalog.CreateDefault());
        var metric = factory.CreateFromToml<IMetric>($"type = \"VOCMetric\"\n{keys}");
        Assert.That(Run(metric, new Pictures("cat").With(1)).Keys.ElementAt(1), Is.EqualTo(second));
    }

    private static Dictionary<string, double> Run(IMetric metric, IDataset data, params Detection[] detections)
    {
        using var scope = NewDisposeScope();
        metric.Attach(data);
        var names = metric.Names;
        foreach (var image in detections.GroupBy(d => d.Image))
        {
            var boxes = image.SelectMany(d => new[] { d.X1, d.Y1, d.X2, d.Y2 }).ToArray();
            metric.Add(
                new ImageMeta { ImageId = image.Key },
                new Detections(tensor(boxes).view(-1, 4), tensor(image.Select(d => d.Score).ToArray()), tensor(image.Select(d => (long)d.Label).ToArray())));
        }

        var values = metric.Compute();
        Assert.That(names, Is.EqualTo(values.Select(value => value.Key)), "known before the first image");
        return values.ToDictionary();
    }

    // By counting: for every hit the best precision that is reached with it or after it.
    private static double ByDefinition(Pictures data, List<Detection> all, int label, double threshold, VocEvalMode mode, int extra)
    {
        var positives = data.Images.Values.SelectMany(objects => objects).Count(o => o.Label == label && !o.Ignored);
        if (positives == 0)
        {
            return -1;
        }

        var hit = new List<bool>();
        var used = new HashSet<(int, int)>();
        foreach (var d in all.Where(d => d.Label == label).OrderByDescending(d => d.Score))
        {
            var objects = data.Of(d.Image);
            var best = objects.Where(o => o.Label == label).OrderBy(o => o.Ignored).MaxBy(o => Iou(o, d, extra));
            if (best is null || Iou(best, d, extra) < threshold)
            {
                hit.Add(false);
            }
            else if (!best.Ignored)
            {
                hit.Add(used.Add((d.Image, Array.FindIndex(objects, o => ReferenceEquals(o, best)))));
            }
        }

        var precisions = hit.Select((_, i) => (double)hit.Take(i + 1).Count(h => h) / (i + 1)).ToList();
        double BestFrom(int hits)
        {
            var from = Enumerable.Range(0, hit.Count).FirstOrDefault(i => hit.Take(i + 1).Count(h => h) >= hits, hit.Count);
            return precisions.Skip(from).DefaultIfEmpty(0).Max();
        }

        return mode == VocEvalMode.Area
            ? Enumerable.Range(1, positives).Sum(BestFrom) / positives
            : Enumerable.Range(0, 11).Sum(point => BestFrom(Enumerable.Range(0, positives + 1).FirstOrDefault(k => (double)k / positives >= point * 0.1, positives + 1))) / 11;
    }

    private static double Iou(Truth a, Detection b, int extra)
    {
        var width = Math.Max(0, Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1) + extra);
        var height = Math.Max(0, Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1) + extra);
        var shared = width * height;
        return shared / (((a.X2 - a.X1 + extra) * (a.Y2 - a.Y1 + extra)) + ((b.X2 - b.X1 + extra) * (b.Y2 - b.Y1 + extra)) - shared);
    }

    private static Truth RandomObject(Random random)
    {
        var (x, y) = (random.Next(60), random.Next(60));
        return Object(random.Next(3), x, y, x + random.Next(12, 30), y + random.Next(12, 30), random.NextDouble() < 0.3);
    }

    private static Truth Object(int label, float x1, float y1, float x2, float y2, bool ignored = false) => new(label, x1, y1, x2, y2, ignored);

    private static Detection Found(int image, int label, float score, float x1, float y1, float x2, float y2) => new(image, label, score, x1, y1, x2, y2);

    private sealed record Truth(int Label, float X1, float Y1, float X2, float Y2, bool Ignored);

    private sealed record Detection(int Image, int Label, float Score, float X1, float Y1, float X2, float Y2);

    /// <summary>Pictures that have annotations and nothing else.</summary>
    private sealed class Pictures(params string[] classes) : IAnnotatedDataset
    {
        private readonly List<(int Id, Truth[] Objects)> _items = [];

        public Dictionary<int, Truth[]> Images => _items.ToDictionary(item => item.Id, item => item.Objects);

        public int Count => _items.Count;

        public DatasetInfo Info { get; } = new(classes, [.. classes.Index().Select(c => c.Index)]);

        public Pictures With(int id, params Truth[] objects)
        {
            _items.Add((id, objects));
            return this;
        }

        public Truth[] Of(int id) => _items.Single(item => item.Id == id).Objects;

        public long GetImageId(int index) => _items[index].Id;

        public ImageAnnotations GetAnnotations(int index) => new()
        {
            Boxes = [.. _items[index].Objects.Select(o => new PixelBox(o.X1, o.Y1, o.X2, o.Y2))],
            Labels = [.. _items[index].Objects.Select(o => o.Label)],
            Ignored = [.. _items[index].Objects.Select(o => o.Ignored)],
        };

        public ImageSize GetSize(int index) => new(100, 100);

        public DataSample? Get(int index, IRandomSource random) => null;
    }
}
