using System.Text;

namespace Baron.Configuration.Import;

/// <summary>
/// Turns Python configs of MMDetection into Baron's. The file is parsed, never run: literals, <c>dict(...)</c>, lists, tuples, names
/// assigned before, arithmetic, f-strings with names, and <c>_base_</c> with <c>_delete_</c>; anything else is an error with its place.
/// </summary>
public static class ConfigImporter
{
    /// <summary>Imports a config with all of its bases.</summary>
    /// <param name="path">The Python file; only read.</param>
    /// <param name="options">Where bases are looked up.</param>
    /// <exception cref="ConfigException">The file does not exist, or has something that cannot be imported.</exception>
    public static ImportedConfig Import(string path, ConfigImportOptions? options = null)
    {
        options ??= new ConfigImportOptions();
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new ConfigException(new ConfigDiagnostic(new SourcePosition(path), Directory.Exists(full) ? "this is a folder" : "this file does not exist", "a Python config (.py)"));
        }

        var budget = new ImportBudget();
        var uses = new ImportUses();
        var variables = new Files(options, budget, uses).Load(full, new SourcePosition(path), []);
        return new ImportTranslator(options, budget, uses).Translate(path, variables);
    }

    private sealed class Files(ConfigImportOptions options, ImportBudget budget, ImportUses uses)
    {
        private const int MaxLength = 4_000_000;
        private const int MaxFiles = 256;

        private int _files;

        public PythonDict Load(string path, SourcePosition from, IReadOnlyList<string> stack)
        {
            if (stack.Contains(path, StringComparer.Ordinal))
            {
                throw new ConfigException(new ConfigDiagnostic(from, $"the configs inherit in a circle: {string.Join(" -> ", stack.Append(path).Select(SourcePosition.Display))}"));
            }

            if (Path.GetExtension(path).ToLowerInvariant() is ".json" or ".yaml" or ".yml" or ".toml")
            {
                throw new ConfigException(new ConfigDiagnostic(from, $"{SourcePosition.Display(path)} is no Python", "a config that ends in .py"));
            }

            if (++_files > MaxFiles)
            {
                throw new ConfigException(new ConfigDiagnostic(from, $"more than {MaxFiles} files are inherited"));
            }

            var (own, inherited) = PythonInterpreter.Run(ReadText(path, from), path, bases => LoadBases(bases, path, [.. stack, path]), budget, uses);
            var merger = new PythonMerger(budget);
            return merger.Merge(inherited ?? new PythonDict(), own);
        }

        private static string ReadText(string path, SourcePosition from)
        {
            try
            {
                // A byte order mark is no part of the text.
                return new FileInfo(path).Length <= MaxLength
                    ? new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF')
                    : throw new ConfigException(new ConfigDiagnostic(from, $"{SourcePosition.Display(path)} is larger than any config"));
            }
            catch (DecoderFallbackException e)
            {
                throw new ConfigException(new ConfigDiagnostic(from, $"{SourcePosition.Display(path)} is not text in UTF-8"), e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ConfigException(new ConfigDiagnostic(from, $"{SourcePosition.Display(path)} cannot be read: {e.Message}"), e);
            }
        }

        private PythonDict LoadBases(PythonValue bases, string file, IReadOnlyList<string> stack)
        {
            var merged = new PythonDict();
            foreach (var item in bases.Data is PythonValue[] list ? list : [bases])
            {
                if (item.Data is not string name || name.Contains('\0'))
                {
                    throw new ConfigException(new ConfigDiagnostic(item.Position, $"_base_ is {item.Describe()}", "the path of a config file, or a list of paths"));
                }

                var path = Find(name, file, item.Position);
                var below = path.EndsWith(".toml", StringComparison.OrdinalIgnoreCase)
                    ? (PythonDict)FromToml(ConfigDocument.Load(path).Root).Data!
                    : Load(path, item.Position, stack);
                merged = new PythonMerger(budget).Merge(merged, below);
            }

            return merged;
        }

        private string Find(string name, string file, SourcePosition position)
        {
            var folder = Path.GetDirectoryName(file)!;
            var scope = name.IndexOf("::", StringComparison.Ordinal);
            if (scope < 0)
            {
                var path = Path.GetFullPath(name, folder);
                return File.Exists(path)
                    ? path
                    : throw new ConfigException(new ConfigDiagnostic(
                        position,
                        $"the base config '{name}' does not exist ({SourcePosition.Display(path)})",
                        Hint: "a base of MMDetection's own is found as 'mmdet::' with its path below MMDetection's configs"));
            }

            if (name[..scope] != "mmdet")
            {
                throw new ConfigException(new ConfigDiagnostic(position, $"bases of '{name[..scope]}' are not known", "a path, or mmdet:: with a path below MMDetection's configs", Hint: "copy the file beside this one and name its path"));
            }

            var inside = name[(scope + 2)..];
            var candidates = options.MmdetRoots.SelectMany(root => new[] { Path.Combine(root, "configs", inside), Path.Combine(root, inside) }).ToList();
            for (var above = new DirectoryInfo(folder); above is not null; above = above.Parent)
            {
                candidates.Add(Path.Combine(above.FullName, "configs", inside));
            }

            candidates.AddRange(options.BaronRoots.Select(root => Path.Combine(root, Path.ChangeExtension(inside, ".toml"))));
            return candidates.Find(File.Exists) is { } found
                ? Path.GetFullPath(found)
                : throw new ConfigException(new ConfigDiagnostic(
                    position,
                    $"the base config '{name}' was not found",
                    Suggestion: NearestName.Find(inside, options.BaronRoots.SelectMany(Own)) is { } near ? $"mmdet::{near}" : null,
                    Hint: "name a checkout of MMDetection with --mmdet DIR; without one only bases that are among Baron's configs are found"));
        }

        private static IEnumerable<string> Own(string root) => Directory.Exists(root)
            ? Directory.EnumerateFiles(root, "*.toml", SearchOption.AllDirectories).Select(file => Path.ChangeExtension(Path.GetRelativePath(root, file).Replace('\\', '/'), ".py")).Order(StringComparer.Ordinal)
            : [];

        private static PythonValue FromToml(ConfigNode node)
        {
            switch (node)
            {
                case ConfigTable table:
                    var dict = new PythonDict();
                    foreach (var entry in table.Entries)
                    {
                        dict.Set(entry.Key, entry.KeyPosition, FromToml(entry.Value));
                    }

                    return new PythonValue(dict, node.Position);
                case ConfigArray list:
                    return new PythonValue(list.Select(FromToml).ToArray(), node.Position);
                default:
                    return new PythonValue(((ConfigScalar)node).Value is var value && value is string or long or double or bool ? value : value.ToString(), node.Position);
            }
        }
    }
}
