using Baron.Checkpoints.Maps;
using static TorchSharp.torch;

namespace Baron.Checkpoints;

/// <summary>
/// Turns one form of checkpoint into another, with other names where asked for. Values go from file to file in small pieces; only
/// what a map rearranges is loaded.
/// </summary>
public static class CheckpointConverter
{
    /// <summary>Reads weights and writes them in the form that the target's extension says.</summary>
    /// <param name="input">Any form that <see cref="CheckpointFile"/> reads; only read.</param>
    /// <param name="output"><c>*.safetensors</c>, <c>*.pth</c> or <c>*.pt</c>; written beside and renamed.</param>
    /// <param name="map">One of <see cref="KeyMaps.Names"/>, or <c>null</c> for the same names.</param>
    /// <param name="prefix">Only names that start with this are taken, without it (<c>teacher.</c>); empty for all.</param>
    /// <param name="stop">Ends the conversion; the output stays as it was.</param>
    /// <exception cref="BaronException">
    /// The input is unusable, has no tensors, has names the map does not start from, the output's extension is another one, or both are one file.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static ConversionReport Convert(string input, string output, string? map = null, string prefix = "", CancellationToken stop = default)
    {
        var format = FormatOf(output);
        if (File.Exists(input) && RealPath(input) == RealPath(output))
        {
            throw new BaronException($"{input} would be overwritten with its own conversion; name another file.");
        }

        using var file = CheckpointFile.Open(input);
        if (file.Tensors.Count == 0)
        {
            throw new BaronException($"{input} has no tensors to convert.");
        }

        List<(string Name, CheckpointTensor Tensor)> sources = [.. file.Tensors.Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(t => (t.Name[prefix.Length..], t))];
        if (sources.Count == 0)
        {
            throw new BaronException($"{input}: no name starts with '{prefix}'; the first are {string.Join(", ", file.Tensors.Take(3).Select(t => $"'{t.Name}'"))}.");
        }

        // Without a map libtorch is not even loaded.
        using var scope = map is null ? null : NewDisposeScope();
        (KeyMapResult Names, IReadOnlyList<WrittenTensor> Tensors)? mapped = map is null ? null : Apply(map, input, sources, stop);
        IReadOnlyList<WrittenTensor> tensors = mapped?.Tensors ?? [.. sources.Select(source => WrittenTensor.Of(source.Name, source.Tensor, stop))];
        if (format == "safetensors")
        {
            SafetensorsFile.Write(output, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        }
        else
        {
            TorchZipFile.Write(output, tensors);
        }

        var names = mapped?.Names;
        return new ConversionReport(file.Format, format, tensors.Count, tensors.Sum(t => t.ByteCount), [.. file.LeftOut, .. names?.LeftOut ?? []], names?.Kept ?? [], names?.From, names?.To);
    }

    /// <summary>
    /// Maps shapes first: what comes out as it went in is only renamed, and its values can stay in the file. The rest is loaded and
    /// mapped again. A map that computed values from a tensor that it also passes on would fail here.
    /// </summary>
    private static (KeyMapResult Names, IReadOnlyList<WrittenTensor> Tensors) Apply(string map, string path, IReadOnlyList<(string Name, CheckpointTensor Tensor)> sources, CancellationToken stop)
    {
        var standIns = sources.Select(source => StandIn(source.Tensor)).ToList();
        HashSet<Tensor> renamed;
        using (NewDisposeScope())
        {
            renamed = Apply(map, path, sources, standIns).Tensors.Select(t => t.Value).ToHashSet<Tensor>(ReferenceEqualityComparer.Instance);
        }

        var inFile = new Dictionary<Tensor, CheckpointTensor>(ReferenceEqualityComparer.Instance);
        var values = new List<Tensor>();
        foreach (var ((_, source), standIn) in sources.Zip(standIns))
        {
            if (renamed.Contains(standIn))
            {
                // Without values, so that nothing can be computed from it.
                values.Add(empty(source.Shape.ToArray(), source.Dtype, META));
                inFile.Add(values[^1], source);
            }
            else
            {
                values.Add(source.Load());
            }
        }

        var result = Apply(map, path, sources, values);
        return (result, [.. result.Tensors.Select(t => inFile.TryGetValue(t.Value, out var source) ? WrittenTensor.Of(t.Key, source, stop) : WrittenTensor.Of(t.Key, t.Value))]);
    }

    /// <summary>A tensor of the same type and shape that takes no memory.</summary>
    private static Tensor StandIn(CheckpointTensor tensor) => zeros([], tensor.Dtype).expand(tensor.Shape.ToArray(), isImplicit: false);

    private static KeyMapResult Apply(string map, string path, IReadOnlyList<(string Name, CheckpointTensor Tensor)> sources, IReadOnlyList<Tensor> values)
    {
        try
        {
            return KeyMaps.Apply(map, [.. sources.Zip(values, (source, value) => KeyValuePair.Create(source.Name, value))]);
        }
        catch (BaronException e)
        {
            throw new BaronException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The path without symbolic links, in the file's name and in its folders; parts that do not exist stay as they are.</summary>
    private static string RealPath(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            if (File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target)
            {
                full = target.FullName;
            }

            return Path.GetDirectoryName(full) is { } folder ? Path.Combine(RealPath(folder), Path.GetFileName(full)) : full;
        }
        catch (IOException)
        {
            // A link to itself: whoever opens it tells.
            return path;
        }
    }

    private static string FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".safetensors" => "safetensors",
        ".pth" or ".pt" => "pytorch_zip",
        var other => throw new BaronException($"{path}: files are written as .safetensors, .pth or .pt, not as '{other}'."),
    };
}
