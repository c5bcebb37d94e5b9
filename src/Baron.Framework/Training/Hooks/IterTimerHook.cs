using Baron.Registry;
using Baron.Structures;

namespace Baron.Training.Hooks;

/// <summary>Moves the progress display on after every iteration.</summary>
[Component("IterTimerHook")]
public sealed class IterTimerHook : IHook
{
    /// <inheritdoc/>
    public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step) =>
        runner.Display.Progress(runner.ProgressOf(step, runner.SecondsEach, [new("loss", step.Loss), .. step.Values]));
}
