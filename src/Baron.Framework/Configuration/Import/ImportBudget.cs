namespace Baron.Configuration.Import;

/// <summary>Bounds on what a config file may make of a few lines.</summary>
internal sealed class ImportBudget
{
    /// <summary>How deep values may be nested.</summary>
    public const int MaxDepth = 200;

    private const long MaxMade = 16_000_000;

    private long _made;

    /// <summary>Counts items and letters that are made.</summary>
    /// <param name="count">How many.</param>
    /// <param name="position">Where.</param>
    /// <exception cref="ConfigException">It is too much.</exception>
    public void Charge(long count, SourcePosition position)
    {
        _made += Math.Max(0, count);
        if (_made > MaxMade)
        {
            throw new ConfigException(new ConfigDiagnostic(position, "this config makes more values than any config needs"));
        }
    }

    /// <summary>Fails where values are nested too deep.</summary>
    public static void CheckDepth(int depth, SourcePosition position)
    {
        if (depth > MaxDepth)
        {
            throw new ConfigException(new ConfigDiagnostic(position, $"values are nested more than {MaxDepth} deep"));
        }
    }
}
