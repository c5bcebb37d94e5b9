namespace Baron.Configuration;

/// <summary>Lists of names in messages.</summary>
internal static class Names
{
    /// <summary>The names, separated by commas; long lists are cut.</summary>
    /// <param name="names">The names.</param>
    /// <param name="most">How many are written at most.</param>
    public static string List(IEnumerable<string> names, int most = 16)
    {
        var all = names.ToList();
        return all.Count <= most ? string.Join(", ", all) : $"{string.Join(", ", all.Take(most))} and {all.Count - most} more";
    }
}
