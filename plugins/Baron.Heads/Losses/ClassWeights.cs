using System.Text.Json;
using Baron.Configuration;
using Baron.Registry;

namespace Baron.Heads;

/// <summary>Weights of classes in a loss: a list, or the json file of a dataset's category frequencies.</summary>
public sealed class ClassWeights : IConfigBindable<ClassWeights>
{
    private readonly IReadOnlyList<double>? _values;
    private readonly string? _path;

    private ClassWeights(IReadOnlyList<double>? values, string? path)
    {
        _values = values;
        _path = path;
    }

    /// <inheritdoc/>
    public static string ConfigForm => "a list with one number for each class and the background, or the path of an LVIS category-frequency json file";

    /// <summary>Weights as they are.</summary>
    /// <param name="values">One for each class and the background.</param>
    public static ClassWeights Of(params IReadOnlyList<double> values) => new(values, null);

    /// <summary>Weights by a dataset's frequencies.</summary>
    /// <param name="path">A json list of categories with <c>id</c> and <c>image_count</c>.</param>
    public static ClassWeights FromFile(string path) => new(null, path);

    /// <inheritdoc/>
    public static ClassWeights FromConfig(ConfigNode node) => node is ConfigArray list
        ? Of(list.Select(item => item.AsDouble()).ToArray())
        : FromFile(node.AsString());

    /// <summary>The weights: those of the list, or for a file 1 for every class with images and 0 for others, in the order of their ids, and the background's.</summary>
    /// <param name="backgroundWeight">Weight of the background where a file gives the rest; a list has its own.</param>
    /// <exception cref="BaronException">The file is missing or is no such list.</exception>
    public IReadOnlyList<double> Resolve(double backgroundWeight)
    {
        if (_values is not null)
        {
            return _values;
        }

        return [.. ReadCounts(_path!).Select(count => count > 0 ? 1.0 : 0.0), backgroundWeight];
    }

    private static long[] ReadCounts(string path)
    {
        if (!File.Exists(path))
        {
            throw new BaronException($"class_weight: there is no file {SourcePosition.Display(Path.GetFullPath(path))}.");
        }

        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return document.RootElement.EnumerateArray()
                .Select(category => (Id: category.GetProperty("id").GetInt64(), Count: category.GetProperty("image_count").GetInt64()))
                .OrderBy(category => category.Id)
                .Select(category => category.Count)
                .ToArray();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new BaronException($"class_weight: {SourcePosition.Display(Path.GetFullPath(path))} is not a json list of categories with id and image_count.", e);
        }
    }
}
