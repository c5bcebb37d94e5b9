using System.Text.Json.Nodes;
using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Training.Hooks;

/// <summary>Reports memory at intervals: the process, .NET objects, live tensors, the device. Each report is a line of <c>memory.jsonl</c> too.</summary>
[Component("MemoryProfilerHook")]
public sealed class MemoryProfilerHook : IHook, IDisposable
{
    private readonly int _interval;
    private JsonLinesLog? _log;

    /// <summary>Creates the hook.</summary>
    /// <param name="interval">Iterations between reports.</param>
    /// <exception cref="BaronException">The interval is below 1.</exception>
    public MemoryProfilerHook(int interval = 50)
    {
        if (interval < 1)
        {
            throw new BaronException($"interval is {interval}; it must be at least 1.");
        }

        _interval = interval;
    }

    /// <inheritdoc/>
    public void BeforeTrain(Runner runner) =>
        _log = runner.WorkDir is { } folder ? new JsonLinesLog(Path.Combine(folder, "memory.jsonl"), runner.Iteration) : null;

    /// <inheritdoc/>
    public void AfterIteration(Runner runner, SampleBatch batch, TrainStep step)
    {
        if (step.Iteration % _interval != 0)
        {
            return;
        }

        var usage = MemoryUsage.Of(runner.Device);
        var tensors = Tensor.TotalCount;
        var line = new JsonObject
        {
            ["iter"] = step.Iteration,
            ["resident"] = usage.Resident,
            ["peak"] = usage.Peak,
            ["managed"] = usage.Managed,
            ["limit"] = usage.Limit,
            ["tensors"] = tensors,
        };
        var text = $"memory at iteration {step.Iteration}: process {MemoryUsage.Text(usage.Resident)} (at most {MemoryUsage.Text(usage.Peak)}) of {MemoryUsage.Text(usage.Limit)}, .NET objects {MemoryUsage.Text(usage.Managed)}, {tensors} tensors";
        if (usage.Device is { } device)
        {
            line["device_allocated"] = device.Allocated;
            line["device_peak"] = device.Peak;
            line["device_total"] = device.Total;
            text += $", {runner.Device} {MemoryUsage.Text(device.Allocated)} (at most {MemoryUsage.Text(device.Peak)}) of {MemoryUsage.Text(device.Total)}";
        }

        _log?.Write(line);
        runner.Display.Message(text);
    }

    /// <inheritdoc/>
    public void AfterRun(Runner runner) => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _log?.Dispose();
        _log = null;
    }
}
