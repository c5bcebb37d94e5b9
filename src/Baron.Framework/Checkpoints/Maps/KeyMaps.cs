using static TorchSharp.torch;

namespace Baron.Checkpoints.Maps;

/// <summary>
/// Names of other libraries for Baron's (= MMDetection's) and back. Where layouts differ too (joined projections, anchors in
/// another order, the background class at another end), the values are rearranged with them.
/// </summary>
public static class KeyMaps
{
    private static readonly Dictionary<string, KeyConvention> Targets = new(StringComparer.Ordinal)
    {
        ["mmdet"] = KeyConvention.Mmdet,
        ["detectron2"] = KeyConvention.Detectron2,
        ["torchvision"] = KeyConvention.TorchVision,
        ["clip"] = KeyConvention.OpenAiClip,
        ["clip_openai"] = KeyConvention.OpenAiClip,
        ["clip_hf"] = KeyConvention.HuggingFaceClip,
    };

    /// <summary>
    /// The maps: <c>mmdet</c> recognises a file and gives it Baron's names; <c>detectron2</c>, <c>torchvision</c> and <c>clip</c> turn
    /// names of that library into Baron's, and all others into that library's; <c>clip_openai</c> and <c>clip_hf</c> always end with
    /// OpenAI's and Hugging Face's names.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = [.. Targets.Keys];

    /// <summary>Tells whose names a checkpoint has.</summary>
    /// <param name="names">All names of it.</param>
    public static KeyConvention Detect(IEnumerable<string> names) => KeyConventions.Detect(names.ToHashSet(StringComparer.Ordinal));

    /// <summary>Applies a map.</summary>
    /// <param name="map">One of <see cref="Names"/>.</param>
    /// <param name="tensors">Names and tensors; they are not changed.</param>
    /// <returns>New tensors belong to the current dispose scope, as far as there is one.</returns>
    /// <exception cref="BaronException">The map is unknown, the names are of no convention that it can start from, or two tensors would get one name.</exception>
    public static KeyMapResult Apply(string map, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        if (!Targets.TryGetValue(map, out var target))
        {
            throw new BaronException($"The key map '{map}' is unknown; there are {string.Join(", ", Names)}.");
        }

        var from = Detect(tensors.Select(t => t.Key));
        if (from == KeyConvention.Unknown)
        {
            var below = Wrapper([.. tensors.Select(t => t.Key)]) is { } prefix ? $" Below '{prefix}' they are {Describe(Detect(tensors.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(t => t.Key[prefix.Length..])))}; --prefix {prefix} takes those." : "";
            throw new BaronException($"Nothing about the names tells whose they are (the first are {string.Join(", ", tensors.Take(3).Select(t => $"'{t.Key}'"))}); known are those of MMDetection, Detectron2, torchvision and CLIP.{below}");
        }

        var to = map switch
        {
            "mmdet" => Common(from),
            "detectron2" when from is KeyConvention.Detectron2 or KeyConvention.Caffe2 => KeyConvention.Mmdet,
            "torchvision" when from is KeyConvention.TorchVision => KeyConvention.Mmdet,
            "clip" when from is KeyConvention.OpenAiClip or KeyConvention.HuggingFaceClip => KeyConvention.BaronClip,
            _ => target,
        };
        if (Common(from) != Common(to))
        {
            throw new BaronException($"The map '{map}' is for {(Common(to) == KeyConvention.BaronClip ? "CLIP" : "detectors")}; these names are {Describe(from)}.");
        }

        return Convert(from, to, tensors);
    }

    /// <summary>Gives tensors the names of another convention.</summary>
    /// <param name="from">Whose names they have.</param>
    /// <param name="to">Whose names they get; not <see cref="KeyConvention.Caffe2"/>.</param>
    /// <param name="tensors">Names and tensors.</param>
    /// <exception cref="BaronException">There is no way from one to the other.</exception>
    public static KeyMapResult Convert(KeyConvention from, KeyConvention to, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        using var guard = no_grad();
        if (from == to)
        {
            return new KeyMapResult(from, to, [.. tensors], [], []);
        }

        var first = ToBaron(from, tensors);
        if (to == Common(from))
        {
            return new KeyMapResult(from, to, first.Tensors, first.LeftOut, first.Kept);
        }

        var second = FromBaron(to, first.Tensors);
        return new KeyMapResult(from, to, second.Tensors, [.. first.LeftOut, .. second.LeftOut], [.. first.Kept.Concat(second.Kept).Distinct(StringComparer.Ordinal)]);
    }

    // A module that a model was put into: 'clip.' before names that are known without it.
    private static string? Wrapper(IReadOnlyCollection<string> names) => names
        .Where(name => name.Contains('.', StringComparison.Ordinal))
        .Select(name => name[..(name.IndexOf('.', StringComparison.Ordinal) + 1)])
        .Distinct(StringComparer.Ordinal)
        .FirstOrDefault(prefix => Detect(names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..])) != KeyConvention.Unknown);

    private static KeyConvention Common(KeyConvention convention) => convention switch
    {
        KeyConvention.BaronClip or KeyConvention.OpenAiClip or KeyConvention.HuggingFaceClip => KeyConvention.BaronClip,
        _ => KeyConvention.Mmdet,
    };

    /// <summary>Whose a convention is, as sentences name it: <c>torchvision's</c>, <c>OpenAI's CLIP's</c>.</summary>
    /// <param name="convention">The convention.</param>
    public static string OwnerOf(KeyConvention convention) => convention switch
    {
        KeyConvention.BaronClip or KeyConvention.OpenAiClip or KeyConvention.HuggingFaceClip => Describe(convention)["those of ".Length..] + "'s",
        _ => Describe(convention),
    };

    private static string Describe(KeyConvention convention) => convention switch
    {
        KeyConvention.Mmdet => "MMDetection's",
        KeyConvention.Detectron2 => "Detectron2's",
        KeyConvention.Caffe2 => "Caffe2's",
        KeyConvention.TorchVision => "torchvision's",
        KeyConvention.BaronClip => "those of Baron's CLIP",
        KeyConvention.OpenAiClip => "those of OpenAI's CLIP",
        KeyConvention.HuggingFaceClip => "those of Hugging Face's CLIP",
        _ => "unknown",
    };

    private static MappedWeights ToBaron(KeyConvention from, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors) => from switch
    {
        KeyConvention.Mmdet or KeyConvention.BaronClip => Unchanged(tensors),
        KeyConvention.Detectron2 => Detectron2Map.ToBaron(tensors),
        KeyConvention.Caffe2 => Caffe2Map.ToBaron(tensors),
        KeyConvention.TorchVision => TorchVisionMap.ToBaron(tensors),
        KeyConvention.OpenAiClip => OpenAiClipMap.ToBaron(tensors),
        KeyConvention.HuggingFaceClip => HuggingFaceClipMap.ToBaron(tensors),
        _ => throw new BaronException("The names are of no known convention."),
    };

    private static MappedWeights FromBaron(KeyConvention to, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors) => to switch
    {
        KeyConvention.Detectron2 => Detectron2Map.FromBaron(tensors),
        KeyConvention.TorchVision => TorchVisionMap.FromBaron(tensors),
        KeyConvention.OpenAiClip => OpenAiClipMap.FromBaron(tensors),
        KeyConvention.HuggingFaceClip => HuggingFaceClipMap.FromBaron(tensors),
        _ => throw new BaronException($"Nothing is written with names that are {Describe(to)}."),
    };

    private static MappedWeights Unchanged(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var weights = new MappedWeights();
        foreach (var (name, tensor) in tensors)
        {
            weights.Add(name, tensor);
        }

        return weights;
    }
}
