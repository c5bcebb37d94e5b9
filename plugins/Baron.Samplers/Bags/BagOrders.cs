namespace Baron.Samplers.Bags;

/// <summary>Random orders of a bag's boxes.</summary>
internal static class BagOrders
{
    /// <summary>Draws distinct orders.</summary>
    /// <param name="count">The number of boxes.</param>
    /// <param name="most">Orders wanted; there are fewer when the boxes have fewer.</param>
    /// <param name="random">Source of randomness.</param>
    public static List<int[]> Draw(int count, int most, IRandomSource random)
    {
        var wanted = Math.Min(most, Factorial(count));
        var drawn = new List<int[]>(wanted);
        while (drawn.Count < wanted)
        {
            var order = random.Permutation(count);
            if (!drawn.Exists(d => d.AsSpan().SequenceEqual(order)))
            {
                drawn.Add(order);
            }
        }

        return drawn;
    }

    /// <summary>n!, or the largest integer where that is less.</summary>
    public static int Factorial(int n)
    {
        var product = 1;
        for (var i = 2; i <= n; i++)
        {
            if (product > int.MaxValue / i)
            {
                return int.MaxValue;
            }

            product *= i;
        }

        return product;
    }
}
