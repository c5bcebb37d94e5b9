using System.Text.Json;
using Baron.Checkpoints;
using Baron.Configuration;
using Baron.Media;
using Baron.Modeling;
using Baron.Ops;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests.Baron;

[TestFixture]
public sealed class OvdTwoStageDetectorTests
{
    private static readonly string DemoConfig = Path.Combine(RepositoryPaths.Root, "configs", "baron", "demo", "baron_kd.toml");

    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope()
    {
        _scope = NewDisposeScope();
        manual_seed(1);
    }

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [Test]
    public void Each_branch_brings_the_losses_of_its_method()
    {
        var detector = Demo();
        detector.train();
        var losses = detector.Loss(Batch(("det_batch", 1), ("det_batch", 2), ("kd_batch", 3), ("kd_batch", 4)));
        Assert.That(losses.Select(t => t.Name), Is.EqualTo(new[]
        {
            "loss_rpn_cls", "loss_rpn_bbox", "loss_cls", "acc", "loss_bbox", "loss_bag_kd_batch", "loss_single_kd_batch",
        }));
        losses.Total().backward();
        var trained = detector.named_parameters().Where(p => p.parameter.requires_grad).ToList();
        Assert.That(trained.Where(p => p.parameter.grad is null).Select(p => p.name), Is.Empty);
        Assert.That(trained.Select(p => p.name).Where(n => n.StartsWith("roi_head.clip.", StringComparison.Ordinal)), Is.Empty, "CLIP is frozen");

        Assert.That(detector.Loss(Batch(("det_batch", 1))).Select(t => t.Name), Does.Not.Contain("loss_bag_kd_batch"));
        Assert.That(detector.Loss(Batch(("kd_batch", 1))).Select(t => t.Name), Is.EqualTo(new[] { "loss_bag_kd_batch", "loss_single_kd_batch" }));
        Assert.That(detector.Loss(Batch(("", 1), ("", 2))).Select(t => t.Name), Does.Contain("loss_rpn_cls"), "a batch without branches is a labelled one");
    }

    [Test]
    public void The_branch_of_a_method_does_not_train_the_region_proposal_network()
    {
        var detector = Demo();
        detector.train();
        detector.Loss(Batch(("kd_batch", 3), ("kd_batch", 4))).Total().backward();
        Assert.That(detector.named_parameters().Where(p => p.name.StartsWith("rpn_head.", StringComparison.Ordinal) && p.parameter.grad is not null), Is.Empty);
        Assert.That(detector.named_parameters().Single(p => p.name == "backbone.conv1.weight").parameter.grad!.abs().sum().item<float>(), Is.GreaterThan(0));
    }

    [Test]
    public void A_teacher_and_captions_work_in_one_model()
    {
        var config = ConfigDocument.Load(Path.Combine(RepositoryPaths.Root, "configs", "baron", "demo", "baron_kd_caption.toml"));
        var detector = (OvdTwoStageDetector)BaronFixture.Factory(new RandomSource(3)).Create<IDetector>(config.Root["model"]!, "model");
        detector.InitWeights();
        detector.train();
        var captioned = Picture("caption_batch", 5);
        captioned = captioned with { Truth = captioned.Truth with { Captions = ["a red star and a blue key.", "a star"] } };
        var losses = detector.Loss(new SampleBatch([Picture("det_batch", 1), Picture("kd_batch", 3), captioned, Picture("caption_batch", 6)]));
        Assert.That(losses.Select(t => t.Name), Is.EqualTo(new[]
        {
            "loss_rpn_cls", "loss_rpn_bbox", "loss_cls", "acc", "loss_bbox", "loss_bag_kd_batch", "loss_single_kd_batch", "loss_caption_caption_batch",
        }));
        losses.Total().backward();
        var trained = detector.named_parameters().Where(p => p.parameter.requires_grad).ToList();
        Assert.That(trained.Where(p => p.parameter.grad is null).Select(p => p.name), Is.Empty);
        Assert.That(trained.Select(p => p.name), Has.Some.EqualTo("roi_head.baron_caption.positional_embed.pos_proj.0.weight"));
    }

    [Test]
    public void Copies_of_a_box_are_computed_once_with_the_same_pseudo_words()
    {
        var detector = Demo();
        detector.eval();
        var head = (OvdStandardRoIHead)detector.RoiHead;
        using var noGrad = no_grad();
        var features = detector.ExtractFeatures(rand(1, 3, 128, 128));
        var boxes = tensor(new float[] { 0, 0, 40, 40, 20, 20, 90, 80, 0, 0, 40, 40, 20, 20, 90, 80 }, [4, 4]);
        var words = head.PseudoWords(features, [new OvdSample(boxes)]);
        var each = head.PseudoWords(features, [new OvdSample(boxes.narrow(0, 0, 2))]);
        Assert.That(words.shape, Is.EqualTo(new long[] { 4, 4, 64 }));
        Assert.That((words - each.repeat(2, 1, 1)).abs().max().item<float>(), Is.LessThan(1e-5f));
    }

    [Test]
    public void Any_words_can_be_looked_for_at_run_time()
    {
        var detector = Demo();
        detector.eval();
        detector.SetVocabulary(["green moon", "large house", "red star"], ["a photo of {article} {}."]);
        var found = detector.Predict([Picture("", 5)]);
        Assert.That(found[0].Labels.ToHostArray<long>(), Is.All.InRange(0, 2));
        Assert.That(found[0].Boxes.ToHostArray<float>(), Is.All.InRange(0f, 128f));
        Assert.Multiple(() =>
        {
            Assert.That(() => detector.SetVocabulary([]), Throws.TypeOf<BaronException>());
            Assert.That(() => detector.SetVocabulary(["star", "moon", "Star"]), Throws.TypeOf<BaronException>().With.Message.Contains("named 2 times"));
            Assert.That(() => detector.SetVocabulary(["star", ""]), Throws.TypeOf<BaronException>());
        });
    }

    [Test]
    public void A_branch_without_method_and_a_method_that_is_not_there_are_refused()
    {
        var detector = Demo();
        Assert.That(() => detector.Loss(Batch(("caption_batch", 1))), Throws.TypeOf<BaronException>().With.Message.Contains("caption_batch"));
        Assert.That(() => Demo("model.batch2ovd.kd_batch=\"baron_caption\""), Throws.InstanceOf<BaronException>().With.Message.Contains("baron_caption").And.Message.Contains("baron_kd"));
    }

    [Test]
    public void A_thousandth_iteration_would_hold_no_more_tensors_than_the_tenth()
    {
        var detector = Demo();
        detector.train();
        long Step(int seed)
        {
            using (NewDisposeScope())
            {
                var batch = Batch(("det_batch", seed), ("kd_batch", seed + 1));
                detector.Loss(batch).Total().backward();
                detector.zero_grad();
            }

            return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }

        Step(1);
        var counts = Enumerable.Range(2, 5).Select(Step).ToList();
        Assert.That(counts.Distinct().Count(), Is.EqualTo(1), string.Join(", ", counts));
    }

    [Test]
    [Category("Golden")]
    public void Detections_of_the_reference_s_trained_detector_are_the_reference_s()
    {
        var demo = RepositoryPaths.Shared is { } shared ? Path.Combine(shared, "demo") : "";
        if (!File.Exists(Path.Combine(demo, "kd_s0.pth")))
        {
            Assert.Ignore("The reference's trained detector is not here; set BARON_SHARED.");
        }

        // Its own CLIP, and its file as it is: names fit without a map and CLIP is not in it.
        var clip = JsonSerializer.Serialize(Path.Combine(demo, "tiny_clip.pth"));
        var detector = Demo($"_vars_.clip_checkpoint={clip}", $"_vars_.bpe_path={JsonSerializer.Serialize(Path.Combine(demo, "demo_bpe.txt.gz"))}");
        var report = StateDictLoader.Load(detector, Path.Combine(demo, "kd_s0.pth"), new StateDictLoadOptions { MayBeMissing = name => name.StartsWith("roi_head.clip.", StringComparison.Ordinal) });
        Assert.That(report.Loaded, Has.Count.GreaterThan(100));
        detector.eval();

        using var annotations = JsonDocument.Parse(File.ReadAllText(Path.Combine(demo, "data", "annotations", "instances_val.json")));
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(demo, "kd_s0_dets.json")));
        var byImage = expected.RootElement.EnumerateArray().ToLookup(d => d.GetProperty("image_id").GetInt64());
        var (total, matched) = (0, 0);
        foreach (var image in annotations.RootElement.GetProperty("images").EnumerateArray().Take(24))
        {
            using var inner = NewDisposeScope();
            var path = Path.Combine(demo, "data", "val", image.GetProperty("file_name").GetString()!);
            var id = image.GetProperty("id").GetInt64();
            var picture = ImageCodec.Read(path);
            var found = detector.Predict([Sample("", Tensor(picture), id)])[0];
            var boxes = found.Boxes.ToHostArray<float>();
            var scores = found.Scores.ToHostArray<float>();
            var labels = found.Labels.ToHostArray<long>();
            foreach (var detection in byImage[id].Where(d => d.GetProperty("score").GetDouble() > 0.05))
            {
                total++;
                var box = detection.GetProperty("bbox").EnumerateArray().Select(v => v.GetSingle()).ToArray();
                matched += Enumerable.Range(0, scores.Length).Any(i =>
                    labels[i] + 1 == detection.GetProperty("category_id").GetInt64()
                    && Math.Abs(scores[i] - detection.GetProperty("score").GetDouble()) < 0.01
                    && Overlap(boxes.AsSpan(4 * i, 4), [box[0], box[1], box[0] + box[2], box[1] + box[3]]) > 0.98) ? 1 : 0;
            }
        }

        TestContext.Out.WriteLine($"{matched} of {total} detections above 0.05 have a counterpart");
        Assert.That(total, Is.GreaterThan(50));
        Assert.That(matched, Is.GreaterThanOrEqualTo(0.99 * total));
    }

    private static OvdTwoStageDetector Demo(params string[] overrides)
    {
        var config = ConfigDocument.Load(DemoConfig, overrides.Select(o => ConfigOverride.Set(o)));
        var detector = (OvdTwoStageDetector)BaronFixture.Factory(new RandomSource(3)).Create<IDetector>(config.Root["model"]!, "model");
        detector.InitWeights();
        return detector;
    }

    private static SampleBatch Batch(params (string Branch, int Seed)[] samples) => new(samples.Select(s => Picture(s.Branch, s.Seed)));

    private static DataSample Picture(string branch, int seed) => Sample(branch, GoldenFill.Image($"detector{seed}", 128, 128, seed).to(ScalarType.Byte), seed);

    private static DataSample Sample(string branch, Tensor image, long id)
    {
        var size = new ImageSize((int)image.shape[1], (int)image.shape[2]);
        return new DataSample(
            image,
            new ImageMeta { ImageId = id, ImageShape = size, OriginalShape = size },
            new GroundTruth { Boxes = GoldenFill.Boxes("detector/gt", 3, size.Height, size.Width, id), Labels = tensor(new long[] { 0, 3, 5 }) },
            branch);
    }

    private static Tensor Tensor(ImageBuffer picture) =>
        tensor(picture.Pixels.ToArray(), [picture.Height, picture.Width, 3], dtype: ScalarType.Byte).permute(2, 0, 1).contiguous();

    private static float Overlap(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var width = Math.Max(0, Math.Min(a[2], b[2]) - Math.Max(a[0], b[0]));
        var height = Math.Max(0, Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]));
        var both = width * height;
        return both / (((a[2] - a[0]) * (a[3] - a[1])) + ((b[2] - b[0]) * (b[3] - b[1])) - both);
    }
}
