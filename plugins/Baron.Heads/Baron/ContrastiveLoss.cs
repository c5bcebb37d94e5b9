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

    private static Tensor Direction(Tensor queries, Tensor keys, QueueContent queued, bool[] mask, Tensor targets, double temperature)
    {
        var (n, q) = (queries.shape[0], queued.Count);
        var all = q == 0 ? keys : cat([keys, queued.Embeddings.to(keys.device)], 0);
        var logits = (queries * temperature).matmul(all.t());
        var ignored = tensor(mask, [n, n + q], dtype: ScalarType.Bool, device: queries.device);
        return nn.functional.cross_entropy(logits.masked_fill(ignored, double.NegativeInfinity), targets);
    }
}
