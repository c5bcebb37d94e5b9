using System.Text.RegularExpressions;

namespace Baron.Checkpoints.Maps;

/// <summary>Recognises whose names a checkpoint has.</summary>
internal static partial class KeyConventions
{
    /// <summary>Tells the convention by names that no other one has.</summary>
    /// <param name="names">All names of a checkpoint.</param>
    public static KeyConvention Detect(IReadOnlyCollection<string> names)
    {
        if (names.Any(n => n.StartsWith("text_model.", StringComparison.Ordinal) || n.StartsWith("vision_model.", StringComparison.Ordinal)))
        {
            return KeyConvention.HuggingFaceClip;
        }

        if (names.Any(n => n.StartsWith("visual.", StringComparison.Ordinal)) || (names.Contains("token_embedding.weight") && names.Contains("text_projection")))
        {
            return KeyConvention.OpenAiClip;
        }

        if (names.Any(BaronDetector().IsMatch))
        {
            return KeyConvention.Mmdet;
        }

        if (names.Any(n => n.StartsWith("text_encoder.", StringComparison.Ordinal) || n.StartsWith("image_encoder.", StringComparison.Ordinal)))
        {
            return KeyConvention.BaronClip;
        }

        if (names.Any(Detectron2().IsMatch))
        {
            return KeyConvention.Detectron2;
        }

        if (names.Any(Caffe2().IsMatch))
        {
            return KeyConvention.Caffe2;
        }

        return names.Any(TorchVision().IsMatch) ? KeyConvention.TorchVision : KeyConvention.Unknown;
    }

    [GeneratedRegex(@"\A(backbone\.(conv1|bn1|layer\d|stem\.\d)\.|neck\.|rpn_head\.|roi_head\.)")]
    private static partial Regex BaronDetector();

    [GeneratedRegex(@"\A((backbone\.)?(bottom_up\.)?(stem\.conv1|res[2-5]\.\d+\.(conv\d|shortcut))\.|backbone\.fpn_(lateral|output)\d|proposal_generator\.|roi_heads\.(res5|box_head\.(fc|conv)[1-4]|mask_head\.(deconv|predictor))\.)")]
    private static partial Regex Detectron2();

    [GeneratedRegex(@"\A(conv1_w|res\d_\d+_branch\d[abc]?_(w|bn_s))\z")]
    private static partial Regex Caffe2();

    [GeneratedRegex(@"\A(backbone\.(body|fpn)\.|rpn\.head\.|roi_heads\.box_head\.fc[67]\.|layer\d\.\d+\.conv\d\.weight\z)")]
    private static partial Regex TorchVision();
}
