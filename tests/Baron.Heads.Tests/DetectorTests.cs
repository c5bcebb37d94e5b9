using System.Text.Json;
using Baron.Backbones;
using Baron.Modeling;
using Baron.Registry;
using Baron.Samplers;
using Baron.Structures;
using Baron.Testing;
using Baron.Training.Optimizers;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests;

[TestFixture]
public sealed class DetectorTests
{
    private const string Model = """
        type = "MaskRCNN"
        data_preprocessor = { type = "DetDataPreprocessor", mean = [128.0, 128.0, 128.0], std = [64.0, 64.0, 64.0], pad_size_divisor = 16 }
        backbone = { type = "ResNet", depth = 18, num_stages = 3, strides = [1, 2, 2], base_channels = 8, norm_eval = false, frozen_stages = 0 }
        neck = { type = "FPN", in_channels = [8, 16, 32], out_channels = 16, num_outs = 3, norm_cfg = { type = "SyncBN" } }

        [rpn_head]
        type = "RPNHead"
        in_channels = 16
        feat_channels = 16
        anchor_generator = { type = "AnchorGenerator", scales = [4], ratios = [0.5, 1.0, 2.0], strides = [4, 8, 16] }

        [roi_head]
        type = "StandardRoIHead"
        bbox_roi_extractor = { type = "SingleRoIExtractor", roi_layer = { type = "RoIAlign", output_size = 5, sampling_ratio = 0 }, out_channels = 16, featmap_strides = [4, 8, 16] }
        bbox_head = { type = "Shared2FCBBoxHead", in_channels = 16, fc_out_channels = 32, roi_feat_size = 5, num_classes = 3, loss_bbox = { type = "L1Loss" } }
        mask_roi_extractor = { type = "SingleRoIExtractor", roi_layer = { type = "RoIAlign", output_size = 7 }, out_channels = 16, featmap_strides = [4, 8, 16] }
        mask_head = { type = "FCNMaskHead", num_convs = 1, in_channels = 16, conv_out_channels = 16, num_classes = 3 }

        [train_cfg.rpn]
        assigner = { type = "MaxIoUAssigner", pos_iou_thr = 0.7, neg_iou_thr = 0.3, min_pos_iou = 0.3 }
        sampler = { type = "RandomSampler", num = 64, pos_fraction = 0.5, add_gt_as_proposals = false }

        [train_cfg.rpn_proposal]
        nms_pre = 100
        max_per_img = 50
        nms = { type = "nms", iou_threshold = 0.7 }
        min_bbox_size = 0

        [train_cfg.rcnn]
        assigner = { type = "MaxIoUAssigner", pos_iou_thr = 0.5, neg_iou_thr = 0.5, min_pos_iou = 0.5, match_low_quality = false }
        sampler = { type = "RandomSampler", num = 16, pos_fraction = 0.5 }
        mask_size = 14

        [test_cfg.rpn]
        nms_pre = 100
        max_per_img = 50
        nms = { type = "nms", iou_threshold = 0.7 }
        min_bbox_size = 0

        [test_cfg.rcnn]
        score_thr = 0.05
        nms = { type = "nms", iou_threshold = 0.5 }
        max_per_img = 20
        """;

    [Test]
    public void A_detector_learns_to_find_and_cut_out_what_it_is_shown()
    {
        manual_seed(0);
        using var outer = NewDisposeScope();
        var detector = Build();
        detector.InitWeights();
        var module = detector.AsModule();
        var trained = module.named_parameters().Where(p => p.Item2.requires_grad).Select(p => KeyValuePair.Create(p.Item1, p.Item2)).ToArray();
        using var optimizer = new AdamW(3e-3).Create([new ParameterGroup(trained, 3e-3, 0.01)]);
        var first = 0f;
        var last = 0f;
        var live = 0L;
        for (var i = 0; i < 150; i++)
        {
            using (NewDisposeScope())
            {
                module.train();
                using var batch = new SampleBatch(Scenes(i));
                var losses = detector.Loss(batch);
                Assert.That(losses.Select(l => l.Name), Is.EqualTo(new[] { "loss_rpn_cls", "loss_rpn_bbox", "loss_cls", "acc", "loss_bbox", "loss_mask" }));
                var total = losses.Total();
                optimizer.ZeroGradients();
                total.backward();
                optimizer.Step();

                // Regression has nothing to do before proposals are good, so it rises first.
                last = losses.Where(l => l.IsLoss && !l.Name.EndsWith("bbox", StringComparison.Ordinal)).Sum(l => l.Value.item<float>());
                first = i == 0 ? last : first;
            }

            if (i == 5)
            {
                // What earlier tests left to the collector must not hide what an iteration leaves.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                live = Tensor.TotalCount;
            }
            else if (i > 5)
            {
                Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(live), $"live tensors after iteration {i}");
            }
        }

        Assert.That(last, Is.LessThan(0.5f * first));
        module.eval();
        var scenes = Scenes(1000);
        var found = detector.Predict(scenes);
        for (var i = 0; i < scenes.Length; i++)
        {
            Assert.That(found[i].Count, Is.GreaterThan(0));
            Assert.That(found[i].Masks!.shape, Is.EqualTo(new long[] { found[i].Count, 48, 64 }));
            Assert.That(found[i].Labels[0].item<long>(), Is.EqualTo(scenes[i].Truth.Labels[0].item<long>()));
            var iou = Ops.BoxMath.AlignedOverlaps(found[i].Boxes.narrow(0, 0, 1), scenes[i].Truth.Boxes).item<float>();
            Assert.That(iou, Is.GreaterThan(0.35f));
            var (mask, truth) = (found[i].Masks![0], scenes[i].Truth.Masks![0].to(ScalarType.Bool));
            var overlap = mask.logical_and(truth).sum().item<long>() / (double)mask.logical_or(truth).sum().item<long>();
            Assert.That(overlap, Is.GreaterThan(0.35));
        }

        var small = detector.Predict([Scenes(1000)[0] with { Meta = scenes[0].Meta with { OriginalShape = new ImageSize(24, 32), ScaleX = 2, ScaleY = 2 } }]);
        Assert.That(small[0].Masks!.shape[1..], Is.EqualTo(new long[] { 24, 32 }));
        Assert.That(small[0].Boxes[0].sum().item<float>(), Is.EqualTo(found[0].Boxes[0].sum().item<float>() / 2).Within(1e-2));
        Assert.That(detector.Predict(scenes, false)[0].Boxes.allclose(found[0].Boxes, 1e-4, 1e-3));
    }

    [Test]
    public void A_batch_without_objects_has_losses_and_gradients_all_the_same()
    {
        manual_seed(0);
        using var scope = NewDisposeScope();
        var detector = Build();
        detector.InitWeights();
        detector.AsModule().train();
        using var batch = new SampleBatch(Scenes(0).Select(s => s with
        {
            Truth = new GroundTruth { Boxes = zeros(0, 4), Labels = zeros(0, dtype: ScalarType.Int64), Masks = zeros(0, 48, 64, dtype: ScalarType.Byte) },
        }));
        var losses = detector.Loss(batch).ToDictionary(l => l.Name, l => l.Value);
        Assert.That(losses["loss_bbox"].item<float>(), Is.Zero);
        Assert.That(losses["loss_mask"].item<float>(), Is.Zero);
        losses.Where(l => l.Key != "acc").Aggregate(zeros(1).sum(), (sum, l) => sum + l.Value).backward();
        var without = detector.AsModule().named_parameters().Where(p => p.Item2.requires_grad && p.Item2.grad is null).Select(p => p.Item1);
        Assert.That(without, Is.Empty, "parameters without a gradient");
    }

    [Test]
    public void Nothing_found_gives_empty_detections_with_masks_of_the_right_size()
    {
        using var scope = NewDisposeScope();
        var detector = (TwoStageDetector)Factory().CreateFromToml<IDetector>(Model.Replace("score_thr = 0.05", "score_thr = 2.0", StringComparison.Ordinal));
        detector.eval();
        var found = detector.Predict(Scenes(0));
        Assert.That(found[0].Count, Is.Zero);
        Assert.That(found[0].Masks!.shape, Is.EqualTo(new long[] { 0, 48, 64 }));
    }

    [Test]
    public void Settings_that_are_missing_are_asked_for()
    {
        using var scope = NewDisposeScope();
        var text = string.Join('\n', Model.Split('\n').TakeWhile(l => !l.StartsWith("[train_cfg", StringComparison.Ordinal)));
        var detector = Factory().CreateFromToml<IDetector>(text);
        using var batch = new SampleBatch(Scenes(0));
        Assert.That(() => detector.Loss(batch), Throws.TypeOf<BaronException>().With.Message.Contains("train_cfg"));
        Assert.That(() => detector.Predict(Scenes(0)), Throws.TypeOf<BaronException>().With.Message.Contains("test_cfg"));
    }

    [TestCase("faster_rcnn__faster-rcnn_r50-caffe_c4-1x_coco", "FasterRCNN")]
    [TestCase("faster_rcnn__faster-rcnn_r50_fpn_1x_coco", "FasterRCNN")]
    [TestCase("mask_rcnn__mask-rcnn_r50_fpn_1x_coco", "MaskRCNN")]
    public void A_published_config_binds_key_by_key(string name, string type)
    {
        var path = Path.Combine(RepositoryPaths.Shared ?? ".", "configs", name + ".json");
        if (!File.Exists(path))
        {
            Assert.Ignore("The published configs are not here; set BARON_SHARED.");
        }

        using var scope = NewDisposeScope();
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var detector = Factory().Create<IDetector>(JsonConfig.ToNode(document.RootElement.GetProperty("model")));
        Assert.That(detector.GetType().Name, Is.EqualTo(type));
        var names = detector.AsModule().state_dict().Keys;
        Assert.That(names, Does.Contain("backbone.layer3.5.bn3.running_var").And.Contain("rpn_head.rpn_conv.weight").And.Contain("roi_head.bbox_head.fc_reg.bias"));
        Assert.That(names, name.Contains("c4", StringComparison.Ordinal)
            ? Does.Contain("roi_head.shared_head.layer4.2.conv3.weight")
            : Does.Contain("neck.fpn_convs.3.conv.bias").And.Contain("roi_head.bbox_head.shared_fcs.1.weight"));
    }

    private static ComponentFactory Factory() => JsonConfig.Factory(new RandomSource(0), typeof(RpnHead), typeof(ResNet), typeof(RandomSampler));

    private static IDetector Build() => Factory().CreateFromToml<IDetector>(Model);

    /// <summary>Two pictures of one rectangle each; its colour is its class.</summary>
    private static DataSample[] Scenes(int seed)
    {
        var random = new RandomSource((ulong)seed);
        return Enumerable.Range(0, 2).Select(i =>
        {
            var (w, h) = (16 + random.NextInt(16), 16 + random.NextInt(16));
            var (x, y) = (random.NextInt(64 - w), random.NextInt(48 - h));
            var label = random.NextInt(3);
            var image = full([3, 48, 64], 60, ScalarType.Byte);
            image.narrow(0, label, 1).narrow(1, y, h).narrow(2, x, w).fill_(220);
            var mask = zeros([1, 48, 64], ScalarType.Byte);
            mask.narrow(1, y, h).narrow(2, x, w).fill_(1);
            return new DataSample(
                image,
                new ImageMeta { OriginalShape = new ImageSize(48, 64), ImageShape = new ImageSize(48, 64) },
                new GroundTruth
                {
                    Boxes = tensor(new float[] { x, y, x + w, y + h }, [1, 4]),
                    Labels = tensor(new long[] { label }),
                    Masks = mask,
                });
        }).ToArray();
    }
}
