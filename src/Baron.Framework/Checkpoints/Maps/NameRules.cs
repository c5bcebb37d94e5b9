using System.Globalization;
using System.Text.RegularExpressions;

namespace Baron.Checkpoints.Maps;

/// <summary>Rules that rename tensors; the first one that fits the whole name counts.</summary>
internal sealed class NameRules
{
    private readonly List<(Regex Pattern, Func<Match, string>? Rename, string? Reason)> _rules = [];

    /// <summary>Adds a rule.</summary>
    /// <param name="pattern">A pattern for the whole name.</param>
    /// <param name="replacement">
    /// The new name; <c>$1</c> is the first group, <c>$1+2</c> and <c>$1-2</c> a number in the first group with 2 more or less.
    /// </param>
    public NameRules Add(string pattern, string replacement)
    {
        var parts = Regex.Matches(replacement, @"\$(\d)([+-]\d)?|[^$]+");
        _rules.Add((Whole(pattern), match => string.Concat(parts.Select(part => Part(part, match))), null));
        return this;
    }

    /// <summary>Adds a rule for tensors that the other side does not have.</summary>
    /// <param name="pattern">A pattern for the whole name.</param>
    /// <param name="reason">Why.</param>
    public NameRules Drop(string pattern, string reason)
    {
        _rules.Add((Whole(pattern), null, reason));
        return this;
    }

    /// <summary>Applies the rules.</summary>
    /// <param name="name">A name.</param>
    /// <param name="renamed">The new name; the old one where no rule fits.</param>
    /// <param name="reason">Why the tensor is left out, or <c>null</c>.</param>
    /// <returns>Whether a rule fits.</returns>
    public bool Apply(string name, out string renamed, out string? reason)
    {
        foreach (var rule in _rules)
        {
            if (rule.Pattern.Match(name) is { Success: true } match)
            {
                renamed = rule.Rename?.Invoke(match) ?? name;
                reason = rule.Reason;
                return true;
            }
        }

        (renamed, reason) = (name, null);
        return false;
    }

    private static Regex Whole(string pattern) =>
        new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static string Part(Match part, Match name)
    {
        if (part.Value[0] != '$')
        {
            return part.Value;
        }

        var group = name.Groups[part.Groups[1].Value].Value;
        return part.Groups[2].Success
            ? (int.Parse(group, CultureInfo.InvariantCulture) + int.Parse(part.Groups[2].Value, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture)
            : group;
    }
}
