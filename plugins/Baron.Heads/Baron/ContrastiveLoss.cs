using Baron.Modeling;
using Baron.Ops;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Contrastive losses between two views of the same things.</summary>
internal static class ContrastiveLoss
{
    /// <summary>
    /// Symmetric InfoNCE (van den Oord et al., 2018): each row of one view must find its row in the other among all rows and the
    /// queued ones. Other rows of the same identity and queued rows of the same image do not count.
    /// </summary>
    /// <param name="first"><c>[n, E]</c>, unit length.</param>
    /// <param name="second"><c>[n, E]</c>, unit length.</param>
    /// <param name="identities">What each row is of; equal numbers are the same thing.</param>
    /// <param name="images">The image id of each row.</param>
    /// <param name="queuedFirst">Past rows of the first view.</param>
    /// <param name="queuedSecond">Past rows of the second view.</param>
    /// <param name="temperature">What cosines are multiplied by.</param>
    /// <returns>A scalar: the mean of both directions.</returns>
    public static Tensor InfoNce(
        Tensor first,
        Tensor second,
        ReadOnlySpan<float> identities,
        ReadOnlySpan<long> images,
        QueueContent queuedFirst,
        QueueContent queuedSecond,
        double temperature)
    {
        using var scope = NewDisposeScope();

        // Cosines times a temperature: eight bits would not do.
        using var full = Autocast.Suspend(first.device_type);
        (first, second) = (Autocast.Full(first), Autocast.Full(second));
        var targets = arange(first.shape[0], ScalarType.Int64, first.device);
        var forth = Direction(first, second, queuedSecond, Mask(identities, images, queuedSecond), targets, temperature);
        var back = Direction(second, first, queuedFirst, Mask(identities, images, queuedFirst), targets, temperature);
        return ((forth + back) * 0.5).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Symmetric cross entropy with soft targets: every row of one view, present or queued, is to be similar to all rows of the
    /// other, present or queued, that are of its image. Rows without any count as 0.
    /// </summary>
    /// <param name="first"><c>[n, E]</c>, unit length.</param>
    /// <param name="second"><c>[m, E]</c>, unit length, without gradient.</param>
    /// <param name="firstImages">The image id of each row of <paramref name="first"/>.</param>
    /// <param name="secondImages">The image id of each row of <paramref name="second"/>.</param>
    /// <param name="queuedFirst">Past rows of the first view.</param>
    /// <param name="queuedSecond">Past rows of the second view.</param>
    /// <param name="temperature">What cosines are multiplied by.</param>
    /// <returns>A scalar: the mean of both directions.</returns>
    public static Tensor SoftTargets(
        Tensor first,
        Tensor second,
        ReadOnlySpan<long> firstImages,
        ReadOnlySpan<long> secondImages,
        QueueContent queuedFirst,
        QueueContent queuedSecond,
        double temperature)
    {
        using var scope = NewDisposeScope();

        // Cosines times a temperature: eight bits would not do.
        using var full = Autocast.Suspend(first.device_type);
        (first, second) = (Autocast.Full(first), Autocast.Full(second));
        var rows = Images(firstImages, queuedFirst);
        var columns = Images(secondImages, queuedSecond);
        if (columns.Length == 0)
        {
            return (first.sum() * 0).MoveToOuterDisposeScope();
        }

        // Only the present rows of the first view take gradient; all else is a number, which the large block of queued rows makes dear.
        var matches = new SoftMatches(rows, columns);
        var keys = queuedSecond.Count == 0 ? second.detach() : cat([second.detach(), queuedSecond.Embeddings.to(second.device)], 0);
        var present = (first * temperature).matmul(keys.t());
        var loss = present.logsumexp(1).dot(Host(matches.RowWeights(0, firstImages.Length))) - matches.Sum(present, 0);
        var columnSums = present.logsumexp(0);
        if (queuedFirst.Count > 0)
        {
            Tensor constant, queuedSums;
            using (no_grad())
            {
                var queued = (queuedFirst.Embeddings.to(first.device) * temperature).matmul(keys.t());
                constant = queued.logsumexp(1).dot(Host(matches.RowWeights(firstImages.Length, queuedFirst.Count))) - matches.Sum(queued, firstImages.Length);
                queuedSums = queued.logsumexp(0);
            }

            loss += constant;
            columnSums = columnSums.logaddexp(queuedSums);
        }

        loss += columnSums.dot(Host(matches.ColumnWeights()));
        return (loss * 0.5).MoveToOuterDisposeScope();

        Tensor Host(float[] values) => tensor(values, device: first.device);
    }

    /// <summary>Which columns do not count for each row: [n, n + q], row by row.</summary>
    internal static bool[] Mask(ReadOnlySpan<float> identities, ReadOnlySpan<long> images, QueueContent queued)
    {
        var (n, q) = (identities.Length, queued.Count);
        var mask = new bool[n * (n + q)];
        for (var i = 0; i < n; i++)
        {
            var row = mask.AsSpan(i * (n + q), n + q);
            for (var j = 0; j < n; j++)
            {
                row[j] = i != j && identities[i] == identities[j];
            }

            for (var j = 0; j < q; j++)
            {
                row[n + j] = queued.Ids[j * queued.IdLength] == images[i];
            }
        }

        return mask;
    }

    private static long[] Images(ReadOnlySpan<long> present, QueueContent queued)
    {
        var images = new long[present.Length + queued.Count];
        present.CopyTo(images);
        for (var i = 0; i < queued.Count; i++)
        {
            images[present.Length + i] = queued.Ids[i * queued.IdLength];
        }

        return images;
    }

    private static Tensor Direction(Tensor queries, Tensor keys, QueueContent queued, bool[] mask, Tensor targets, double temperature)
    {
        var (n, q) = (queries.shape[0], queued.Count);
        var all = q == 0 ? keys : cat([keys, queued.Embeddings.to(keys.device)], 0);
        var logits = (queries * temperature).matmul(all.t());
        var ignored = tensor(mask, [n, n + q], dtype: ScalarType.Bool, device: queries.device);
        return nn.functional.cross_entropy(logits.masked_fill(ignored, double.NegativeInfinity), targets);
    }
}
