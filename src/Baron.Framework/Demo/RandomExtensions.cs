namespace Baron.Demo;

/// <summary>Draws that the world needs.</summary>
internal static class RandomExtensions
{
    /// <summary>A uniform number between two bounds.</summary>
    public static double Uniform(this IRandomSource random, double low, double high) => low + ((high - low) * random.NextDouble());

    /// <summary>A uniform whole number, both bounds included.</summary>
    public static int Between(this IRandomSource random, int low, int high) => low + random.NextInt(high - low + 1);

    /// <summary>One of several items.</summary>
    public static T Pick<T>(this IRandomSource random, IReadOnlyList<T> items) => items[random.NextInt(items.Count)];
}
