using System.Globalization;
using System.Text.RegularExpressions;
using Baron.Modeling;
using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Training;

/// <summary>Recognises that memory ran out, on a CUDA device or on the CPU, and says what would fit.</summary>
internal static partial class MemoryShortage
{
    // Allocators round up and fragment; a setting that fills the memory to the brim does not fit.
    private const double Usable = 0.9;

    /// <summary>Whether an error means that memory ran out.</summary>
    public static bool Is(Exception error) => error switch
    {
        RunFailedException => false,
        OutOfMemoryException => true,
        AggregateException aggregate => aggregate.InnerExceptions.Any(Is),
        _ => Texts().IsMatch(error.Message) || (error.InnerException is { } inner && Is(inner)),
    };

    /// <summary>The line that the user reads.</summary>
    public static RunFailedException Explain(Runner runner, SampleBatch batch, Exception error)
    {
        var module = runner.Model.AsModule();
        var usage = MemoryUsage.Of(runner.Device);
        var weights = Bytes(module.state_dict().Values);
        var trained = module.parameters().Where(p => p.requires_grad).Sum(p => p.numel() * p.element_size());
        var state = runner.OptimWrapper is { } wrapper ? Bytes(wrapper.StateTensors().Where(pair => !pair.Key.StartsWith("grad.", StringComparison.Ordinal)).Select(pair => pair.Value)) : 0;
        var images = batch.Samples.Sum(sample => sample.Image.numel() * sizeof(float));
        var largest = batch.Samples.Select(sample => sample.Meta.ImageShape).MaxBy(shape => (long)shape.Height * shape.Width);
        var demand = new Demand(
            weights + trained + state,
            images,
            Requested(error.Message),
            usage.Device?.Allocated ?? usage.Resident,
            usage.Device?.Total ?? usage.Limit,
            batch.Samples.Count,
            runner.OptimWrapper?.AccumulativeCounts ?? 1,
            largest);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"Memory ran out on {runner.Device} at iteration {runner.Iteration + 1}: {MemoryUsage.Text(demand.Used)} of {MemoryUsage.Text(demand.Limit)} were in use ({MemoryUsage.Text(weights)} weights, {MemoryUsage.Text(trained)} gradients, {MemoryUsage.Text(state)} optimiser, {MemoryUsage.Text(images)} images, {MemoryUsage.Text(demand.Activations)} the rest, mostly activations){(demand.Request > 0 ? $", {MemoryUsage.Text(demand.Request)} more were asked for" : "")}. {Advice(demand)}");
        return new RunFailedException(text, error);
    }

    /// <summary>What would fit.</summary>
    internal static string Advice(Demand demand)
    {
        var perImage = (demand.Images + demand.Activations + demand.Request) / (double)Math.Max(1, demand.Batch);
        var room = (demand.Limit * Usable) - demand.Fixed;
        if (demand.Limit <= 0 || room <= 0)
        {
            return "The weights and the optimiser's state alone fill the memory: use a smaller model, an optimiser with less state (SGD), or a larger device.";
        }

        for (var size = demand.Batch / 2; size >= 1; size--)
        {
            if (size * perImage <= room)
            {
                var effective = demand.Batch * demand.Accumulation;
                var counts = (effective + size - 1) / size;
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"By these numbers {MemoryUsage.Text(demand.Fixed + (size * perImage))} would fit: train_dataloader.batch_size = {size} with optim_wrapper.accumulative_counts = {counts}, which keeps the effective batch of {effective}. --amp needs about half of the activations.");
            }
        }

        // Activations grow with the area of a picture.
        var factor = Math.Sqrt(room / perImage);
        if (factor >= 0.2)
        {
            factor = Math.Min(factor, 0.75);
            var effective = demand.Batch * demand.Accumulation;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"A single picture of {demand.Largest.Width}x{demand.Largest.Height} does not fit. By these numbers pictures of {(int)(demand.Largest.Width * factor)}x{(int)(demand.Largest.Height * factor)} would (scale of Resize in the train pipeline), with train_dataloader.batch_size = 1 and optim_wrapper.accumulative_counts = {effective}. --amp needs about half of the activations.");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"One picture of {demand.Largest.Width}x{demand.Largest.Height} would need {MemoryUsage.Text(perImage)}, and neither a smaller batch nor a smaller picture would help enough: something asks for far too much. Look at the annotations of this batch ({demand.Batch} pictures), or use a larger device.");
    }

    private static long Bytes(IEnumerable<Tensor> tensors) => tensors.Sum(tensor => tensor.numel() * tensor.element_size());

    private static long Requested(string message)
    {
        var match = Request().Match(message);
        if (!match.Success || !double.TryParse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return 0;
        }

        var unit = match.Groups[2].Value switch
        {
            "KiB" => 1L << 10,
            "MiB" => 1L << 20,
            "GiB" => 1L << 30,
            _ => 1L,
        };
        return number * unit < long.MaxValue / 4 ? (long)(number * unit) : long.MaxValue / 4;
    }

    [GeneratedRegex(@"out of memory|can't allocate memory|std::bad_alloc|not enough memory|CUBLAS_STATUS_ALLOC_FAILED|CUDNN_STATUS_ALLOC_FAILED", RegexOptions.IgnoreCase)]
    private static partial Regex Texts();

    [GeneratedRegex(@"[Tt]ried to allocate ([\d.]+) ?(bytes|KiB|MiB|GiB)")]
    private static partial Regex Request();

    /// <summary>Bytes that an iteration needs, and what it was made of.</summary>
    /// <param name="Fixed">Weights, gradients and the optimiser's state.</param>
    /// <param name="Images">The pictures of the batch.</param>
    /// <param name="Request">What could not be had.</param>
    /// <param name="Used">What was in use.</param>
    /// <param name="Limit">What there is.</param>
    /// <param name="Batch">Pictures of the batch.</param>
    /// <param name="Accumulation">Iterations an update.</param>
    /// <param name="Largest">The largest picture.</param>
    internal sealed record Demand(long Fixed, long Images, long Request, long Used, long Limit, int Batch, int Accumulation, ImageSize Largest)
    {
        public long Activations => Math.Max(0, Used - Fixed - Images);
    }
}
