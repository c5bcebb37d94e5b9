using Baron.Registry;
using NUnit.Framework;

namespace Baron.Framework.Tests.Registry;

public sealed class SnakeCaseTests
{
    [TestCase("depth", "depth")]
    [TestCase("numStages", "num_stages")]
    [TestCase("NumStages", "num_stages")]
    [TestCase("useAttn12Output", "use_attn12_output")]
    [TestCase("bgrToRgb", "bgr_to_rgb")]
    [TestCase("minBboxSize", "min_bbox_size")]
    [TestCase("scoreThr", "score_thr")]
    [TestCase("RPNHead", "rpn_head")]
    [TestCase("CLIPTextEncoder", "clip_text_encoder")]
    [TestCase("loss2d", "loss2d")]
    [TestCase("x", "x")]
    [TestCase("X", "x")]
    [TestCase("already_snake", "already_snake")]
    [TestCase("IoU", "io_u")]
    public void Names_become_keys(string name, string key)
    {
        Assert.That(SnakeCase.Of(name), Is.EqualTo(key));
    }
}
