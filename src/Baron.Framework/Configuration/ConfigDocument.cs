using System.Text;

namespace Baron.Configuration;

/// <summary>
/// A config as a run uses it: the file with everything it inherits through <c>_base_</c>, the changes of the command line, and
/// all references resolved.
/// </summary>
public sealed class ConfigDocument
{
    private const string BaseKey = "_base_";

    private ConfigDocument(string path, ConfigTable root, ConfigTable variables, IReadOnlyList<string> files)
    {
        FilePath = path;
        Root = root;
        Variables = variables;
        Files = files;
    }

    /// <summary>The file's full path, or the name of a text.</summary>
    public string FilePath { get; }

    /// <summary>The name of the config: the file's name without its extension. The default work directory is <c>work_dirs/NAME</c>.</summary>
    public string Name => Path.GetFileNameWithoutExtension(FilePath);

    /// <summary>The resolved config, without the free top-level tables whose names begin with <c>_</c>.</summary>
    public ConfigTable Root { get; }

    /// <summary>The top-level keys that begin with <c>_</c> (such as <c>_vars_</c>): shared values that references take.</summary>
    public ConfigTable Variables { get; }

    /// <summary>Full paths of all files read, the bases first.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Reads a config file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Changes from the command line, in order.</param>
    /// <param name="environment">Reads environment variables; the process's where <c>null</c>.</param>
    /// <exception cref="ConfigException">The file, one of its bases or a change has mistakes; the exception lists all of them.</exception>
    public static ConfigDocument Load(string path, IEnumerable<ConfigOverride>? overrides = null, Func<string, string?>? environment = null)
    {
        var full = Path.GetFullPath(path);
        var loader = new Loader(environment ?? Environment.GetEnvironmentVariable);
        if (Directory.Exists(full))
        {
            throw new ConfigException(new ConfigDiagnostic(new SourcePosition(path), "this is a folder", "a config file (.toml)"));
        }

        if (!File.Exists(full))
        {
            throw new ConfigException(new ConfigDiagnostic(new SourcePosition(path), "this config file does not exist", Suggestion: NearestFile(full)));
        }

        var table = loader.LoadFile(full, new SourcePosition(path), []);
        return loader.Finish(full, table, overrides);
    }

    /// <summary>Reads a config from a text; <c>_base_</c> is relative to the current folder.</summary>
    /// <param name="toml">The text.</param>
    /// <param name="name">The name in messages.</param>
    /// <param name="overrides">Changes, in order.</param>
    /// <param name="environment">Reads environment variables; the process's where <c>null</c>.</param>
    /// <exception cref="ConfigException">The text has mistakes; the exception lists all of them.</exception>
    public static ConfigDocument Parse(string toml, string name = "config", IEnumerable<ConfigOverride>? overrides = null, Func<string, string?>? environment = null)
    {
        var loader = new Loader(environment ?? Environment.GetEnvironmentVariable);
        var table = loader.LoadText(toml, name, Directory.GetCurrentDirectory(), []);
        return loader.Finish(name, table, overrides);
    }

    /// <summary>The resolved config as TOML, which reads back to the same config.</summary>
    public string ToToml() => ConfigWriter.Write(Root);

    private static string? NearestFile(string path)
    {
        var folder = Path.GetDirectoryName(path);
        if (folder is null || !Directory.Exists(folder))
        {
            return null;
        }

        var known = Directory.EnumerateFiles(folder, "*.toml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);
        var nearest = NearestName.Find(Path.GetFileName(path), known);
        return nearest is null ? null : SourcePosition.Display(Path.Combine(folder, nearest));
    }

    private sealed class Loader(Func<string, string?> environment)
    {
        private readonly List<ConfigDiagnostic> _errors = [];
        private readonly List<string> _files = [];

        public ConfigTable LoadFile(string path, SourcePosition from, IReadOnlyList<string> stack)
        {
            if (stack.Contains(path, StringComparer.Ordinal))
            {
                var chain = stack.SkipWhile(p => p != path).Append(path).Select(SourcePosition.Display);
                _errors.Add(new ConfigDiagnostic(from, $"the configs inherit in a circle: {string.Join(" -> ", chain)}"));
                return new ConfigTable([], from);
            }

            string text;
            try
            {
                text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
            }
            catch (DecoderFallbackException)
            {
                _errors.Add(new ConfigDiagnostic(from, $"{SourcePosition.Display(path)} is not text in UTF-8"));
                return new ConfigTable([], from);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _errors.Add(new ConfigDiagnostic(from, $"{SourcePosition.Display(path)} cannot be read: {e.Message}"));
                return new ConfigTable([], from);
            }

            var table = LoadText(text.TrimStart('\uFEFF'), path, Path.GetDirectoryName(path)!, [.. stack, path]);
            if (!_files.Contains(path, StringComparer.Ordinal))
            {
                _files.Add(path);
            }

            return table;
        }

        public ConfigTable LoadText(string text, string source, string folder, IReadOnlyList<string> stack)
        {
            var own = TomlTreeReader.Read(text, source, _errors);
            var inherited = new ConfigTable([], own.Position);
            if (own.TryGetEntry(BaseKey, out var entry))
            {
                foreach (var (path, position) in Bases(entry, folder))
                {
                    var full = Path.GetFullPath(path, folder);
                    if (!File.Exists(full))
                    {
                        _errors.Add(new ConfigDiagnostic(position, $"the base config '{path}' does not exist ({SourcePosition.Display(full)})", Suggestion: NearestFile(full)));
                        continue;
                    }

                    inherited = new ConfigMerger(_errors).MergeTables(inherited, LoadFile(full, position, stack));
                }

                own = own.Without(BaseKey);
            }

            FindNestedBases(own, string.Empty);
            return new ConfigMerger(_errors).MergeTables(inherited, own);
        }

        public ConfigDocument Finish(string path, ConfigTable table, IEnumerable<ConfigOverride>? overrides)
        {
            Throw();
            foreach (var change in overrides ?? [])
            {
                table = change.Apply(table, _errors);
            }

            Throw();
            var folder = Path.IsPathFullyQualified(path) ? Path.GetDirectoryName(path)! : Directory.GetCurrentDirectory();
            var resolved = new ReferenceResolver(table, folder, environment, _errors).Resolve();
            Throw();
            return new ConfigDocument(
                path,
                new ConfigTable(resolved.Entries.Where(e => !e.Key.StartsWith('_')), resolved.Position),
                new ConfigTable(resolved.Entries.Where(e => e.Key.StartsWith('_')), resolved.Position),
                _files);
        }

        private IEnumerable<(string Path, SourcePosition Position)> Bases(ConfigEntry entry, string folder)
        {
            IEnumerable<ConfigNode> items = entry.Value is ConfigArray list ? list : [entry.Value];
            foreach (var item in items)
            {
                if (item is ConfigScalar { Value: string } scalar)
                {
                    if (new ReferenceResolver(new ConfigTable([], item.Position), folder, environment, _errors).ResolveEarly(scalar) is { } path)
                    {
                        yield return (path, item.Position);
                    }
                }
                else
                {
                    _errors.Add(new ConfigDiagnostic(item.Position, $"{BaseKey} is {item.Describe()}", "the path of a config file, or a list of paths"));
                }
            }
        }

        private void FindNestedBases(ConfigNode node, string path)
        {
            switch (node)
            {
                case ConfigTable table:
                    foreach (var entry in table.Entries)
                    {
                        if (entry.Key == BaseKey)
                        {
                            _errors.Add(new ConfigDiagnostic(entry.KeyPosition, $"{BaseKey} stands in {path}", $"{BaseKey} at the top of the file only"));
                        }

                        FindNestedBases(entry.Value, ConfigPath.Append(path, entry.Key));
                    }

                    break;
                case ConfigArray list:
                    for (var i = 0; i < list.Count; i++)
                    {
                        FindNestedBases(list[i], $"{path}.{i}");
                    }

                    break;
            }
        }

        private void Throw()
        {
            if (_errors.Count > 0)
            {
                throw new ConfigException(DiagnosticOrder.Sort(_errors));
            }
        }
    }
}
