using static TorchSharp.torch;

namespace Baron.Checkpoints.Maps;

/// <summary>
/// torchvision's ResNets and its Faster and Mask R-CNN on ResNet-50 with FPN, with the names of before and since 0.13. Its background
/// is class 0 and MMDetection's the last. Of models with 91 classes (COCO's category ids with gaps) the 80 that exist are taken.
/// </summary>
internal static class TorchVisionMap
{
    private const int CocoIds = 91;
    private const string Body = @"(conv1|bn1|layer\d\..+)";

    private static readonly HashSet<long> CocoGaps = [12, 26, 29, 30, 45, 66, 68, 69, 71, 83];

    private static readonly NameRules To = new NameRules()
        .Drop(@"fc\..+", "the classifier")
        .Add(@"backbone\.body\." + Body + @"\.(.+)", "backbone.$1.$2")
        .Add(Body + @"\.(.+)", "backbone.$1.$2")
        .Add(@"backbone\.fpn\.inner_blocks\.(\d)\.(?:0\.)?(weight|bias)", "neck.lateral_convs.$1.conv.$2")
        .Add(@"backbone\.fpn\.layer_blocks\.(\d)\.(?:0\.)?(weight|bias)", "neck.fpn_convs.$1.conv.$2")
        .Add(@"backbone\.fpn\.inner_blocks\.(\d)\.1\.(.+)", "neck.lateral_convs.$1.bn.$2")
        .Add(@"backbone\.fpn\.layer_blocks\.(\d)\.1\.(.+)", "neck.fpn_convs.$1.bn.$2")
        .Add(@"rpn\.head\.conv\.(?:0\.0\.)?(weight|bias)", "rpn_head.rpn_conv.$1")
        .Add(@"rpn\.head\.cls_logits\.(.+)", "rpn_head.rpn_cls.$1")
        .Add(@"rpn\.head\.bbox_pred\.(.+)", "rpn_head.rpn_reg.$1")
        .Add(@"roi_heads\.box_head\.fc6\.(.+)", "roi_head.bbox_head.shared_fcs.0.$1")
        .Add(@"roi_heads\.box_head\.fc7\.(.+)", "roi_head.bbox_head.shared_fcs.1.$1")
        .Add(@"roi_heads\.box_predictor\.cls_score\.(.+)", "roi_head.bbox_head.fc_cls.$1")
        .Add(@"roi_heads\.box_predictor\.bbox_pred\.(.+)", "roi_head.bbox_head.fc_reg.$1")
        .Add(@"roi_heads\.mask_head\.mask_fcn(\d)\.(.+)", "roi_head.mask_head.convs.$1-1.conv.$2")
        .Add(@"roi_heads\.mask_head\.(\d)\.0\.(.+)", "roi_head.mask_head.convs.$1.conv.$2")
        .Add(@"roi_heads\.mask_predictor\.conv5_mask\.(.+)", "roi_head.mask_head.upsample.$1")
        .Add(@"roi_heads\.mask_predictor\.mask_fcn_logits\.(.+)", "roi_head.mask_head.conv_logits.$1");

    private static readonly NameRules FromDetector = new NameRules()
        .Add(@"backbone\." + Body + @"\.(.+)", "backbone.body.$1.$2")
        .Add(@"neck\.lateral_convs\.(\d)\.conv\.(.+)", "backbone.fpn.inner_blocks.$1.0.$2")
        .Add(@"neck\.fpn_convs\.(\d)\.conv\.(.+)", "backbone.fpn.layer_blocks.$1.0.$2")
        .Add(@"neck\.lateral_convs\.(\d)\.bn\.(.+)", "backbone.fpn.inner_blocks.$1.1.$2")
        .Add(@"neck\.fpn_convs\.(\d)\.bn\.(.+)", "backbone.fpn.layer_blocks.$1.1.$2")
        .Add(@"rpn_head\.rpn_conv\.(.+)", "rpn.head.conv.0.0.$1")
        .Add(@"rpn_head\.rpn_cls\.(.+)", "rpn.head.cls_logits.$1")
        .Add(@"rpn_head\.rpn_reg\.(.+)", "rpn.head.bbox_pred.$1")
        .Add(@"roi_head\.bbox_head\.shared_fcs\.(\d)\.(.+)", "roi_heads.box_head.fc$1+6.$2")
        .Add(@"roi_head\.bbox_head\.fc_cls\.(.+)", "roi_heads.box_predictor.cls_score.$1")
        .Add(@"roi_head\.bbox_head\.fc_reg\.(.+)", "roi_heads.box_predictor.bbox_pred.$1")
        .Add(@"roi_head\.mask_head\.convs\.(\d)\.conv\.(.+)", "roi_heads.mask_head.$1.0.$2")
        .Add(@"roi_head\.mask_head\.upsample\.(.+)", "roi_heads.mask_predictor.conv5_mask.$1")
        .Add(@"roi_head\.mask_head\.conv_logits\.(.+)", "roi_heads.mask_predictor.mask_fcn_logits.$1");

    private static readonly NameRules FromBackbone = new NameRules().Add(@"backbone\." + Body + @"\.(.+)", "$1.$2");

    /// <summary>torchvision's names to Baron's.</summary>
    public static MappedWeights ToBaron(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var weights = MappedWeights.Apply(To, tensors);
        if (weights.Find("roi_head.bbox_head.fc_cls.weight") is { } scores)
        {
            var classes = Foreground(scores.shape[0]);
            foreach (var part in new[] { ".weight", ".bias" })
            {
                weights.Change("roi_head.bbox_head.fc_cls" + part, values => values.index_select(0, tensor((long[])[.. classes, 0])));
                weights.Change("roi_head.bbox_head.fc_reg" + part, values => values.reshape(scores.shape[0], 4, -1).index_select(0, tensor(classes)).reshape([classes.Length * 4, .. values.shape[1..]]));
                weights.Change("roi_head.mask_head.conv_logits" + part, values => values.index_select(0, tensor(classes)));
            }
        }

        weights.AddBatchCounters();
        return weights;
    }

    /// <summary>Baron's names to torchvision's (since 0.13).</summary>
    public static MappedWeights FromBaron(IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        var detector = tensors.Any(t => !t.Key.StartsWith("backbone.", StringComparison.Ordinal));
        var weights = MappedWeights.Apply(detector ? FromDetector : FromBackbone, tensors);
        if (weights.Find("roi_heads.box_predictor.cls_score.weight") is { } scores)
        {
            var background = scores.shape[0] - 1;
            foreach (var part in new[] { ".weight", ".bias" })
            {
                // The background has no boxes and no masks in MMDetection; what torchvision keeps for it is never used.
                weights.Change("roi_heads.box_predictor.cls_score" + part, values => cat([values.narrow(0, background, 1), values.narrow(0, 0, background)], 0));
                weights.Change("roi_heads.box_predictor.bbox_pred" + part, values => values.shape[0] == background * 4 ? WithBackground(values, 4) : values);
                weights.Change("roi_heads.mask_predictor.mask_fcn_logits" + part, values => values.shape[0] == background ? WithBackground(values, 1) : values);
            }
        }

        return weights;
    }

    private static long[] Foreground(long rows) =>
        [.. Enumerable.Range(1, (int)rows - 1).Select(id => (long)id).Where(id => rows != CocoIds || !CocoGaps.Contains(id))];

    private static Tensor WithBackground(Tensor values, long rows)
    {
        using var none = zeros([rows, .. values.shape[1..]], values.dtype);
        return cat([none, values], 0);
    }
}
