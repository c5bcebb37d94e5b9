using Baron.Checkpoints.Maps;

namespace Baron.Checkpoints;

/// <summary>Tells by the names and shapes that do not fit what is most likely the cause, and what to do.</summary>
internal static class StateDictHints
{
    private static readonly string[] Classifiers = [".fc_cls.weight", ".fc_cls.bias"];

    /// <summary>The likely causes, each a clause; none where the names tell nothing.</summary>
    /// <param name="report">What did not fit.</param>
    public static IEnumerable<string> Of(StateDictReport report)
    {
        if (report.Missing.Count > 0 && report.Unexpected.Count > report.Loaded.Count && OtherNames(report) is { } names)
        {
            yield return names;
        }
        else if (report.Missing.Count > 0 && report.Unexpected.Count > 0 && Prefix(report) is { } prefix)
        {
            yield return prefix;
        }

        if (report.Mismatched.FirstOrDefault(m => Classifiers.Any(end => m.Name.EndsWith(end, StringComparison.Ordinal))) is { } classifier
            && classifier.FileShape.Count == classifier.ModelShape.Count
            && classifier.FileShape.Skip(1).SequenceEqual(classifier.ModelShape.Skip(1)))
        {
            yield return $"the file has {classifier.FileShape[0] - 1} classes and the model {classifier.ModelShape[0] - 1} (num_classes)";
        }
    }

    private static string? OtherNames(StateDictReport report)
    {
        var convention = KeyMaps.Detect(report.Unexpected);
        var map = convention switch
        {
            KeyConvention.Detectron2 or KeyConvention.Caffe2 => "detectron2",
            KeyConvention.TorchVision => "torchvision",
            KeyConvention.OpenAiClip or KeyConvention.HuggingFaceClip => "clip",
            _ => null,
        };
        return map is null ? null : $"the file has {KeyMaps.OwnerOf(convention)} names; 'baron checkpoint convert FILE OUT --map {map}' gives it Baron's";
    }

    private static string? Prefix(StateDictReport report)
    {
        var missing = report.Missing.ToHashSet(StringComparer.Ordinal);
        var (off, without) = Best(report.Unexpected, (name, prefix) => name.StartsWith(prefix, StringComparison.Ordinal) && missing.Contains(name[prefix.Length..]), report.Unexpected);
        var (on, with) = Best(report.Missing, (name, prefix) => missing.Contains(prefix + name), report.Unexpected);
        const int Few = 2;
        if (Math.Max(without, with) < Few)
        {
            return null;
        }

        return without >= with
            ? $"{without} of the file's names fit without '{off}' before them; 'baron checkpoint convert FILE OUT --prefix {off}' takes it off"
            : $"{with} of the file's names fit with '{on}' before them; weights of that part alone are named in its init_cfg (Pretrained)";
    }

    // The beginning of names, one or two modules long, for which most of the file's names fit.
    private static (string Prefix, int Count) Best(IReadOnlyList<string> begins, Func<string, string, bool> fits, IReadOnlyList<string> names) =>
        begins.SelectMany(Begins).Distinct(StringComparer.Ordinal).Select(prefix => (prefix, names.Count(name => fits(name, prefix)))).OrderByDescending(pair => pair.Item2).FirstOrDefault((string.Empty, 0));

    private static IEnumerable<string> Begins(string name)
    {
        var first = name.IndexOf('.', StringComparison.Ordinal);
        if (first < 0)
        {
            yield break;
        }

        yield return name[..(first + 1)];
        var second = name.IndexOf('.', first + 1);
        if (second >= 0)
        {
            yield return name[..(second + 1)];
        }
    }
}
