namespace Baron.Data.Preprocessing;

/// <summary>Checks the means and standard deviations of configs.</summary>
internal static class ChannelStatistics
{
    /// <summary>Checks and rounds to single precision.</summary>
    /// <param name="component">The component, for the message.</param>
    /// <param name="mean">Three values, or <c>null</c>.</param>
    /// <param name="std">Three values, or <c>null</c>.</param>
    /// <returns>Zeros and ones where both are absent.</returns>
    /// <exception cref="BaronException">Only one is given, there are not three, or a deviation is 0.</exception>
    public static (float[] Mean, float[] Std) Parse(string component, IReadOnlyList<double>? mean, IReadOnlyList<double>? std)
    {
        if (mean is null && std is null)
        {
            return ([0, 0, 0], [1, 1, 1]);
        }

        if (mean is not { Count: 3 } || std is not { Count: 3 } || std.Any(s => s == 0))
        {
            throw new BaronException($"{component}: mean and std are given together with three values each, and no std is 0.");
        }

        return ([.. mean.Select(m => (float)m)], [.. std.Select(s => (float)s)]);
    }
}
