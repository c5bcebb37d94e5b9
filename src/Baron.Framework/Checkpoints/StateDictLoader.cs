using static TorchSharp.torch;

namespace Baron.Checkpoints;

/// <summary>Copies the tensors of a checkpoint into a module's parameters and buffers.</summary>
public static class StateDictLoader
{
    /// <summary>Opens a file and loads its weights.</summary>
    /// <param name="module">The module; names are those of <c>state_dict()</c>.</param>
    /// <param name="path">Any form that <see cref="CheckpointFile"/> reads.</param>
    /// <param name="options">Matching; strict, all names, no map by default.</param>
    /// <returns>What was loaded and what did not fit.</returns>
    /// <exception cref="BaronException">
    /// The file is not usable, or does not fit and loading is strict; nothing was changed then. Or compressed values are damaged,
    /// which shows when they are reached.
    /// </exception>
    public static StateDictReport Load(nn.Module module, string path, StateDictLoadOptions? options = null)
    {
        using var file = CheckpointFile.Open(path);
        return Load(module, file, options);
    }

    /// <summary>Loads the weights of an open file.</summary>
    /// <param name="module">The module; names are those of <c>state_dict()</c>.</param>
    /// <param name="file">The file.</param>
    /// <param name="options">Matching; strict, all names, no map by default.</param>
    /// <returns>What was loaded and what did not fit.</returns>
    /// <exception cref="BaronException">The file does not fit and loading is strict; nothing was changed then.</exception>
    public static StateDictReport Load(nn.Module module, CheckpointFile file, StateDictLoadOptions? options = null) => Load(
        module,
        file.Tensors,
        tensor => tensor.Name,
        tensor => tensor.Shape,
        (tensor, target) =>
        {
            using var values = tensor.Load();
            target.copy_(values);
        },
        file.Path,
        options);

    /// <summary>Loads weights that are tensors already.</summary>
    /// <param name="module">The module; names are those of <c>state_dict()</c>.</param>
    /// <param name="weights">The weights, which stay the caller's.</param>
    /// <param name="source">Where they come from, for the report.</param>
    /// <param name="options">Matching; strict, all names, no map by default.</param>
    /// <returns>What was loaded and what did not fit.</returns>
    /// <exception cref="BaronException">The weights do not fit and loading is strict; nothing was changed then.</exception>
    public static StateDictReport Load(nn.Module module, IReadOnlyDictionary<string, Tensor> weights, string source, StateDictLoadOptions? options = null) => Load(
        module,
        weights,
        pair => pair.Key,
        pair => pair.Value.shape,
        (pair, target) => target.copy_(pair.Value),
        source,
        options);

    private static StateDictReport Load<T>(
        nn.Module module,
        IEnumerable<T> sources,
        Func<T, string> nameOf,
        Func<T, IReadOnlyList<long>> shapeOf,
        Action<T, Tensor> copy,
        string path,
        StateDictLoadOptions? options)
    {
        options ??= new StateDictLoadOptions();
        var targets = module.state_dict();
        var matches = new List<(T Source, Tensor Target)>();
        var loaded = new HashSet<string>(StringComparer.Ordinal);
        var unexpected = new List<string>();
        var mismatched = new List<StateDictMismatch>();
        foreach (var source in sources)
        {
            var given = nameOf(source);
            if (!given.StartsWith(options.Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var name = given[options.Prefix.Length..];
            name = options.KeyMap is null ? name : options.KeyMap(name);
            if (name is null)
            {
                continue;
            }

            if (!targets.TryGetValue(name, out var target))
            {
                if (options.MayBeUnexpected?.Invoke(name) != true)
                {
                    unexpected.Add(name);
                }
            }
            else if (!loaded.Add(name))
            {
                throw new BaronException($"{path}: two of its tensors would become '{name}' ('{given}' is the second).");
            }
            else if (!shapeOf(source).SequenceEqual(target.shape))
            {
                mismatched.Add(new StateDictMismatch(name, shapeOf(source), target.shape));
            }
            else
            {
                matches.Add((source, target));
            }
        }

        var missing = targets.Keys.Where(name => !loaded.Contains(name) && options.MayBeMissing?.Invoke(name) != true).ToList();
        var report = new StateDictReport(path, [.. loaded.Except(mismatched.Select(m => m.Name))], missing, unexpected, mismatched);
        if (options.Strict && !report.IsComplete)
        {
            throw new BaronException(report.ToString());
        }

        using var guard = no_grad();
        foreach (var (source, target) in matches)
        {
            copy(source, target);
        }

        return report;
    }
}
