using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Baron.Checkpoints.Maps;

/// <summary>
/// Detectron2's R-CNNs on ResNets, C4 and FPN, with and without masks. Its anchors vary by aspect ratio fastest and MMDetection's by
/// scale; where a location has several scales (C4) the RPN's outputs are put in the other order.
/// </summary>
internal static partial class Detectron2Map
{
    private const int AspectRatios = 3;
    private const string Config = "set in the config";
    private const string Stem = @"(?:backbone\.)?(?:bottom_up\.)?";

    private static readonly NameRules To = new NameRules()
        .Drop(@"pixel_(mean|std)|proposal_generator\.anchor_generator\..+", Config)
        .Drop(Stem + @"(linear|fc)\..+", "the classifier")
        .Add(Stem + @"stem\.conv1\.norm\.(.+)", "backbone.bn1.$1")
        .Add(Stem + @"stem\.conv1\.(.+)", "backbone.conv1.$1")
        .Add(Stem + @"res(\d)\.(\d+)\.conv(\d)\.norm\.(.+)", "backbone.layer$1-1.$2.bn$3.$4")
        .Add(Stem + @"res(\d)\.(\d+)\.conv(\d)\.(.+)", "backbone.layer$1-1.$2.conv$3.$4")
        .Add(Stem + @"res(\d)\.(\d+)\.shortcut\.norm\.(.+)", "backbone.layer$1-1.$2.downsample.1.$3")
        .Add(Stem + @"res(\d)\.(\d+)\.shortcut\.(.+)", "backbone.layer$1-1.$2.downsample.0.$3")
        .Add(@"roi_heads\.res5\.(\d+)\.conv(\d)\.norm\.(.+)", "roi_head.shared_head.layer4.$1.bn$2.$3")
        .Add(@"roi_heads\.res5\.(\d+)\.conv(\d)\.(.+)", "roi_head.shared_head.layer4.$1.conv$2.$3")
        .Add(@"roi_heads\.res5\.(\d+)\.shortcut\.norm\.(.+)", "roi_head.shared_head.layer4.$1.downsample.1.$2")
        .Add(@"roi_heads\.res5\.(\d+)\.shortcut\.(.+)", "roi_head.shared_head.layer4.$1.downsample.0.$2")
        .Add(@"backbone\.fpn_lateral(\d)\.norm\.(.+)", "neck.lateral_convs.$1-2.bn.$2")
        .Add(@"backbone\.fpn_lateral(\d)\.(.+)", "neck.lateral_convs.$1-2.conv.$2")
        .Add(@"backbone\.fpn_output(\d)\.norm\.(.+)", "neck.fpn_convs.$1-2.bn.$2")
        .Add(@"backbone\.fpn_output(\d)\.(.+)", "neck.fpn_convs.$1-2.conv.$2")
        .Add(@"proposal_generator\.rpn_head\.conv\.(weight|bias)", "rpn_head.rpn_conv.$1")
        .Add(@"proposal_generator\.rpn_head\.objectness_logits\.(.+)", "rpn_head.rpn_cls.$1")
        .Add(@"proposal_generator\.rpn_head\.anchor_deltas\.(.+)", "rpn_head.rpn_reg.$1")
        .Add(@"roi_heads\.box_head\.fc(\d)\.(.+)", "roi_head.bbox_head.shared_fcs.$1-1.$2")
        .Add(@"roi_heads\.box_head\.conv(\d)\.norm\.(.+)", "roi_head.bbox_head.shared_convs.$1-1.bn.$2")
        .Add(@"roi_heads\.box_head\.conv(\d)\.(.+)", "roi_head.bbox_head.shared_convs.$1-1.conv.$2")
        .Add(@"roi_heads\.box_predictor\.cls_score\.(.+)", "roi_head.bbox_head.fc_cls.$1")
        .Add(@"roi_heads\.box_predictor\.bbox_pred\.(.+)", "roi_head.bbox_head.fc_reg.$1")
        .Add(@"roi_heads\.mask_head\.mask_fcn(\d)\.norm\.(.+)", "roi_head.mask_head.convs.$1-1.bn.$2")
        .Add(@"roi_heads\.mask_head\.mask_fcn(\d)\.(.+)", "roi_head.mask_head.convs.$1-1.conv.$2")
        .Add(@"roi_heads\.mask_head\.deconv\.(.+)", "roi_head.mask_head.upsample.$1")
        .Add(@"roi_heads\.mask_head\.predictor\.(.+)", "roi_head.mask_head.conv_logits.$1");

    /// <summary>Detectron2's names to Baron's.</summary>
    public static MappedWeights ToBaron(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var weights = WithGroupNorms(MappedWeights.Apply(To, tensors));
        Reorder(weights, "rpn_head.rpn_cls", "rpn_head.rpn_reg", ratiosFastest: true);
        weights.AddBatchCounters();
        return weights;
    }

    /// <summary>Baron's names to Detectron2's.</summary>
    public static MappedWeights FromBaron(IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        var pyramid = tensors.Any(t => t.Key.StartsWith("neck.", StringComparison.Ordinal));
        var weights = MappedWeights.Apply(From(pyramid ? "backbone.bottom_up." : "backbone."), tensors);
        Reorder(weights, "proposal_generator.rpn_head.objectness_logits", "proposal_generator.rpn_head.anchor_deltas", ratiosFastest: false);
        return weights;
    }

    // Detectron2 calls every normalisation norm; one without statistics is a group norm, whose name is gn in MMDetection.
    private static MappedWeights WithGroupNorms(MappedWeights renamed)
    {
        var weights = new MappedWeights();
        weights.LeftOut.AddRange(renamed.LeftOut);
        weights.Kept.AddRange(renamed.Kept);
        foreach (var (name, tensor) in renamed.Tensors)
        {
            var norm = BatchNorm().Match(name);
            weights.Add(norm.Success && IsGroupNorm($"{norm.Groups[1]}bn{norm.Groups[2]}") ? $"{norm.Groups[1]}gn{norm.Groups[2]}.{norm.Groups[3]}" : name, tensor);
        }

        return weights;

        bool IsGroupNorm(string norm) => renamed.Find(norm + ".weight") is not null && renamed.Find(norm + ".bias") is not null && renamed.Find(norm + ".running_var") is null;
    }

    [GeneratedRegex(@"\A(.+\.)bn(\d?)\.(weight|bias)\z")]
    private static partial Regex BatchNorm();

    private static NameRules From(string body) => new NameRules()
        .Drop(@".+\.num_batches_tracked", "Detectron2's frozen norms do not count")
        .Add(@"backbone\.(?:bn|gn)1\.(.+)", body + "stem.conv1.norm.$1")
        .Add(@"backbone\.conv1\.(.+)", body + "stem.conv1.$1")
        .Add(@"backbone\.layer(\d)\.(\d+)\.(?:bn|gn)(\d)\.(.+)", body + "res$1+1.$2.conv$3.norm.$4")
        .Add(@"backbone\.layer(\d)\.(\d+)\.conv(\d)\.(.+)", body + "res$1+1.$2.conv$3.$4")
        .Add(@"backbone\.layer(\d)\.(\d+)\.downsample\.1\.(.+)", body + "res$1+1.$2.shortcut.norm.$3")
        .Add(@"backbone\.layer(\d)\.(\d+)\.downsample\.0\.(.+)", body + "res$1+1.$2.shortcut.$3")
        .Add(@"roi_head\.shared_head\.layer4\.(\d+)\.(?:bn|gn)(\d)\.(.+)", "roi_heads.res5.$1.conv$2.norm.$3")
        .Add(@"roi_head\.shared_head\.layer4\.(\d+)\.conv(\d)\.(.+)", "roi_heads.res5.$1.conv$2.$3")
        .Add(@"roi_head\.shared_head\.layer4\.(\d+)\.downsample\.1\.(.+)", "roi_heads.res5.$1.shortcut.norm.$2")
        .Add(@"roi_head\.shared_head\.layer4\.(\d+)\.downsample\.0\.(.+)", "roi_heads.res5.$1.shortcut.$2")
        .Add(@"neck\.lateral_convs\.(\d)\.(?:bn|gn)\.(.+)", "backbone.fpn_lateral$1+2.norm.$2")
        .Add(@"neck\.lateral_convs\.(\d)\.conv\.(.+)", "backbone.fpn_lateral$1+2.$2")
        .Add(@"neck\.fpn_convs\.(\d)\.(?:bn|gn)\.(.+)", "backbone.fpn_output$1+2.norm.$2")
        .Add(@"neck\.fpn_convs\.(\d)\.conv\.(.+)", "backbone.fpn_output$1+2.$2")
        .Add(@"rpn_head\.rpn_conv\.(.+)", "proposal_generator.rpn_head.conv.$1")
        .Add(@"rpn_head\.rpn_cls\.(.+)", "proposal_generator.rpn_head.objectness_logits.$1")
        .Add(@"rpn_head\.rpn_reg\.(.+)", "proposal_generator.rpn_head.anchor_deltas.$1")
        .Add(@"roi_head\.bbox_head\.shared_fcs\.(\d)\.(.+)", "roi_heads.box_head.fc$1+1.$2")
        .Add(@"roi_head\.bbox_head\.shared_convs\.(\d)\.(?:bn|gn)\.(.+)", "roi_heads.box_head.conv$1+1.norm.$2")
        .Add(@"roi_head\.bbox_head\.shared_convs\.(\d)\.conv\.(.+)", "roi_heads.box_head.conv$1+1.$2")
        .Add(@"roi_head\.bbox_head\.fc_cls\.(.+)", "roi_heads.box_predictor.cls_score.$1")
        .Add(@"roi_head\.bbox_head\.fc_reg\.(.+)", "roi_heads.box_predictor.bbox_pred.$1")
        .Add(@"roi_head\.mask_head\.convs\.(\d)\.(?:bn|gn)\.(.+)", "roi_heads.mask_head.mask_fcn$1+1.norm.$2")
        .Add(@"roi_head\.mask_head\.convs\.(\d)\.conv\.(.+)", "roi_heads.mask_head.mask_fcn$1+1.$2")
        .Add(@"roi_head\.mask_head\.upsample\.(.+)", "roi_heads.mask_head.deconv.$1")
        .Add(@"roi_head\.mask_head\.conv_logits\.(.+)", "roi_heads.mask_head.predictor.$1");

    private static void Reorder(MappedWeights weights, string scores, string deltas, bool ratiosFastest)
    {
        if (weights.Find(scores + ".weight") is not { } weight || weight.shape[0] <= AspectRatios || weight.shape[0] % AspectRatios != 0)
        {
            return;
        }

        var scales = weight.shape[0] / AspectRatios;
        var (outer, inner) = ratiosFastest ? (scales, (long)AspectRatios) : (AspectRatios, scales);
        foreach (var part in new[] { ".weight", ".bias" })
        {
            weights.Change(scores + part, values => Swap(values, outer, inner, 1));
            weights.Change(deltas + part, values => Swap(values, outer, inner, 4));
        }
    }

    private static Tensor Swap(Tensor values, long outer, long inner, long each)
    {
        if (values.shape[0] != outer * inner * each)
        {
            throw new BaronException($"The RPN has {values.shape[0]} outputs where {outer * inner * each} were expected by its {outer * inner} anchors.");
        }

        return values.reshape(outer, inner, each, -1).transpose(0, 1).reshape(values.shape).contiguous();
    }
}
