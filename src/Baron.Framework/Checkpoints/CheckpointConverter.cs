using Baron.Checkpoints.Maps;
using static TorchSharp.torch;

namespace Baron.Checkpoints;

/// <summary>Turns one form of checkpoint into another, with other names where asked for.</summary>
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

        using var scope = NewDisposeScope();
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors = [.. file.Tensors.Select(t => KeyValuePair.Create(t.Name, t.Load()))];
        var mapped = map is null ? null : Apply(map, tensors, input);
        tensors = mapped?.Tensors ?? tensors;
        if (format == "safetensors")
        {
            SafetensorsFile.Save(output, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        }
        else
        {
            TorchZipFile.Save(output, tensors);
        }

        return new ConversionReport(file.Format, format, tensors.Count, tensors.Sum(t => TensorBytes.Count(t.Value)), mapped?.LeftOut ?? [], mapped?.Kept ?? [], mapped?.From, mapped?.To);
    }

    private static KeyMapResult Apply(string map, IReadOnlyList<KeyValuePair<string, Tensor>> tensors, string input)
    {
        try
        {
            return KeyMaps.Apply(map, tensors);
        }
        catch (BaronException e)
        {
            throw new BaronException($"{input}: {e.Message}", e);
        }
    }

    private static string FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".safetensors" => "safetensors",
        ".pth" or ".pt" => "pytorch_zip",
        var other => throw new BaronException($"{path}: files are written as .safetensors, .pth or .pt, not as '{other}'."),
    };
}
