namespace Acme;

/// <summary>The library as the host has it.</summary>
public static class Shapes
{
    public static string Version => "1.4";
}
