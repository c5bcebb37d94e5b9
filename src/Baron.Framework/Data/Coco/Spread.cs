namespace Baron.Data.Coco;

/// <summary>How numbers spread; zeros where there are none.</summary>
/// <param name="Smallest">The smallest.</param>
/// <param name="Median">The one in the middle; of two the upper.</param>
/// <param name="Largest">The largest.</param>
public readonly record struct Spread(int Smallest, int Median, int Largest)
{
    /// <summary>The spread of numbers.</summary>
    /// <param name="values">The numbers; sorted in place.</param>
    internal static Spread Of(int[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? default : new Spread(values[0], values[values.Length / 2], values[^1]);
    }
}
