namespace Baron.Configuration;

/// <summary>Finds the known name that someone most likely meant.</summary>
public static class NearestName
{
    /// <summary>The nearest known name by edits (insertion, deletion, substitution, swap), or <c>null</c> when none is near.</summary>
    /// <param name="name">What was written. Case, <c>_</c> and <c>-</c> do not count as differences.</param>
    /// <param name="known">The known names.</param>
    public static string? Find(string name, IEnumerable<string> known)
    {
        var target = Fold(name);
        if (target.Length == 0)
        {
            return null;
        }

        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in known)
        {
            var folded = Fold(candidate);
            var distance = Distance(target, folded);
            var limit = Math.Max(1, Math.Max(target.Length, folded.Length) / 3);
            if (target.Length >= 3 && folded.StartsWith(target, StringComparison.Ordinal))
            {
                // Someone who wrote the beginning of a name meant that name, however long the rest is.
                distance = Math.Min(distance, limit);
            }

            if (distance <= limit && distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>A part of a sentence that offers the known names: the nearest one, and the first of them.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">The known names.</param>
    public static string OneOf(string name, IReadOnlyCollection<string> known)
    {
        const int Shown = 12;
        var list = known.Count == 0 ? "none" : string.Join(", ", known.Take(Shown)) + (known.Count > Shown ? $" and {known.Count - Shown} more" : "");
        return Find(name, known) is { } near ? $"did you mean '{near}'? There are {list}" : $"there are {list}";
    }

    /// <summary>The optimal string alignment distance.</summary>
    /// <param name="a">A string.</param>
    /// <param name="b">Another.</param>
    public static int Distance(string a, string b)
    {
        var beforeLast = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[b.Length];
    }

    private static string Fold(string name) => name.ToLowerInvariant().Replace("_", string.Empty, StringComparison.Ordinal).Replace("-", string.Empty, StringComparison.Ordinal);
}
