using System.Globalization;
using Baron.Checkpoints;
using Baron.Configuration;

namespace Baron.Hosting;

/// <summary>Where the config of a resumed run differs from the one that its checkpoint was saved with.</summary>
internal static class ConfigDifference
{
    private const int Shown = 8;

    // What decides the numbers of a training; the rest (devices, folders, validations) may change freely.
    private static readonly string[] Sections = ["model", "train_dataloader", "optim_wrapper", "param_scheduler", "train_cfg", "custom_hooks", "randomness", "auto_scale_lr"];

    /// <summary>Compares.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="resolved">The resolved config of the run that continues it, as TOML.</param>
    /// <returns>A sentence for the display, or <c>null</c> when nothing that matters differs or the checkpoint has no config.</returns>
    public static string? Describe(string checkpoint, string resolved)
    {
        IReadOnlyDictionary<string, string> before;
        try
        {
            using var file = CheckpointFile.Open(checkpoint);
            if (TrainingCheckpoint.ConfigText(file) is not { Length: > 0 } saved || saved == resolved)
            {
                return null;
            }

            before = Leaves(ConfigDocument.Parse(saved).Root);
        }
        catch (BaronException)
        {
            // A config that cannot be read any more says nothing; the state itself was restored.
            return null;
        }

        var now = Leaves(ConfigDocument.Parse(resolved).Root);
        var differences = before.Keys.Concat(now.Keys.Where(key => !before.ContainsKey(key)))
            .Where(key => before.GetValueOrDefault(key) != now.GetValueOrDefault(key))
            .Select(key => $"{key} was {before.GetValueOrDefault(key) ?? "absent"} and is {now.GetValueOrDefault(key) ?? "absent"}")
            .ToList();
        return differences.Count == 0
            ? null
            : $"warning: the config is not that of the checkpoint: {string.Join("; ", differences.Take(Shown))}{(differences.Count > Shown ? $"; {differences.Count - Shown} more" : string.Empty)}. Learning rates, weight decays and the place in the data continue from the checkpoint all the same; for other learning rates start a new run with load_from.";
    }

    private static Dictionary<string, string> Leaves(ConfigTable root)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in Sections)
        {
            if (root[section] is { } node)
            {
                Collect(section, node, leaves);
            }
        }

        return leaves;
    }

    private static void Collect(string path, ConfigNode node, Dictionary<string, string> leaves)
    {
        switch (node)
        {
            case ConfigTable table:
                foreach (var entry in table.Entries)
                {
                    Collect($"{path}.{entry.Key}", entry.Value, leaves);
                }

                break;
            case ConfigArray array:
                for (var i = 0; i < array.Count; i++)
                {
                    Collect(string.Create(CultureInfo.InvariantCulture, $"{path}.{i}"), array[i], leaves);
                }

                break;
            case ConfigScalar scalar:
                leaves[path] = scalar.Value is string text ? $"'{text}'" : Convert.ToString(scalar.Value, CultureInfo.InvariantCulture) ?? string.Empty;
                break;
        }
    }
}
