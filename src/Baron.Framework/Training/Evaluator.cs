using System.Diagnostics;
using Baron.Data;
using Baron.Evaluation;
using Baron.Modeling;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Training;

/// <summary>Runs a detector over a dataset and collects metrics.</summary>
public sealed class Evaluator
{
    private readonly Func<IEnumerable<SampleBatch>> _batches;
    private readonly IReadOnlyList<IMetric> _metrics;

    /// <summary>Creates the evaluator.</summary>
    /// <param name="dataset">The dataset, for its classes, its number of images and ground truth.</param>
    /// <param name="batches">Starts one pass over the images; the evaluator disposes each batch.</param>
    /// <param name="metrics">What is computed; may be empty.</param>
    public Evaluator(IDataset dataset, Func<IEnumerable<SampleBatch>> batches, IReadOnlyList<IMetric> metrics)
    {
        Info = dataset.Info;
        Count = dataset.Count;
        _batches = batches;
        _metrics = metrics;
        foreach (var metric in metrics)
        {
            metric.Attach(dataset);
        }
    }

    /// <summary>The dataset's classes.</summary>
    public DatasetInfo Info { get; }

    /// <summary>The number of images.</summary>
    public int Count { get; }

    /// <summary>Tables by class of the last evaluation, for metrics that were asked for them.</summary>
    public IReadOnlyList<ClassTable> ClassTables => [.. _metrics.SelectMany(metric => metric.ClassTables)];

    /// <summary>The names of the metrics in the order to print; empty where a metric does not know its own before the first image.</summary>
    public IReadOnlyList<string> MetricNames
    {
        get
        {
            var names = _metrics.Select(metric => metric.Names).ToList();
            return names.Any(list => list.Count == 0) ? [] : [.. names.SelectMany(list => list)];
        }
    }

    /// <summary>Evaluates a detector, which is in evaluation mode meanwhile and in its former mode afterwards.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="perImage">Called with each image's 0-based number, sample and detections before they are disposed.</param>
    /// <param name="progress">Called with images done and recent seconds an image.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>The metrics in the order to print.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Run(
        IDetector detector,
        Action<int, DataSample, Detections>? perImage = null,
        Action<int, double>? progress = null,
        CancellationToken cancellation = default)
    {
        var module = detector.AsModule();
        var wasTraining = module.training;
        module.eval();
        try
        {
            using var noGrad = no_grad();
            var done = 0;
            var seconds = 0.0;
            var started = Stopwatch.GetTimestamp();
            foreach (var batch in _batches())
            {
                using (batch)
                using (NewDisposeScope())
                {
                    var results = detector.Predict(batch.Samples);
                    for (var i = 0; i < results.Count; i++)
                    {
                        var sample = batch.Samples[i];
                        foreach (var metric in _metrics)
                        {
                            metric.Add(sample.Meta, results[i]);
                        }

                        perImage?.Invoke(done + i, sample, results[i]);
                    }

                    done += results.Count;
                }

                cancellation.ThrowIfCancellationRequested();
                var now = Stopwatch.GetTimestamp();
                var each = Stopwatch.GetElapsedTime(started, now).TotalSeconds / batch.Samples.Count;
                started = now;
                seconds = seconds == 0 ? each : (0.95 * seconds) + (0.05 * each);
                progress?.Invoke(done, seconds);
            }

            return _metrics.SelectMany(metric => metric.Compute()).ToList();
        }
        finally
        {
            module.train(wasTraining);
        }
    }
}
