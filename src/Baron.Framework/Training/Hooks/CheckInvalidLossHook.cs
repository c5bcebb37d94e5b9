using System.Globalization;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Training.Hooks;

/// <summary>
/// Ends a run whose loss, or whose measured norm of gradients, is no longer a number, before a checkpoint is written.
/// </summary>
[Component("CheckInvalidLossHook")]
public sealed class CheckInvalidLossHook : IHook
{
    private readonly int _interval;

    /// <summary>Creates the hook.</summary>
    /// <param name="interval">Iterations between checks.</param>
    /// <exception cref="BaronException">The interval is below 1.</exception>
    public CheckInvalidLossHook(int interval = 1)
    {
        if (interval < 1)
        {
            throw new BaronException($"interval is {interval}; it must be at least 1.");
        }

        _interval = interval;
    }

    /// <inheritdoc/>
    public int Priority => 10;

    /// <inheritdoc/>
    public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step)
    {
        var finite = double.IsFinite(step.Loss);
        if (step.Iteration % _interval != 0 || (finite && double.IsFinite(step.GradientNorm ?? 0)))
        {
            return;
        }

        var images = string.Join(", ", batch.Samples.Select(sample => sample.Meta.Path.Length > 0 ? sample.Meta.Path : $"image {sample.Meta.ImageId}").Take(8));
        if (finite)
        {
            throw new RunFailedException(string.Create(
                CultureInfo.InvariantCulture,
                $"The norm of the gradients is {step.GradientNorm} at iteration {step.Iteration}, so the update ruined the weights, though the loss is {step.Loss:G6} (images: {images}). Lower the learning rate, or check these images' annotations."));
        }

        var culprits = step.Values.Where(pair => !double.IsFinite(pair.Value)).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} = {pair.Value}")).ToList();
        throw new RunFailedException(string.Create(
            CultureInfo.InvariantCulture,
            $"The loss is {step.Loss} at iteration {step.Iteration} ({string.Join(", ", culprits)}; images: {images}). Lower the learning rate, clip gradients, or check these images' annotations."));
    }
}
