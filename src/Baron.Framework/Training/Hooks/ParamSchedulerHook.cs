using Baron.Registry;
using Baron.Structures;

namespace Baron.Training.Hooks;

/// <summary>Moves the schedules of the learning rate on.</summary>
[Component("ParamSchedulerHook")]
public sealed class ParamSchedulerHook : IHook
{
    /// <inheritdoc/>
    public int Priority => 70;

    /// <inheritdoc/>
    public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step) => Step(runner, byEpoch: false);

    /// <inheritdoc/>
    public void AfterEpoch(Runner runner) => Step(runner, byEpoch: true);

    private static void Step(Runner runner, bool byEpoch)
    {
        foreach (var scheduler in runner.Schedulers)
        {
            if (scheduler.ByEpoch == byEpoch)
            {
                scheduler.Step();
            }
        }
    }
}
