namespace Baron.Cli.Serving;

/// <summary>The web page: one file without anything from elsewhere.</summary>
internal static class Page
{
    private static readonly Lazy<string> Text = new(() =>
    {
        using var stream = typeof(Page).Assembly.GetManifestResourceStream("page.html")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <summary>The page.</summary>
    public static string Html => Text.Value;
}
