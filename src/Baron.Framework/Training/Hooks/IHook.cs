using Baron.Registry;
using Baron.Structures;

namespace Baron.Training.Hooks;

/// <summary>Something that happens at points of a run. Every method does nothing unless a hook says otherwise.</summary>
[ComponentKind("hook")]
public interface IHook
{
    /// <summary>The order among hooks: smaller is earlier; 50 is usual.</summary>
    int Priority => 50;

    /// <summary>Called when the parts of a training are there and nothing was written yet: the place to find mistakes in settings.</summary>
    /// <param name="runner">The run, not resumed yet.</param>
    /// <exception cref="BaronException">A setting cannot be right.</exception>
    void Check(Runner runner)
    {
    }

    /// <summary>Called before anything else of a run, training or testing.</summary>
    /// <param name="runner">The run.</param>
    void BeforeRun(Runner runner)
    {
    }

    /// <summary>Called before the first iteration; a resumed run has its state already.</summary>
    /// <param name="runner">The run.</param>
    void BeforeTrain(Runner runner)
    {
    }

    /// <summary>Called before an epoch of a loop by epochs.</summary>
    /// <param name="runner">The run.</param>
    void BeforeEpoch(Runner runner)
    {
    }

    /// <summary>Called before an iteration, when its batch is there.</summary>
    /// <param name="runner">The run; <see cref="Runner.Iteration"/> does not count this iteration yet.</param>
    /// <param name="batch">The batch.</param>
    void BeforeIteration(Runner runner, SampleBatch batch)
    {
    }

    /// <summary>Called after an iteration, when the weights are updated.</summary>
    /// <param name="runner">The run; <see cref="Runner.Iteration"/> counts this iteration.</param>
    /// <param name="batch">The batch; disposed afterwards.</param>
    /// <param name="step">What happened.</param>
    void AfterIteration(Runner runner, SampleBatch batch, TrainStep step)
    {
    }

    /// <summary>Called after an epoch of a loop by epochs.</summary>
    /// <param name="runner">The run; <see cref="Runner.Epoch"/> counts this epoch.</param>
    void AfterEpoch(Runner runner)
    {
    }

    /// <summary>Called after the last iteration.</summary>
    /// <param name="runner">The run.</param>
    void AfterTrain(Runner runner)
    {
    }

    /// <summary>Called before validation or testing.</summary>
    /// <param name="runner">The run.</param>
    /// <param name="mode">Which of them.</param>
    void BeforeEvaluation(Runner runner, EvaluationMode mode)
    {
    }

    /// <summary>Called for every evaluated image.</summary>
    /// <param name="runner">The run.</param>
    /// <param name="mode">Validation or test.</param>
    /// <param name="index">0-based number of the image.</param>
    /// <param name="sample">The image and its annotations; disposed afterwards.</param>
    /// <param name="detections">Its detections in pixels of the original image; disposed afterwards.</param>
    void AfterImage(Runner runner, EvaluationMode mode, int index, DataSample sample, Detections detections)
    {
    }

    /// <summary>Called after validation or testing.</summary>
    /// <param name="runner">The run.</param>
    /// <param name="mode">Which of them.</param>
    /// <param name="metrics">The metrics.</param>
    void AfterEvaluation(Runner runner, EvaluationMode mode, IReadOnlyList<KeyValuePair<string, double>> metrics)
    {
    }

    /// <summary>Called before a checkpoint is written: what the model holds now is what is saved.</summary>
    /// <param name="runner">The run.</param>
    void BeforeSave(Runner runner)
    {
    }

    /// <summary>Called after a checkpoint was written.</summary>
    /// <param name="runner">The run.</param>
    void AfterSave(Runner runner)
    {
    }

    /// <summary>Called after everything else, also when the run failed.</summary>
    /// <param name="runner">The run.</param>
    void AfterRun(Runner runner)
    {
    }
}
