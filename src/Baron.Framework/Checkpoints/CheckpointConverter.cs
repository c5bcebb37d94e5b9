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
    /// <exception cref="BaronException">
    /// The input is unusable, has no tensors, has names the map does not start from, the output's extension is another one, or both are one file.
    /// </exception>
    public static ConversionReport Convert(string input, string output, string? map = null)
    {
        var format = FormatOf(output);
        if (Path.GetFullPath(input) == Path.GetFullPath(output))
        {
            throw new BaronException($"{input} would be overwritten with its own conversion; name another file.");
        }

        using var file = CheckpointFile.Open(input);
        if (file.Tensors.Count == 0)
        {
            throw new BaronException($"{input} has no tensors to convert.");
        }

        // Without a map libtorch is not even loaded.
        using var scope = map is null ? null : NewDisposeScope();
        (KeyMapResult Names, IReadOnlyList<WrittenTensor> Tensors)? mapped = map is null ? null : Apply(map, file);
        IReadOnlyList<WrittenTensor> tensors = mapped?.Tensors ?? [.. file.Tensors.Select(t => WrittenTensor.Of(t.Name, t))];
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
    private static (KeyMapResult Names, IReadOnlyList<WrittenTensor> Tensors) Apply(string map, CheckpointFile file)
    {
        var standIns = file.Tensors.Select(StandIn).ToList();
        HashSet<Tensor> renamed;
        using (NewDisposeScope())
        {
            renamed = Apply(map, file, standIns).Tensors.Select(t => t.Value).ToHashSet<Tensor>(ReferenceEqualityComparer.Instance);
        }

        var inFile = new Dictionary<Tensor, CheckpointTensor>(ReferenceEqualityComparer.Instance);
        var values = new List<Tensor>();
        foreach (var (source, standIn) in file.Tensors.Zip(standIns))
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

        var result = Apply(map, file, values);
        return (result, [.. result.Tensors.Select(t => inFile.TryGetValue(t.Value, out var source) ? WrittenTensor.Of(t.Key, source) : WrittenTensor.Of(t.Key, t.Value))]);
    }

    /// <summary>A tensor of the same type and shape that takes no memory.</summary>
    private static Tensor StandIn(CheckpointTensor tensor) => zeros([], tensor.Dtype).expand(tensor.Shape.ToArray(), isImplicit: false);

    private static KeyMapResult Apply(string map, CheckpointFile file, IReadOnlyList<Tensor> values)
    {
        try
        {
            return KeyMaps.Apply(map, [.. file.Tensors.Zip(values, (t, value) => KeyValuePair.Create(t.Name, value))]);
        }
        catch (BaronException e)
        {
            throw new BaronException($"{file.Path}: {e.Message}", e);
        }
    }

    private static string FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".safetensors" => "safetensors",
        ".pth" or ".pt" => "pytorch_zip",
        var other => throw new BaronException($"{path}: files are written as .safetensors, .pth or .pt, not as '{other}'."),
    };
}
