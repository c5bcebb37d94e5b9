using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Baron.Checkpoints;

/// <summary>
/// Everything a run needs to continue as if it had not stopped, in one safetensors file: the model's weights under their own
/// names (so the file is also a plain checkpoint), the optimiser's and other tensors under reserved prefixes, the rest as JSON
/// in the header.
/// </summary>
public sealed record TrainingCheckpoint : IDisposable
{
    private const string MetadataKey = "baron.training";
    private const string OptimizerPrefix = "optimizer/";
    private const string StatePrefix = "state/";
    private const string LastFile = "last_checkpoint";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Iterations done.</summary>
    public long Iteration { get; init; }

    /// <summary>Epochs done, for runs that count them.</summary>
    public int Epoch { get; init; }

    /// <summary>The resolved configuration as TOML.</summary>
    public string Config { get; init; } = "";

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>States of random sources by name (<see cref="IRandomSource.SaveState"/>).</summary>
    public IReadOnlyDictionary<string, ulong[]> Random { get; init; } = new Dictionary<string, ulong[]>();

    /// <summary>The optimiser's own numbers (groups, learning rates).</summary>
    public JsonObject Optimizer { get; init; } = [];

    /// <summary>States of the parameter schedulers, in the order of the config.</summary>
    public JsonArray Schedulers { get; init; } = [];

    /// <summary>Where the loader stands.</summary>
    public JsonObject Sampler { get; init; } = [];

    /// <summary>The last metrics by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>What hooks and methods keep besides.</summary>
    public JsonObject Extra { get; init; } = [];

    /// <summary>The model's <c>state_dict()</c>.</summary>
    public required IReadOnlyDictionary<string, Tensor> Model { get; init; }

    /// <summary>The optimiser's tensors by names of its own choice, such as <c>exp_avg/backbone.conv1.weight</c>.</summary>
    public IReadOnlyDictionary<string, Tensor> OptimizerTensors { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>Other tensors: queues, the state of torch's generator.</summary>
    public IReadOnlyDictionary<string, Tensor> StateTensors { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>Writes the file, beside its target and then renamed.</summary>
    /// <param name="path">The target, by custom <c>*.safetensors</c>.</param>
    /// <exception cref="BaronException">The file cannot be written, or a weight's name starts with a reserved prefix.</exception>
    public void Save(string path)
    {
        if (Model.Keys.FirstOrDefault(IsState) is { } reserved)
        {
            throw new BaronException($"{path} cannot be written: the weight '{reserved}' starts with a reserved prefix ({OptimizerPrefix} or {StatePrefix}).");
        }

        var header = new Header(Iteration, Epoch, Config, Seed, Random, Optimizer, Schedulers, Sampler, Metrics, Extra);
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            [MetadataKey] = JsonSerializer.Serialize(header, Json),
        };
        SafetensorsFile.Save(
            path,
            Model.Concat(Prefixed(OptimizerTensors, OptimizerPrefix)).Concat(Prefixed(StateTensors, StatePrefix)),
            metadata);
    }

    /// <summary>Reads a file; the tensors belong to the caller.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="BaronException">The file is missing, damaged, or holds weights without a run's state.</exception>
    public static TrainingCheckpoint Load(string path)
    {
        using var file = CheckpointFile.Open(path);
        if (!file.Metadata.TryGetValue(MetadataKey, out var json))
        {
            throw new BaronException($"{path} holds weights only, so a run cannot be resumed from it; start a new run with load_from instead.");
        }

        Header header;
        try
        {
            header = JsonSerializer.Deserialize<Header>(json, Json) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new BaronException($"{path} cannot be used as a checkpoint: the state in its header is damaged ({e.Message}).", e);
        }

        return new TrainingCheckpoint
        {
            Iteration = header.Iteration,
            Epoch = header.Epoch,
            Config = header.Config,
            Seed = header.Seed,
            Random = header.Random,
            Optimizer = header.Optimizer,
            Schedulers = header.Schedulers,
            Sampler = header.Sampler,
            Metrics = header.Metrics,
            Extra = header.Extra,
            Model = file.Tensors.ToDictionary(t => t.Name, t => t.Load()),
            OptimizerTensors = Section(file, OptimizerPrefix),
            StateTensors = Section(file, StatePrefix),
        };
    }

    /// <summary>Notes in a work directory which checkpoint is the newest (<c>last_checkpoint</c>).</summary>
    /// <param name="workDirectory">The work directory.</param>
    /// <param name="checkpoint">A checkpoint in it.</param>
    public static void WriteLast(string workDirectory, string checkpoint) =>
        AtomicFile.WriteText(Path.Combine(workDirectory, LastFile), Path.GetRelativePath(workDirectory, checkpoint) + "\n");

    /// <summary>
    /// The newest checkpoint of a work directory, or <c>null</c> when there is none. A process that is ended between writing its first
    /// checkpoint and noting it leaves no note; then the checkpoint with the most iterations counts.
    /// </summary>
    /// <param name="workDirectory">The work directory.</param>
    /// <exception cref="BaronException"><c>last_checkpoint</c> names a file that is gone.</exception>
    public static string? FindLast(string workDirectory)
    {
        var note = Path.Combine(workDirectory, LastFile);
        if (!File.Exists(note))
        {
            return Directory.Exists(workDirectory) ? Newest(workDirectory) : null;
        }

        var name = File.ReadAllText(note).Trim();
        if (name.Length == 0)
        {
            throw new BaronException($"{note} is empty; name the checkpoint to resume from.");
        }

        var path = Path.Combine(workDirectory, name);
        return File.Exists(path) ? path : throw new BaronException($"{note} names {path}, which does not exist; name the checkpoint to resume from.");
    }

    /// <summary>The class names that a run kept in its checkpoint; empty for other files.</summary>
    /// <param name="file">An open checkpoint.</param>
    public static IReadOnlyList<string> ClassNames(CheckpointFile file) => ReadHeader(file)?["extra"]?["class_names"] is JsonArray names
        ? [.. names.OfType<JsonValue>().Select(name => name.ToString())]
        : [];

    /// <summary>The resolved configuration that a run kept in its checkpoint, as TOML; <c>null</c> for other files.</summary>
    /// <param name="file">An open checkpoint.</param>
    public static string? ConfigText(CheckpointFile file) => ReadHeader(file)?["config"]?.ToString();

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Model.Values.Concat(OptimizerTensors.Values).Concat(StateTensors.Values))
        {
            tensor.Dispose();
        }
    }

    /// <summary>Whether a file's metadata are a training checkpoint's.</summary>
    internal static bool IsTrainingFile(IReadOnlyDictionary<string, string> metadata) => metadata.ContainsKey(MetadataKey);

    /// <summary>Whether a name is reserved for the optimiser's and other state.</summary>
    internal static bool IsState(string name) =>
        name.StartsWith(OptimizerPrefix, StringComparison.Ordinal) || name.StartsWith(StatePrefix, StringComparison.Ordinal);

    private static IEnumerable<KeyValuePair<string, Tensor>> Prefixed(IReadOnlyDictionary<string, Tensor> tensors, string prefix) =>
        tensors.Select(t => KeyValuePair.Create(prefix + t.Key, t.Value));

    private static Dictionary<string, Tensor> Section(CheckpointFile file, string prefix) =>
        file.AllTensors.Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(t => t.Name[prefix.Length..], t => t.Load());

    private static string? Newest(string folder)
    {
        (long Iteration, string? Path) newest = (-1, null);
        foreach (var path in Directory.EnumerateFiles(folder, "iter_*.safetensors").Concat(Directory.EnumerateFiles(folder, "epoch_*.safetensors")))
        {
            try
            {
                using var file = CheckpointFile.Open(path);
                if (ReadHeader(file)?["iteration"]?.GetValue<long>() is { } iteration && iteration > newest.Iteration)
                {
                    newest = (iteration, path);
                }
            }
            catch (BaronException)
            {
                // Something else of that name.
            }
        }

        return newest.Path;
    }

    private static JsonNode? ReadHeader(CheckpointFile file)
    {
        try
        {
            return file.Metadata.TryGetValue(MetadataKey, out var json) ? JsonNode.Parse(json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Header(
        long Iteration,
        int Epoch,
        string Config,
        ulong Seed,
        IReadOnlyDictionary<string, ulong[]> Random,
        JsonObject Optimizer,
        JsonArray Schedulers,
        JsonObject Sampler,
        IReadOnlyDictionary<string, double> Metrics,
        JsonObject Extra);
}
