using Baron.Evaluation;
using Baron.Structures;
using Baron.Training;
using Baron.Training.Hooks;

namespace Baron.Cli.Commands;

/// <summary>Collects the detections of a test and writes them in COCO's result format.</summary>
/// <param name="path">The file to write.</param>
internal sealed class ResultFileHook(string path) : IHook
{
    private CocoResultCollector? _collector;

    public void AfterImage(Runner runner, EvaluationMode mode, int index, DataSample sample, Detections detections)
    {
        _collector ??= new CocoResultCollector(runner.EvaluatedClasses!);
        _collector.Add(sample.Meta, detections);
    }

    public void AfterEvaluation(Runner runner, EvaluationMode mode, IReadOnlyList<KeyValuePair<string, double>> metrics) =>
        (_collector?.Results ?? new CocoResults()).Save(path);
}
