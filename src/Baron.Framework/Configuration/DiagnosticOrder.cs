namespace Baron.Configuration;

/// <summary>Puts findings into the order in which people work them off.</summary>
internal static class DiagnosticOrder
{
    /// <summary>Each finding once, file by file as they first came, in each from top to bottom.</summary>
    /// <param name="findings">The findings.</param>
    public static IReadOnlyList<ConfigDiagnostic> Sort(IEnumerable<ConfigDiagnostic> findings)
    {
        var distinct = findings.Distinct().ToList();
        var sources = distinct.Select(d => d.Position.Source).Distinct(StringComparer.Ordinal).ToList();
        return [.. distinct.OrderBy(d => sources.IndexOf(d.Position.Source)).ThenBy(d => d.Position.Line).ThenBy(d => d.Position.Column)];
    }
}
