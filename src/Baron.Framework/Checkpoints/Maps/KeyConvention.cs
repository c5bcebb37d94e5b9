namespace Baron.Checkpoints.Maps;

/// <summary>Whose names the tensors of a checkpoint have.</summary>
public enum KeyConvention
{
    /// <summary>None that is known.</summary>
    Unknown,

    /// <summary>A detector of Baron and MMDetection: <c>backbone.layer1.0.conv1.weight</c>, <c>roi_head.bbox_head.fc_cls.weight</c>.</summary>
    Mmdet,

    /// <summary>Detectron2: <c>backbone.bottom_up.res2.0.conv1.weight</c>, <c>roi_heads.box_predictor.cls_score.weight</c>.</summary>
    Detectron2,

    /// <summary>The blobs of Detectron and Caffe2: <c>res2_0_branch2a_w</c>. Such files are only read.</summary>
    Caffe2,

    /// <summary>torchvision: a ResNet (<c>layer1.0.conv1.weight</c>) or a Faster or Mask R-CNN (<c>backbone.body.layer1.0.conv1.weight</c>).</summary>
    TorchVision,

    /// <summary>Baron's CLIP component: <c>text_encoder.ln_final.weight</c>, <c>image_encoder.conv1.weight</c>.</summary>
    BaronClip,

    /// <summary>OpenAI's CLIP: <c>ln_final.weight</c>, <c>visual.conv1.weight</c>.</summary>
    OpenAiClip,

    /// <summary>CLIP in Hugging Face transformers: <c>text_model.encoder.layers.0.self_attn.q_proj.weight</c>.</summary>
    HuggingFaceClip,
}
