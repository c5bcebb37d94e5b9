namespace Baron.Configuration.Import;

/// <summary>Bounds on what a config file may make of a few lines.</summary>
internal sealed class ImportBudget
{
    /// <summary>How deep values may be nested.</summary>
    public const int MaxDepth = 200;

    /// <summary>What an entry of a dict, or an object, costs compared with a letter or an item of a list.</summary>
    public const int Entry = 16;

    private const long MaxMade = 16_000_000;

    private long _made;

    /// <summary>Counts items and letters that are made.</summary>
    /// <param name="count">How many.</param>
    /// <param name="position">Where.</param>
    /// <param name="weight">What each costs.</param>
    /// <exception cref="ConfigException">It is too much.</exception>
    public void Charge(long count, SourcePosition position, int weight = 1)
    {
        _made += Math.Clamp(count, 0, MaxMade) * weight;
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
