using Baron.Checkpoints.Maps;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Checkpoints;

public sealed class KeyMapTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void SetUp() => _scope = NewDisposeScope();

    [TearDown]
    public void TearDown() => _scope.Dispose();

    [TestCase("backbone.bottom_up.stem.conv1.weight", "backbone.conv1.weight")]
    [TestCase("backbone.bottom_up.stem.conv1.norm.running_var", "backbone.bn1.running_var")]
    [TestCase("backbone.bottom_up.res2.0.shortcut.weight", "backbone.layer1.0.downsample.0.weight")]
    [TestCase("backbone.bottom_up.res5.2.conv3.norm.bias", "backbone.layer4.2.bn3.bias")]
    [TestCase("backbone.res4.22.conv2.weight", "backbone.layer3.22.conv2.weight")]
    [TestCase("stem.conv1.norm.weight", "backbone.bn1.weight")]
    [TestCase("backbone.fpn_lateral2.weight", "neck.lateral_convs.0.conv.weight")]
    [TestCase("backbone.fpn_output5.bias", "neck.fpn_convs.3.conv.bias")]
    [TestCase("proposal_generator.rpn_head.conv.weight", "rpn_head.rpn_conv.weight")]
    [TestCase("roi_heads.res5.1.conv2.weight", "roi_head.shared_head.layer4.1.conv2.weight")]
    [TestCase("roi_heads.res5.0.shortcut.norm.weight", "roi_head.shared_head.layer4.0.downsample.1.weight")]
    [TestCase("roi_heads.box_head.fc2.weight", "roi_head.bbox_head.shared_fcs.1.weight")]
    [TestCase("roi_heads.box_predictor.cls_score.bias", "roi_head.bbox_head.fc_cls.bias")]
    [TestCase("roi_heads.box_predictor.bbox_pred.weight", "roi_head.bbox_head.fc_reg.weight")]
    [TestCase("roi_heads.mask_head.mask_fcn4.weight", "roi_head.mask_head.convs.3.conv.weight")]
    [TestCase("roi_heads.mask_head.deconv.weight", "roi_head.mask_head.upsample.weight")]
    [TestCase("roi_heads.mask_head.predictor.bias", "roi_head.mask_head.conv_logits.bias")]
    public void Detectron2s_names_become_MMDetections(string theirs, string ours)
    {
        var values = rand(8, 3);
        var result = KeyMaps.Convert(KeyConvention.Detectron2, KeyConvention.Mmdet, Weights((theirs, values)));
        Assert.That(result.Kept, Is.Empty);
        Assert.That(result.Tensors.Single(t => t.Key == ours).Value, Is.SameAs(values));
        Assert.That(result.Tensors.Select(t => t.Key).Where(n => n != ours), Is.All.EndsWith(".num_batches_tracked"));
    }

    [Test]
    public void A_pyramid_detector_goes_to_Detectron2_and_back_unchanged()
    {
        var weights = PyramidDetector();
        var there = KeyMaps.Apply("detectron2", weights);
        Assert.That((there.From, there.To), Is.EqualTo((KeyConvention.Mmdet, KeyConvention.Detectron2)));
        Assert.That(there.Kept, Is.Empty);
        Assert.That(there.Tensors.Select(t => t.Key), Does.Contain("backbone.bottom_up.res2.0.conv1.norm.running_mean").And.Contain("roi_heads.mask_head.mask_fcn1.weight"));
        Same(KeyMaps.Apply("detectron2", [.. there.Tensors]), weights);
    }

    [Test]
    public void Detectron2s_norms_without_statistics_are_group_norms()
    {
        var theirs = Weights(
            ("backbone.bottom_up.stem.conv1.norm.weight", rand(4)),
            ("backbone.bottom_up.stem.conv1.norm.bias", rand(4)),
            ("backbone.bottom_up.res2.0.conv1.norm.weight", rand(4)),
            ("backbone.bottom_up.res2.0.conv1.norm.bias", rand(4)),
            ("backbone.bottom_up.res2.0.conv1.norm.running_mean", rand(4)),
            ("backbone.bottom_up.res2.0.conv1.norm.running_var", rand(4)),
            ("backbone.fpn_output2.weight", rand(4)),
            ("backbone.fpn_output2.norm.weight", rand(4)),
            ("backbone.fpn_output2.norm.bias", rand(4)));
        var ours = KeyMaps.Apply("detectron2", theirs);
        Assert.That(ours.Tensors.Select(t => t.Key), Is.EqualTo(new[]
        {
            "backbone.gn1.weight", "backbone.gn1.bias", "backbone.layer1.0.bn1.weight", "backbone.layer1.0.bn1.bias", "backbone.layer1.0.bn1.running_mean", "backbone.layer1.0.bn1.running_var",
            "neck.fpn_convs.0.conv.weight", "neck.fpn_convs.0.gn.weight", "neck.fpn_convs.0.gn.bias", "backbone.layer1.0.bn1.num_batches_tracked",
        }));
        Same(KeyMaps.Apply("detectron2", [.. ours.Tensors]), theirs);
    }

    [Test]
    public void A_model_below_another_module_is_recognised_in_the_refusal() => Assert.That(
        () => KeyMaps.Apply("clip", Weights(("clip.text_model.final_layer_norm.bias", rand(2)), ("other", rand(2)))),
        Throws.TypeOf<BaronException>().With.Message.Contains("Below 'clip.' they are those of Hugging Face's CLIP; --prefix clip."));

    [Test]
    public void A_detector_without_pyramid_gets_C4_names()
    {
        var there = KeyMaps.Apply("detectron2", Weights(("backbone.layer1.0.conv1.weight", rand(1)), ("roi_head.shared_head.layer4.0.conv1.weight", rand(1))));
        Assert.That(there.Tensors.Select(t => t.Key), Is.EqualTo(new[] { "backbone.res2.0.conv1.weight", "roi_heads.res5.0.conv1.weight" }));
    }

    [Test]
    public void Anchors_of_several_scales_are_put_in_the_other_order()
    {
        // Detectron2: scale by scale, three ratios each; MMDetection: ratio by ratio.
        var scores = arange(15, ScalarType.Float32).view(15, 1, 1, 1);
        var deltas = arange(60, ScalarType.Float32);
        var weights = Weights(
            ("proposal_generator.rpn_head.objectness_logits.weight", scores),
            ("proposal_generator.rpn_head.anchor_deltas.bias", deltas));
        var result = KeyMaps.Apply("detectron2", weights);
        var cls = Floats(result.Tensors.Single(t => t.Key == "rpn_head.rpn_cls.weight").Value);
        Assert.That(cls, Is.EqualTo(new float[] { 0, 3, 6, 9, 12, 1, 4, 7, 10, 13, 2, 5, 8, 11, 14 }));
        var reg = Floats(result.Tensors.Single(t => t.Key == "rpn_head.rpn_reg.bias").Value);
        Assert.That(reg, Is.EqualTo(cls.SelectMany(anchor => Enumerable.Range(0, 4).Select(i => (anchor * 4) + i))));
        Same(KeyMaps.Apply("detectron2", [.. result.Tensors]), weights);
    }

    [Test]
    public void Pixel_statistics_and_anchors_are_left_out_with_the_reason()
    {
        var result = KeyMaps.Apply("detectron2", Weights(("pixel_mean", rand(3)), ("backbone.res2.0.conv1.weight", rand(1)), ("proposal_generator.anchor_generator.cell_anchors.0", rand(15, 4))));
        Assert.That(result.Tensors.Select(t => t.Key), Is.EqualTo(new[] { "backbone.layer1.0.conv1.weight" }));
        Assert.That(result.LeftOut, Is.EqualTo(new[] { "pixel_mean (set in the config)", "proposal_generator.anchor_generator.cell_anchors.0 (set in the config)" }));
    }

    [Test]
    public void Caffe2_blobs_become_a_backbone_whose_norms_have_statistics()
    {
        var result = KeyMaps.Apply("detectron2", Weights(
            ("conv1_w", rand(2, 3)), ("res_conv1_bn_s", rand(2)), ("res_conv1_bn_b", rand(2)), ("res2_0_branch1_w", rand(1)), ("res5_2_branch2c_w", rand(1)), ("fc1000_w", rand(1))));
        Assert.That(result.From, Is.EqualTo(KeyConvention.Caffe2));
        Assert.That(result.Tensors.Select(t => t.Key), Is.EqualTo(new[]
        {
            "backbone.conv1.weight", "backbone.bn1.weight", "backbone.bn1.bias", "backbone.layer1.0.downsample.0.weight", "backbone.layer4.2.conv3.weight",
            "backbone.bn1.running_mean", "backbone.bn1.running_var", "backbone.bn1.num_batches_tracked",
        }));
        Assert.That(Floats(result.Tensors.Single(t => t.Key == "backbone.bn1.running_var").Value), Is.EqualTo(new float[] { 1, 1 }));
    }

    [TestCase("conv1.weight", "backbone.conv1.weight")]
    [TestCase("layer3.5.bn2.running_mean", "backbone.layer3.5.bn2.running_mean")]
    [TestCase("layer4.0.downsample.1.weight", "backbone.layer4.0.downsample.1.weight")]
    [TestCase("backbone.body.layer1.0.conv1.weight", "backbone.layer1.0.conv1.weight")]
    [TestCase("backbone.fpn.inner_blocks.3.0.weight", "neck.lateral_convs.3.conv.weight")]
    [TestCase("backbone.fpn.layer_blocks.0.bias", "neck.fpn_convs.0.conv.bias")]
    [TestCase("rpn.head.conv.0.0.weight", "rpn_head.rpn_conv.weight")]
    [TestCase("rpn.head.conv.weight", "rpn_head.rpn_conv.weight")]
    [TestCase("rpn.head.cls_logits.bias", "rpn_head.rpn_cls.bias")]
    [TestCase("rpn.head.bbox_pred.bias", "rpn_head.rpn_reg.bias")]
    [TestCase("roi_heads.box_head.fc6.weight", "roi_head.bbox_head.shared_fcs.0.weight")]
    [TestCase("roi_heads.box_head.fc7.bias", "roi_head.bbox_head.shared_fcs.1.bias")]
    [TestCase("roi_heads.mask_head.mask_fcn4.weight", "roi_head.mask_head.convs.3.conv.weight")]
    [TestCase("roi_heads.mask_head.3.0.weight", "roi_head.mask_head.convs.3.conv.weight")]
    [TestCase("roi_heads.mask_predictor.conv5_mask.weight", "roi_head.mask_head.upsample.weight")]
    public void Torchvisions_names_become_MMDetections(string theirs, string ours)
    {
        var values = rand(8);
        var result = KeyMaps.Convert(KeyConvention.TorchVision, KeyConvention.Mmdet, Weights((theirs, values)));
        Assert.That(result.Kept, Is.Empty);
        Assert.That(result.Tensors.Single(t => t.Key == ours).Value, Is.SameAs(values));
    }

    [Test]
    public void Torchvisions_background_moves_from_the_first_class_to_the_last()
    {
        var weights = Weights(
            ("rpn.head.cls_logits.bias", zeros(3)),
            ("roi_heads.box_predictor.cls_score.weight", arange(4, ScalarType.Float32).view(4, 1)),
            ("roi_heads.box_predictor.bbox_pred.bias", arange(16, ScalarType.Float32)),
            ("roi_heads.mask_predictor.mask_fcn_logits.bias", arange(4, ScalarType.Float32)));
        var result = KeyMaps.Apply("torchvision", weights);
        Assert.That(Floats(Of(result, "roi_head.bbox_head.fc_cls.weight")), Is.EqualTo(new float[] { 1, 2, 3, 0 }));
        Assert.That(Floats(Of(result, "roi_head.bbox_head.fc_reg.bias")), Is.EqualTo(Enumerable.Range(4, 12).Select(i => (float)i)));
        Assert.That(Floats(Of(result, "roi_head.mask_head.conv_logits.bias")), Is.EqualTo(new float[] { 1, 2, 3 }));

        var back = KeyMaps.Apply("torchvision", [.. result.Tensors]);
        Assert.That(Floats(Of(back, "roi_heads.box_predictor.cls_score.weight")), Is.EqualTo(new float[] { 0, 1, 2, 3 }));
        Assert.That(Floats(Of(back, "roi_heads.box_predictor.bbox_pred.bias")), Is.EqualTo(Enumerable.Range(0, 16).Select(i => i < 4 ? 0f : i)));
    }

    [Test]
    public void Of_torchvisions_91_classes_the_80_of_COCO_are_taken()
    {
        var result = KeyMaps.Apply("torchvision", Weights(
            ("rpn.head.cls_logits.bias", zeros(3)),
            ("roi_heads.box_predictor.cls_score.weight", arange(91, ScalarType.Float32).view(91, 1)),
            ("roi_heads.box_predictor.bbox_pred.weight", rand(364, 2))));
        var ids = Floats(Of(result, "roi_head.bbox_head.fc_cls.weight"));
        Assert.That(ids, Has.Length.EqualTo(81));
        Assert.That((ids[0], ids[10], ids[11], ids[12], ids[79], ids[80]), Is.EqualTo((1f, 11f, 13f, 14f, 90f, 0f)));
        Assert.That(Of(result, "roi_head.bbox_head.fc_reg.weight").shape, Is.EqualTo(new long[] { 320, 2 }));
    }

    [Test]
    public void A_pyramid_detector_goes_to_torchvision_and_back_unchanged()
    {
        var weights = PyramidDetector();
        var there = KeyMaps.Apply("torchvision", weights);
        Assert.That(there.Kept, Is.Empty);
        Assert.That(there.Tensors.Select(t => t.Key), Does.Contain("backbone.fpn.inner_blocks.0.0.weight").And.Contain("rpn.head.conv.0.0.weight").And.Contain("roi_heads.mask_head.0.0.weight"));
        Same(KeyMaps.Apply("torchvision", [.. there.Tensors]), weights);
    }

    [Test]
    public void A_backbone_alone_gets_the_names_of_a_torchvision_ResNet()
    {
        var there = KeyMaps.Apply("torchvision", Weights(("backbone.conv1.weight", rand(1)), ("backbone.layer1.0.bn1.bias", rand(1))));
        Assert.That(there.Tensors.Select(t => t.Key), Is.EqualTo(new[] { "conv1.weight", "layer1.0.bn1.bias" }));
    }

    [Test]
    public void CLIPs_names_go_from_OpenAI_to_Baron_to_Hugging_Face_and_back()
    {
        var openAi = Clip();
        var baron = KeyMaps.Apply("clip", [.. openAi, new("logit_scale", rand(1)), new("input_resolution", zeros([], ScalarType.Int64))]);
        Assert.That(baron.LeftOut, Has.Count.EqualTo(2));
        Assert.That(baron.Kept, Is.Empty);
        Assert.That(baron.Tensors.Select(t => t.Key), Does.Contain("text_encoder.ln_final.weight").And.Contain("image_encoder.transformer.resblocks.0.attn.in_proj_weight"));

        var huggingFace = KeyMaps.Apply("clip_hf", [.. baron.Tensors]);
        Assert.That(huggingFace.Kept, Is.Empty);
        var names = huggingFace.Tensors.Select(t => t.Key).ToList();
        Assert.That(names, Does.Contain("text_model.encoder.layers.0.self_attn.k_proj.bias").And.Contain("vision_model.pre_layrnorm.weight").And.Contain("visual_projection.weight"));
        Assert.That(Of(huggingFace, "text_projection.weight").shape, Is.EqualTo(new long[] { 6, 4 }), "a linear layer keeps its matrix transposed");
        Assert.That(
            Floats(Of(huggingFace, "text_model.encoder.layers.0.self_attn.k_proj.weight")),
            Is.EqualTo(Floats(openAi.Single(t => t.Key == "transformer.resblocks.0.attn.in_proj_weight").Value.narrow(0, 4, 4))));

        var back = KeyMaps.Apply("clip", [.. huggingFace.Tensors, new("text_model.embeddings.position_ids", zeros(1, 5))]);
        Same(back, [.. baron.Tensors]);
        Same(KeyMaps.Apply("clip", [.. back.Tensors]), openAi);
        Same(KeyMaps.Apply("clip_openai", [.. huggingFace.Tensors]), openAi);
    }

    [Test]
    public void A_ResNet_tower_has_no_Hugging_Face_names() =>
        Assert.That(() => KeyMaps.Apply("clip_hf", Weights(("visual.layer1.0.conv1.weight", rand(1)))), Throws.TypeOf<BaronException>().With.Message.Contains("ResNet"));

    [Test]
    public void A_part_of_a_joined_projection_that_is_missing_is_named() =>
        Assert.That(
            () => KeyMaps.Apply("clip", Weights(("text_model.encoder.layers.0.self_attn.q_proj.weight", rand(4, 4)))),
            Throws.TypeOf<BaronException>().With.Message.Contains("k_proj"));

    [Test]
    public void Names_that_no_rule_knows_are_kept_and_reported()
    {
        var result = KeyMaps.Apply("detectron2", Weights(("backbone.res2.0.conv1.weight", rand(1)), ("extra.thing", rand(1))));
        Assert.That(result.Kept, Is.EqualTo(new[] { "extra.thing" }));
        Assert.That(result.Tensors.Select(t => t.Key), Does.Contain("extra.thing"));
    }

    [Test]
    public void Names_of_nobody_and_of_the_wrong_family_are_refused()
    {
        Assert.That(() => KeyMaps.Apply("detectron2", Weights(("a", rand(1)))), Throws.TypeOf<BaronException>().With.Message.Contains("'a'"));
        Assert.That(() => KeyMaps.Apply("detectron2", Clip()), Throws.TypeOf<BaronException>().With.Message.Contains("OpenAI"));
        Assert.That(() => KeyMaps.Apply("clip", PyramidDetector()), Throws.TypeOf<BaronException>().With.Message.Contains("MMDetection"));
        Assert.That(() => KeyMaps.Apply("yolo", Clip()), Throws.TypeOf<BaronException>().With.Message.Contains("yolo"));
    }

    [Test]
    public void Two_tensors_that_would_get_one_name_are_refused() =>
        Assert.That(
            () => KeyMaps.Apply("mmdet", Weights(("rpn.head.conv.weight", rand(1)), ("rpn.head.conv.0.0.weight", rand(1)))),
            Throws.TypeOf<BaronException>().With.Message.Contains("rpn_head.rpn_conv.weight"));

    [Test]
    public void The_map_to_MMDetection_leaves_its_own_names_alone()
    {
        var weights = PyramidDetector();
        Same(KeyMaps.Apply("mmdet", weights), weights);
    }

    private static List<KeyValuePair<string, Tensor>> Weights(params (string Name, Tensor Values)[] tensors) =>
        [.. tensors.Select(t => new KeyValuePair<string, Tensor>(t.Name, t.Values))];

    private static List<KeyValuePair<string, Tensor>> PyramidDetector() => Weights(
        ("backbone.conv1.weight", rand(4, 3, 7, 7)),
        ("backbone.bn1.weight", rand(4)),
        ("backbone.layer1.0.conv1.weight", rand(4, 4, 1, 1)),
        ("backbone.layer1.0.bn1.weight", rand(4)),
        ("backbone.layer1.0.bn1.bias", rand(4)),
        ("backbone.layer1.0.bn1.running_mean", rand(4)),
        ("backbone.layer1.0.bn1.running_var", rand(4)),
        ("backbone.layer1.0.downsample.0.weight", rand(4, 4, 1, 1)),
        ("neck.lateral_convs.0.conv.weight", rand(4, 4, 1, 1)),
        ("neck.fpn_convs.3.conv.bias", rand(4)),
        ("rpn_head.rpn_conv.weight", rand(4, 4, 3, 3)),
        ("rpn_head.rpn_cls.weight", rand(3, 4, 1, 1)),
        ("rpn_head.rpn_reg.weight", rand(12, 4, 1, 1)),
        ("roi_head.bbox_head.shared_fcs.0.weight", rand(4, 4)),
        ("roi_head.bbox_head.shared_fcs.1.bias", rand(4)),
        ("roi_head.bbox_head.fc_cls.weight", rand(6, 4)),
        ("roi_head.bbox_head.fc_cls.bias", rand(6)),
        ("roi_head.bbox_head.fc_reg.weight", rand(20, 4)),
        ("roi_head.mask_head.convs.0.conv.weight", rand(4, 4, 3, 3)),
        ("roi_head.mask_head.upsample.weight", rand(4, 4, 2, 2)),
        ("roi_head.mask_head.conv_logits.weight", rand(5, 4, 1, 1)));

    private static List<KeyValuePair<string, Tensor>> Clip()
    {
        var tensors = new List<(string, Tensor)>
        {
            ("positional_embedding", rand(5, 4)), ("text_projection", rand(4, 6)), ("token_embedding.weight", rand(9, 4)), ("ln_final.weight", rand(4)), ("ln_final.bias", rand(4)),
            ("visual.class_embedding", rand(4)), ("visual.positional_embedding", rand(5, 4)), ("visual.proj", rand(4, 6)), ("visual.conv1.weight", rand(4, 3, 2, 2)),
            ("visual.ln_pre.weight", rand(4)), ("visual.ln_post.bias", rand(4)),
        };
        foreach (var tower in new[] { "", "visual." })
        {
            var block = tower + "transformer.resblocks.0.";
            tensors.AddRange(
            [
                (block + "attn.in_proj_weight", rand(12, 4)), (block + "attn.in_proj_bias", rand(12)), (block + "attn.out_proj.weight", rand(4, 4)), (block + "attn.out_proj.bias", rand(4)),
                (block + "ln_1.weight", rand(4)), (block + "ln_2.bias", rand(4)), (block + "mlp.c_fc.weight", rand(16, 4)), (block + "mlp.c_proj.bias", rand(4)),
            ]);
        }

        return Weights([.. tensors]);
    }

    private static Tensor Of(KeyMapResult result, string name) => result.Tensors.Single(t => t.Key == name).Value;

    private static float[] Floats(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    private static void Same(KeyMapResult actual, IReadOnlyCollection<KeyValuePair<string, Tensor>> expected)
    {
        Assert.That(actual.Kept, Is.Empty);
        Assert.That(actual.Tensors.Select(t => t.Key).Where(n => !n.EndsWith(".num_batches_tracked", StringComparison.Ordinal)), Is.EquivalentTo(expected.Select(t => t.Key)));
        foreach (var (name, values) in expected)
        {
            Assert.That(Of(actual, name).shape, Is.EqualTo(values.shape), name);
            Assert.That(Floats(Of(actual, name)), Is.EqualTo(Floats(values)), name);
        }
    }
}
