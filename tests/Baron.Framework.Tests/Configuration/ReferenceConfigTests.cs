using System.Globalization;
using System.Text.Json;
using Baron.Configuration;
using Baron.Configuration.Import;
using Baron.Hosting;
using Baron.Registry;
using Baron.Testing;
using Baron.Training.Settings;
using NUnit.Framework;

namespace Baron.Framework.Tests.Configuration;

/// <summary>
/// The published configurations say what the reference's say: tests/configs has those, resolved. Keys that only one side has stand
/// in two tables of docs/fidelity.md, with the reason. A null of the reference is an absent key here.
/// </summary>
public sealed class ReferenceConfigTests
{
    private const string LeftOut = "Keys left out";
    private const string Own = "Keys of Baron's own";

    private static readonly string References = Path.Combine(RepositoryPaths.Root, "tests", "configs");

    private static IEnumerable<string> Names() => Directory
        .EnumerateFiles(References, "*.json")
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Names))]
    public void A_published_config_has_the_values_of_the_reference(string name)
    {
        var leftOut = FidelityDocument.Names(LeftOut);
        var own = FidelityDocument.Names(Own);
        var expected = Reference(name);
        var actual = Flatten(Load(name).Root);
        var problems = new List<string>();
        foreach (var (path, value) in expected.Where(entry => !leftOut.Any(pattern => Covers(pattern, entry.Key))))
        {
            if (!actual.TryGetValue(path, out var found))
            {
                problems.Add($"{path} is missing; the reference has {value}");
            }
            else if (found != value)
            {
                problems.Add($"{path} is {found}; the reference has {value}");
            }
        }

        problems.AddRange(actual
            .Where(entry => !expected.ContainsKey(entry.Key) && !own.Any(pattern => Covers(pattern, entry.Key)))
            .Select(entry => $"{entry.Key} is {entry.Value}; the reference does not have it"));
        Assert.That(problems, Is.Empty, string.Join('\n', problems));
    }

    [TestCaseSource(nameof(Names))]
    public void A_reference_config_written_as_Python_is_imported_with_all_values_and_valid(string name)
    {
        var folder = Directory.CreateTempSubdirectory("baron-import-");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(References, name + ".json")));
            var file = Path.Combine(folder.FullName, name + ".py");
            File.WriteAllText(file, string.Concat(document.RootElement.EnumerateObject().Select(entry => $"{entry.Name} = {Python(entry.Value)}\n")));
            var imported = ConfigImporter.Import(file);

            var host = BaronHost.Start(new BaronHostOptions
            {
                SearchDefaultFolders = false,
                PluginDirectories = [Path.Combine(AppContext.BaseDirectory, "plugins")],
            });
            var written = ConfigDocument.Parse(imported.ToToml()).Root;
            Assert.That(new ComponentFactory(host.Catalog).Bind<RunConfig>(written).Errors, Is.Empty);

            string[] needless = ["visualizer.vis_backends", "default_hooks.sampler_seed", "**._scope_", "**.collate_fn", "randomness.diff_rank_seed", "**._delete_"];
            var actual = Flatten(written);
            var expected = Reference(name).Where(entry => written.Keys.Contains(entry.Key.Split('.')[0]) && !needless.Any(pattern => Covers(pattern, entry.Key)));
            Assert.That(actual, Is.EquivalentTo(expected));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestCaseSource(nameof(LeftOutKeys))]
    public void A_key_left_out_is_one_that_Baron_does_not_have(string pattern)
    {
        var host = BaronHost.Start(new BaronHostOptions
        {
            SearchDefaultFolders = false,
            PluginDirectories = [Path.Combine(AppContext.BaseDirectory, "plugins")],
        });
        var factory = new ComponentFactory(host.Catalog);
        var others = FidelityDocument.Names(LeftOut).Where(other => other != pattern).ToList();
        var used = false;
        foreach (var name in Names())
        {
            var path = Reference(name).Keys.FirstOrDefault(key => Covers(pattern, key) && !others.Exists(other => Covers(other, key)));
            if (path is null)
            {
                continue;
            }

            used = true;

            // The key itself, not what is inside it.
            var parts = path.Split('.');
            var key = parts[..Enumerable.Range(1, parts.Length).First(n => Covers(pattern, string.Join('.', parts[..n])))];
            using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(References, name + ".json")));
            var value = key.Aggregate(document.RootElement, (element, part) => element.ValueKind == JsonValueKind.Array ? element[int.Parse(part, CultureInfo.InvariantCulture)] : element.GetProperty(part));
            var errors = factory.Bind<RunConfig>(Put(Load(name).Root, key, JsonConfig.ToNode(value))).Errors.Select(error => error.ToString());

            // Roles of hooks are free; what stands there is not.
            Assert.That(errors, Has.Some.Contains($"unknown key '{key[^1]}'").Or.Some.Match($"unknown type '.*' in {string.Join('.', key)}"), $"{name}: {path} is known after all");
        }

        Assert.That(used, $"no reference config has {pattern}; docs/fidelity.md need not name it");
    }

    [Test]
    public void Every_reference_config_has_its_counterpart_and_is_the_original()
    {
        foreach (var name in Names())
        {
            Assert.That(TomlPath(name), Does.Exist);
        }

        if (RepositoryPaths.Shared is not { } shared || !Directory.Exists(Path.Combine(shared, "configs")))
        {
            Assert.Ignore("The reference's configs are not here; set BARON_SHARED.");
            return;
        }

        var originals = Directory.EnumerateFiles(Path.Combine(shared, "configs"), "*.json").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal);
        Assert.That(Names(), Is.EqualTo(originals));
        foreach (var name in Names())
        {
            Assert.That(File.ReadAllText(Path.Combine(References, name + ".json")), Is.EqualTo(File.ReadAllText(Path.Combine(shared, "configs", name + ".json"))), name);
        }
    }

    private static IEnumerable<string> LeftOutKeys() => FidelityDocument.Names(LeftOut);

    // ov_coco__x is configs/baron/ov_coco/x.toml, faster_rcnn__x is configs/faster_rcnn/x.toml.
    private static string TomlPath(string name)
    {
        var relative = name.Replace("__", "/", StringComparison.Ordinal) + ".toml";
        return Path.Combine(RepositoryPaths.Root, "configs", name.StartsWith("ov_", StringComparison.Ordinal) ? Path.Combine("baron", relative) : relative);
    }

    private static ConfigDocument Load(string name) => ConfigDocument.Load(TomlPath(name));

    private static Dictionary<string, string> Reference(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(References, name + ".json")));
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        Flatten(document.RootElement, string.Empty, result);
        return result;
    }

    private static string Python(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(", ", element.EnumerateObject().Select(entry => $"'{entry.Name}': {Python(entry.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(", ", element.EnumerateArray().Select(Python))}]",
        JsonValueKind.Null => "None",
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => element.GetRawText(),
    };

    private static void Flatten(JsonElement element, string path, Dictionary<string, string> result)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Flatten(property.Value, Join(path, property.Name), result);
                }

                break;
            case JsonValueKind.Array:
                var i = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Flatten(item, Join(path, Text(i++)), result);
                }

                break;
            case JsonValueKind.Null:
                break;
            case JsonValueKind.String:
                result[path] = $"\"{element.GetString()}\"";
                break;
            case JsonValueKind.Number:
                result[path] = Text(element.GetDouble());
                break;
            default:
                result[path] = element.GetBoolean() ? "true" : "false";
                break;
        }
    }

    private static Dictionary<string, string> Flatten(ConfigNode node)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        Flatten(node, string.Empty, result);
        return result;
    }

    private static void Flatten(ConfigNode node, string path, Dictionary<string, string> result)
    {
        switch (node)
        {
            case ConfigTable table:
                foreach (var entry in table.Entries)
                {
                    Flatten(entry.Value, Join(path, entry.Key), result);
                }

                break;
            case ConfigArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    Flatten(list[i], Join(path, Text(i)), result);
                }

                break;
            case ConfigScalar { Value: string text }:
                result[path] = $"\"{text}\"";
                break;
            case ConfigScalar { Value: bool flag }:
                result[path] = flag ? "true" : "false";
                break;
            case ConfigScalar scalar:
                result[path] = Text(Convert.ToDouble(scalar.Value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    // "a.b" is a.b and everything inside; a leading "**." stands for any path.
    private static bool Covers(string pattern, string path)
    {
        if (!pattern.StartsWith("**.", StringComparison.Ordinal))
        {
            return path == pattern || path.StartsWith(pattern + ".", StringComparison.Ordinal);
        }

        var inner = pattern[2..];
        return $".{path}.".Contains(inner + ".", StringComparison.Ordinal);
    }

    private static ConfigTable Put(ConfigTable table, ReadOnlySpan<string> path, ConfigNode value)
    {
        var key = path[0];
        var inner = path.Length == 1 ? value : Put(table[key], path[1..], value);
        return table.Without(key).With(new ConfigEntry(key, SourcePosition.None, inner));
    }

    private static ConfigNode Put(ConfigNode? node, ReadOnlySpan<string> path, ConfigNode value)
    {
        if (node is ConfigArray list)
        {
            var items = list.ToArray();
            var index = int.Parse(path[0], CultureInfo.InvariantCulture);
            items[index] = path.Length == 1 ? value : Put(items[index], path[1..], value);
            return new ConfigArray(items, list.Position);
        }

        return Put(node as ConfigTable ?? new ConfigTable([], SourcePosition.None), path, value);
    }
}
