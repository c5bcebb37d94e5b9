namespace Baron.Cli.Diagnostics;

/// <summary>One finding about the environment.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="State">What it came to.</param>
/// <param name="Found">What was found.</param>
/// <param name="Fix">What to do about it; empty when nothing is to be done.</param>
internal sealed record Check(string Name, CheckState State, string Found, string Fix = "")
{
    public static Check Ok(string name, string found) => new(name, CheckState.Ok, found);

    public static Check Warning(string name, string found, string fix) => new(name, CheckState.Warning, found, fix);

    public static Check Broken(string name, string found, string fix) => new(name, CheckState.Broken, found, fix);
}
