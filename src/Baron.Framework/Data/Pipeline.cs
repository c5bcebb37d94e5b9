using Baron.Structures;

namespace Baron.Data;

/// <summary>The steps that turn an entry of a dataset into what the model gets.</summary>
/// <param name="steps">The steps, in order.</param>
public sealed class Pipeline(IReadOnlyList<ITransform> steps)
{
    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<ITransform> Steps { get; } = steps;

    /// <summary>Applies the steps to a sample in place.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="random">Randomness of this sample.</param>
    /// <returns>Whether the sample is to be used; <c>false</c> when a step dropped it.</returns>
    public bool Apply(PipelineSample sample, IRandomSource random)
    {
        foreach (var step in Steps)
        {
            try
            {
                if (step.Apply(sample, random) is null)
                {
                    return false;
                }
            }
            catch (Exception e) when (e is not (BaronException or OperationCanceledException) || LacksPath(e, sample))
            {
                throw new BaronException($"{step.GetType().Name} failed on '{sample.Meta.Path}': {e.Message}", e);
            }
        }

        return true;
    }

    /// <summary>Runs a sample to its end and takes what was packed.</summary>
    /// <param name="sample">The sample; disposed.</param>
    /// <param name="random">Randomness of this sample.</param>
    /// <returns>The packed sample, or <c>null</c> when a step dropped it.</returns>
    /// <exception cref="BaronException">A step failed, or none packed the sample; the message has the image's path.</exception>
    public DataSample? Run(PipelineSample sample, IRandomSource random)
    {
        using (sample)
        {
            if (!Apply(sample, random))
            {
                return null;
            }

            if (sample.Packed.Count == 0)
            {
                throw new BaronException("The data pipeline does not end with PackDetInputs (alone or in a MultiBranch), so the model would get nothing.");
            }

            var packed = sample.Packed.ToArray();
            sample.Packed.Clear();
            return packed.Length == 1 ? packed[0] : packed[0] with { FurtherBranches = packed[1..] };
        }
    }

    // Of which picture a step speaks it need not say; exceptions of a kind of their own, which others look for, stay as they are.
    private static bool LacksPath(Exception e, PipelineSample sample) =>
        e.GetType() == typeof(BaronException) && !e.Message.Contains(sample.Meta.Path, StringComparison.Ordinal);
}
