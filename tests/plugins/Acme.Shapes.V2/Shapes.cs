namespace Acme;

/// <summary>The library as a plugin has it: with another version and a member that the host's lacks.</summary>
public static class Shapes
{
    public static string Version => "2.1";

    public static int[] Widths(int first, int count) => [.. Enumerable.Range(0, count).Select(level => first << level)];
}
