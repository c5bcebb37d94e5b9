using System.Text;

namespace Baron.Checkpoints;

/// <summary>What <see cref="StateDictLoader"/> did.</summary>
/// <param name="Source">The file.</param>
/// <param name="Loaded">Names that were loaded.</param>
/// <param name="Missing">Names of the module that the file does not have.</param>
/// <param name="Unexpected">Names of the file that the module does not have.</param>
/// <param name="Mismatched">Names whose shapes differ.</param>
public sealed record StateDictReport(
    string Source,
    IReadOnlyList<string> Loaded,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Unexpected,
    IReadOnlyList<StateDictMismatch> Mismatched)
{
    private const int MaxListed = 12;
    private const int MaxListedOfMany = 6;

    /// <summary>What is most likely the cause and what to do, as far as names and shapes tell.</summary>
    public IReadOnlyList<string> Hints => [.. StateDictHints.Of(this)];

    /// <summary>Whether every name fitted.</summary>
    public bool IsComplete => Missing.Count == 0 && Unexpected.Count == 0 && Mismatched.Count == 0;

    /// <summary>
    /// What did not fit, one group a line, long ones counted by module, and what may be the cause where the names tell; one line
    /// that all fitted otherwise.
    /// </summary>
    public override string ToString()
    {
        if (IsComplete)
        {
            return $"{Source}: all {Loaded.Count} tensors loaded";
        }

        var text = new StringBuilder($"{Source} does not fit the model ({Loaded.Count} tensors fit)");
        Group(text, "missing in the file", Missing);
        Group(text, "not in the model", Unexpected);
        Group(text, "of another shape", [.. Mismatched.Select(m => m.ToString())]);
        foreach (var hint in Hints)
        {
            text.Append("\n  ").Append(hint);
        }

        return text.ToString();
    }

    private static void Group(StringBuilder text, string title, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        text.Append("\n  ").Append(names.Count).Append(' ').Append(title).Append(": ");
        if (names.Count <= MaxListed)
        {
            text.AppendJoin(", ", names);
            return;
        }

        text.AppendJoin(", ", names.Take(MaxListedOfMany)).Append(" and ").Append(names.Count - MaxListedOfMany).Append(" more (in all ").AppendJoin(", ", Counts(names)).Append(')');
    }

    // backbone 318, neck 16; one level deeper where all are below one module.
    private static IEnumerable<string> Counts(IReadOnlyList<string> names)
    {
        const int MaxModules = 8;
        const int MaxLevels = 3;
        for (var level = 1; ; level++)
        {
            var counts = names.GroupBy(name => Head(name, level), StringComparer.Ordinal).Select(group => (group.Key, Count: group.Count())).OrderByDescending(group => group.Count).ToList();
            if (counts.Count == 1 && level < MaxLevels)
            {
                continue;
            }

            var listed = counts.Take(MaxModules).Select(group => $"{group.Key} {group.Count}");
            return counts.Count > MaxModules ? listed.Append($"{counts.Count - MaxModules} others") : listed;
        }
    }

    // The modules that a name begins with.
    private static string Head(string name, int levels)
    {
        var parts = name.Split(' ')[0].Split('.');
        return string.Join('.', parts.Take(Math.Max(1, Math.Min(levels, parts.Length - 1))));
    }
}
