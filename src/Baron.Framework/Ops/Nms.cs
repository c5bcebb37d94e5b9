using System.Runtime.InteropServices;
using Baron.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Ops;

/// <summary>Greedy non-maximum suppression: the best box stays, boxes that overlap it by more than a threshold go, and so on.</summary>
public static class Nms
{
    /// <summary>Suppresses boxes of one group.</summary>
    /// <param name="boxes"><c>[n, 4]</c> (x1, y1, x2, y2).</param>
    /// <param name="scores"><c>[n]</c>.</param>
    /// <param name="iouThreshold">A box goes when its IoU with a better one is above this.</param>
    /// <param name="scoreThreshold">Where above 0, boxes that do not score above it are left out first.</param>
    /// <param name="maxNum">At most this many stay; -1: all.</param>
    /// <returns>Indices <c>[k]</c> int64 of the boxes that stay, best first; equal scores in the order that libtorch's sort leaves them in, as in the reference.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit.</exception>
    public static Tensor Suppress(Tensor boxes, Tensor scores, double iouThreshold, double scoreThreshold = 0, int maxNum = -1)
    {
        CheckShapes(boxes, scores);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor? candidates = null;
        if (scoreThreshold > 0)
        {
            candidates = scores.gt(scoreThreshold).nonzero().view(-1);
            boxes = boxes.index_select(0, candidates);
            scores = scores.index_select(0, candidates);
        }

        // float32 throughout, the threshold as well: 0.1 is not the same number in both precisions.
        var threshold = (double)(float)iouThreshold;
        var kept = NativeOps.Supports(boxes) ? NativeOps.Nms(boxes.detach(), scores.detach(), threshold) : Managed(boxes, scores, (float)threshold);
        if (maxNum > 0 && kept.shape[0] > maxNum)
        {
            kept = kept.narrow(0, 0, maxNum);
        }

        return (candidates is null ? kept : candidates.index_select(0, kept)).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Suppresses boxes within their groups (classes, levels) in one go: every group is moved so far away that boxes of different
    /// groups do not meet. The move is done in the boxes' own precision, as in the reference, which may decide a close case.
    /// </summary>
    /// <param name="boxes"><c>[n, 4]</c> (x1, y1, x2, y2).</param>
    /// <param name="scores"><c>[n]</c>.</param>
    /// <param name="ids"><c>[n]</c> int64: the group of each box.</param>
    /// <param name="config">The settings, or <c>null</c>: nothing is suppressed, boxes are only sorted.</param>
    /// <returns>Indices <c>[k]</c> int64 of the boxes that stay, best first.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit.</exception>
    /// <exception cref="BaronException">A <c>type</c> other than <c>nms</c>.</exception>
    public static Tensor Batched(Tensor boxes, Tensor scores, Tensor ids, NmsConfig? config)
    {
        CheckShapes(boxes, scores);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (config is null)
        {
            return scores.sort(0, descending: true).Item2.MoveToOuterDisposeScope();
        }

        if (config.Type != "nms")
        {
            throw new BaronException($"nms: type must be 'nms', not '{config.Type}'.");
        }

        var count = boxes.shape[0];
        if (count == 0)
        {
            return empty([0], ScalarType.Int64, boxes.device).MoveToOuterDisposeScope();
        }

        var moved = boxes;
        if (!config.ClassAgnostic)
        {
            var step = boxes.max() + 1;
            moved = boxes + (ids.to(boxes.dtype) * step).unsqueeze(1);
        }

        if (count < config.SplitThr)
        {
            return Suppress(moved, scores, config.IouThreshold, 0, config.MaxNum).MoveToOuterDisposeScope();
        }

        // Group by group; max_num holds for each group first and for all together at the end.
        var groups = ids.cpu().data<long>().ToArray().Distinct().Order().ToArray();
        var kept = new List<Tensor>(groups.Length);
        foreach (var group in groups)
        {
            using var inner = NewDisposeScope();
            var rows = ids.eq(group).nonzero().view(-1);
            var stays = Suppress(moved.index_select(0, rows), scores.index_select(0, rows), config.IouThreshold, 0, config.MaxNum);
            kept.Add(rows.index_select(0, stays).MoveToOuterDisposeScope());
        }

        var all = cat(kept).sort(0).Item1;
        var order = scores.index_select(0, all).sort(0, descending: true).Item2;
        all = all.index_select(0, order);
        if (config.MaxNum > 0 && all.shape[0] > config.MaxNum)
        {
            all = all.narrow(0, 0, config.MaxNum);
        }

        return all.contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Turns class probabilities into detections: threshold, suppression within each class, the best of all.</summary>
    /// <param name="boxes"><c>[n, 4]</c>, or <c>[n, 4 C]</c> with a box for each class.</param>
    /// <param name="scores"><c>[n, C + 1]</c>; the last column is the background and is not looked at.</param>
    /// <param name="scoreThreshold">Only scores above this count.</param>
    /// <param name="nms">Suppression settings, or <c>null</c> for none.</param>
    /// <param name="maxNum">At most this many detections; 0 or less: all.</param>
    /// <returns>Boxes <c>[k, 4]</c>, scores <c>[k]</c> and classes <c>[k]</c> int64, best first.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit.</exception>
    public static (Tensor Boxes, Tensor Scores, Tensor Labels) Multiclass(Tensor boxes, Tensor scores, double scoreThreshold, NmsConfig? nms, int maxNum = -1)
    {
        var result = Multiclass(boxes, scores, scoreThreshold, nms, maxNum, out var indices);
        indices.Dispose();
        return result;
    }

    /// <summary>As <see cref="Multiclass(Tensor, Tensor, double, NmsConfig?, int)"/>, and says where each detection came from.</summary>
    /// <param name="boxes"><c>[n, 4]</c>, or <c>[n, 4 C]</c> with a box for each class.</param>
    /// <param name="scores"><c>[n, C + 1]</c>; the last column is the background and is not looked at.</param>
    /// <param name="scoreThreshold">Only scores above this count.</param>
    /// <param name="nms">Suppression settings, or <c>null</c> for none.</param>
    /// <param name="maxNum">At most this many detections; 0 or less: all.</param>
    /// <param name="indices"><c>[k]</c> int64: region times C plus class.</param>
    /// <returns>Boxes <c>[k, 4]</c>, scores <c>[k]</c> and classes <c>[k]</c> int64, best first.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit.</exception>
    public static (Tensor Boxes, Tensor Scores, Tensor Labels) Multiclass(Tensor boxes, Tensor scores, double scoreThreshold, NmsConfig? nms, int maxNum, out Tensor indices)
    {
        if (scores.Dimensions != 2 || scores.shape[1] < 1)
        {
            throw new ArgumentException($"Scores are [n, C + 1], not [{string.Join(", ", scores.shape)}].", nameof(scores));
        }

        var count = scores.shape[0];
        var classes = scores.shape[1] - 1;
        if (boxes.Dimensions != 2 || boxes.shape[0] != count || (boxes.shape[1] != 4 && boxes.shape[1] != 4 * classes))
        {
            throw new ArgumentException($"Boxes are [{count}, 4] or [{count}, {4 * classes}], not [{string.Join(", ", boxes.shape)}].", nameof(boxes));
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        boxes = boxes.detach();
        var flat = scores.detach().narrow(1, 0, classes).reshape(-1);
        var candidates = flat.gt(scoreThreshold).nonzero().view(-1);
        var perClass = boxes.shape[1] > 4;
        var rows = perClass || classes == 0 ? candidates : candidates.div(classes, RoundingMode.floor);
        var candidateBoxes = boxes.reshape(-1, 4).index_select(0, rows);
        var candidateScores = flat.index_select(0, candidates);
        var labels = classes == 0 ? candidates : candidates.remainder(classes);
        if (candidates.shape[0] > 0)
        {
            var kept = Batched(candidateBoxes, candidateScores, labels, nms);
            if (maxNum > 0 && kept.shape[0] > maxNum)
            {
                kept = kept.narrow(0, 0, maxNum);
            }

            candidates = candidates.index_select(0, kept);
            candidateBoxes = candidateBoxes.index_select(0, kept);
            candidateScores = candidateScores.index_select(0, kept);
            labels = labels.index_select(0, kept);
        }

        // With no class both names may hold the same tensor.
        labels = ReferenceEquals(labels, candidates) ? labels.alias() : labels;
        indices = candidates.MoveToOuterDisposeScope();
        return (candidateBoxes.MoveToOuterDisposeScope(), candidateScores.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope());
    }

    private static void CheckShapes(Tensor boxes, Tensor scores)
    {
        if (boxes.Dimensions != 2 || boxes.shape[1] != 4)
        {
            throw new ArgumentException($"Boxes are [n, 4], not [{string.Join(", ", boxes.shape)}].", nameof(boxes));
        }

        if (scores.Dimensions != 1 || scores.shape[0] != boxes.shape[0])
        {
            throw new ArgumentException($"There are {boxes.shape[0]} boxes, but scores are [{string.Join(", ", scores.shape)}].", nameof(scores));
        }
    }

    private static Tensor Managed(Tensor boxes, Tensor scores, float threshold)
    {
        var order = scores.sort(0, descending: true).Item2;
        var sorted = boxes.index_select(0, order).to(ScalarType.Float32).cpu().contiguous();
        var b = MemoryMarshal.Cast<byte, float>(sorted.bytes);
        var n = b.Length / 4;
        var area = new float[n];
        for (var i = 0; i < n; i++)
        {
            area[i] = (b[(4 * i) + 2] - b[4 * i]) * (b[(4 * i) + 3] - b[(4 * i) + 1]);
        }

        var dead = new bool[n];
        var kept = new List<long>();
        for (var i = 0; i < n; i++)
        {
            if (dead[i])
            {
                continue;
            }

            kept.Add(i);
            var (x1, y1, x2, y2) = (b[4 * i], b[(4 * i) + 1], b[(4 * i) + 2], b[(4 * i) + 3]);
            for (var j = i + 1; j < n; j++)
            {
                var w = Math.Min(b[(4 * j) + 2], x2) - Math.Max(b[4 * j], x1);
                var h = Math.Min(b[(4 * j) + 3], y2) - Math.Max(b[(4 * j) + 1], y1);
                if (w > 0 && h > 0)
                {
                    var inter = w * h;
                    dead[j] |= inter / (area[i] + area[j] - inter) > threshold;
                }
            }
        }

        return order.index_select(0, tensor(kept.ToArray(), device: order.device));
    }
}
