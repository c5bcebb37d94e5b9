namespace Baron.Plugins;

/// <summary>Finds plugins in folders: <c>&lt;Name&gt;/&lt;Name&gt;.dll</c>, or a lone <c>&lt;Name&gt;.dll</c>.</summary>
internal static class PluginDiscovery
{
    public static List<PluginCandidate> Find(IEnumerable<PluginDirectory> directories)
    {
        var found = new List<PluginCandidate>();
        foreach (var directory in directories)
        {
            if (!Directory.Exists(directory.Path))
            {
                if (directory.MustExist)
                {
                    throw new BaronException($"There is no folder '{directory.Path}' to search for plugins ({directory.Origin}).");
                }

                continue;
            }

            try
            {
                FindIn(directory.Path, found);
            }
            catch (Exception error) when (error is UnauthorizedAccessException or IOException)
            {
                throw new BaronException($"The plugin folder '{directory.Path}' ({directory.Origin}) cannot be read: {error.Message}", error);
            }
        }

        Shadow(found);
        return found;
    }

    private static void FindIn(string directory, List<PluginCandidate> found)
    {
        foreach (var folder in Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            var file = Path.Combine(folder, name + ".dll");
            if (name.StartsWith('.'))
            {
                continue;
            }

            if (File.Exists(file))
            {
                found.Add(new PluginCandidate(name, file));
            }
            else if (!Directory.EnumerateFiles(folder, "*.csproj").Any())
            {
                // A folder with a project is source code, in the repository's own plugins folder for example.
                var candidate = new PluginCandidate(name, folder);
                var others = Directory.EnumerateFiles(folder, "*.dll").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
                candidate.Fail(others.Count == 0
                    ? $"There is no {name}.dll in the folder."
                    : $"There is no {name}.dll in the folder, only {string.Join(", ", others)}; the folder must be named after the plugin's DLL.");
                found.Add(candidate);
            }
        }

        foreach (var file in Directory.EnumerateFiles(directory, "*.dll").Order(StringComparer.Ordinal))
        {
            found.Add(new PluginCandidate(Path.GetFileNameWithoutExtension(file), file));
        }
    }

    /// <summary>Of plugins with one name the first that was found counts.</summary>
    private static void Shadow(List<PluginCandidate> found)
    {
        var first = new Dictionary<string, PluginCandidate>(StringComparer.OrdinalIgnoreCase);
        foreach (var candidate in found.Where(candidate => candidate.IsOpen))
        {
            if (!first.TryAdd(candidate.Name, candidate))
            {
                candidate.Skip($"{first[candidate.Name].Path} was found earlier and is used instead.");
            }
        }
    }
}
