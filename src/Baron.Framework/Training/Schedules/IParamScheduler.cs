using Baron.Registry;
using Baron.Training.Optimizers;

namespace Baron.Training.Schedules;

/// <summary>
/// A schedule of the learning rate (an entry of <c>param_scheduler</c>). Schedules are chained: each rewrites the value that the
/// ones before it left, at the steps in its range.
/// </summary>
[ComponentKind("param_scheduler")]
public interface IParamScheduler
{
    /// <summary>Whether <see cref="Step"/> is called after every epoch instead of every iteration.</summary>
    bool ByEpoch { get; }

    /// <summary>Gives the schedule its groups and sets the value of the first iteration.</summary>
    /// <param name="groups">The optimiser's groups.</param>
    /// <param name="epochLength">Iterations in an epoch, or <c>null</c> where epochs have no end.</param>
    /// <param name="totalSteps">Steps of the whole run in this schedule's unit, the end of open ranges.</param>
    /// <exception cref="BaronException">The range is empty, or needs an epoch's length that there is not.</exception>
    void Attach(IReadOnlyList<ParameterGroup> groups, int? epochLength, int totalSteps);

    /// <summary>Sets the value of the next iteration (or epoch).</summary>
    void Step();

    /// <summary>The steps done, for a checkpoint; the learning rates themselves are saved with it.</summary>
    int Position { get; }

    /// <summary>Continues at a position; the learning rates are restored by the caller.</summary>
    /// <param name="position">A saved <see cref="Position"/>.</param>
    void Restore(int position);
}
