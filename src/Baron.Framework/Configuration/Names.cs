namespace Baron.Configuration;

/// <summary>Lists of names in messages.</summary>
internal static class Names
{
    /// <summary>The word with its article: <c>a backbone</c>, <c>an assigner</c>.</summary>
    /// <param name="word">The word.</param>
    public static string WithArticle(string word) => $"{(word.Length > 0 && "aeio".Contains(char.ToLowerInvariant(word[0])) ? "an" : "a")} {word}";

    /// <summary>The names, separated by commas; long lists are cut.</summary>
    /// <param name="names">The names.</param>
    /// <param name="most">How many are written at most.</param>
    public static string List(IEnumerable<string> names, int most = 16)
    {
        var all = names.ToList();
        return all.Count <= most ? string.Join(", ", all) : $"{string.Join(", ", all.Take(most))} and {all.Count - most} more";
    }
}
