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

    /// <summary>Whether every name fitted.</summary>
    public bool IsComplete => Missing.Count == 0 && Unexpected.Count == 0 && Mismatched.Count == 0;

    /// <summary>What did not fit, one group a line; one line that all fitted otherwise.</summary>
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
        return text.ToString();
    }

    private static void Group(StringBuilder text, string title, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        text.Append("\n  ").Append(names.Count).Append(' ').Append(title).Append(": ").AppendJoin(", ", names.Take(MaxListed));
        if (names.Count > MaxListed)
        {
            text.Append(" and ").Append(names.Count - MaxListed).Append(" more");
        }
    }
}
