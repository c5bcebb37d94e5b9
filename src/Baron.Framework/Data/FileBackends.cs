namespace Baron.Data;

/// <summary>Checks the <c>backend_args</c> of published configs: files are read from disk.</summary>
internal static class FileBackends
{
    /// <summary>Refuses every backend but the disk.</summary>
    /// <param name="component">The component, for the message.</param>
    /// <param name="arguments">The table, or <c>null</c>.</param>
    /// <exception cref="BaronException">Another backend is named.</exception>
    public static void RequireDisk(string component, IReadOnlyDictionary<string, string>? arguments)
    {
        if (arguments is not null && arguments.TryGetValue("backend", out var backend) && backend is not ("disk" or "local"))
        {
            throw new BaronException($"{component}: the file backend '{backend}' is not supported; files are read from disk (backend = \"disk\", or leave it out).");
        }
    }
}
