using Baron.Modeling;
using Baron.Ops;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Heads;

internal static class DetectionOps
{
    public static Tensor Clip(Tensor boxes, ImageSize size)
    {
        using var scope = NewDisposeScope();
        var limits = tensor(new float[] { size.Width, size.Height, size.Width, size.Height }, device: boxes.device);
        return boxes.clamp_min(0).minimum(limits).MoveToOuterDisposeScope();
    }

    public static Tensor BatchedNms(Tensor boxes, Tensor scores, Tensor groups, NmsConfig config)
    {
        var b = boxes.ToHostArray<float>();
        var s = scores.ToHostArray<float>();
        var g = groups.ToHostArray<long>();
        var n = s.Length;
        if (!config.ClassAgnostic && n > 0)
        {
            var step = b.Max() + 1;
            for (var i = 0; i < b.Length; i++)
            {
                b[i] += g[i / 4] * step;
            }
        }

        var order = Enumerable.Range(0, n).OrderByDescending(i => s[i]).ToArray();
        var dead = new bool[n];
        var keep = new List<long>();
        for (var a = 0; a < n; a++)
        {
            var i = order[a];
            if (dead[i])
            {
                continue;
            }

            keep.Add(i);
            var area = (b[(4 * i) + 2] - b[4 * i]) * (b[(4 * i) + 3] - b[(4 * i) + 1]);
            for (var c = a + 1; c < n; c++)
            {
                var j = order[c];
                var w = MathF.Min(b[(4 * i) + 2], b[(4 * j) + 2]) - MathF.Max(b[4 * i], b[4 * j]);
                var h = MathF.Min(b[(4 * i) + 3], b[(4 * j) + 3]) - MathF.Max(b[(4 * i) + 1], b[(4 * j) + 1]);
                if (w > 0 && h > 0)
                {
                    var other = (b[(4 * j) + 2] - b[4 * j]) * (b[(4 * j) + 3] - b[(4 * j) + 1]);
                    dead[j] |= w * h / (area + other - (w * h)) > config.IouThreshold;
                }
            }
        }

        var result = keep.ToArray();
        return tensor(config.MaxNum > 0 && result.Length > config.MaxNum ? result[..config.MaxNum] : result, ScalarType.Int64, boxes.device);
    }

    public static (Tensor Boxes, Tensor Scores, Tensor Labels) Multiclass(Tensor boxes, Tensor scores, double scoreThr, NmsConfig config, int maxNum)
    {
        var classes = scores.shape[1] - 1;
        var all = boxes.shape[1] > 4 ? boxes.view(-1, 4) : boxes.repeat_interleave(classes, 0);
        var flat = scores.narrow(1, 0, classes).reshape(-1);
        var rows = flat.gt(scoreThr).nonzero().view(-1);
        var (b, s, l) = (all.index_select(0, rows), flat.index_select(0, rows), rows.remainder(classes));
        if (rows.shape[0] > 0)
        {
            var keep = BatchedNms(b, s, l, config);
            keep = maxNum > 0 && keep.shape[0] > maxNum ? keep.narrow(0, 0, maxNum) : keep;
            (b, s, l) = (b.index_select(0, keep), s.index_select(0, keep), l.index_select(0, keep));
        }

        return (b, s, l);
    }
}
