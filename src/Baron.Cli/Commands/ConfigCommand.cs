using System.CommandLine;
using Baron.Configuration;
using Baron.Configuration.Import;
using Baron.Registry;
using Baron.Training.Settings;

namespace Baron.Cli.Commands;

/// <summary><c>baron config print | check | schema | import</c>.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommonOptions common, CliConsole console) =>
        new("config", "Print and check configs, import those of MMDetection, write their JSON Schema.") { Print(console), Check(common, console), Schema(common, console), Import(common, console) };

    private static Command Print(CliConsole console)
    {
        var file = new Argument<string>("CONFIG") { Description = "The config file." };
        var set = CommonOptions.CreateSet();
        var unset = CommonOptions.CreateUnset();
        var command = new Command("print", "The resolved config: bases merged, changes applied, references replaced.") { file, set, unset };
        command.SetAction(parsed =>
        {
            console.Out.Write(ConfigDocument.Load(parsed.GetRequiredValue(file), CommonOptions.Overrides(parsed, set, unset)).ToToml());
            return 0;
        });
        return command;
    }

    private static Command Check(CommonOptions common, CliConsole console)
    {
        var files = new Argument<string[]>("CONFIG") { Description = "Config files.", Arity = ArgumentArity.OneOrMore };
        var mustExist = new Option<bool>("--files") { Description = "Files that the configs name and that do not exist are errors." };
        var set = CommonOptions.CreateSet();
        var unset = CommonOptions.CreateUnset();
        var command = new Command("check", "Whether configs are valid: structure, types, names, references; nothing is built. Files below a _base_ folder are parts of configs; of them only the structure is looked at.") { files, mustExist, set, unset };
        command.SetAction(parsed =>
        {
            var failed = false;
            foreach (var file in parsed.GetRequiredValue(files))
            {
                foreach (var finding in Check(file, parsed, CommonOptions.Overrides(parsed, set, unset), parsed.GetValue(mustExist)))
                {
                    console.Error.WriteLine(finding.Severity == ConfigSeverity.Error ? $"error: {finding}" : finding.ToString());
                    failed |= finding.Severity == ConfigSeverity.Error;
                }
            }

            if (failed)
            {
                return BaronCommandLine.WrongRequest;
            }

            console.Out.WriteLine($"{parsed.GetRequiredValue(files).Length switch { 1 => "The config is", var n => $"All {n} configs are" }} valid.");
            return 0;
        });
        return command;

        IReadOnlyList<ConfigDiagnostic> Check(string file, ParseResult parsed, List<ConfigOverride> overrides, bool errors)
        {
            try
            {
                var document = ConfigDocument.Load(file, overrides);
                if (IsPart(file))
                {
                    return [];
                }

                var host = common.StartHost(parsed, document);
                var binding = new ComponentFactory(host.Catalog).Bind<RunConfig>(document.Root);
                return [.. binding.Errors, .. binding.MissingFiles(errors ? ConfigSeverity.Error : ConfigSeverity.Warning)];
            }
            catch (ConfigException e)
            {
                return e.Errors;
            }
        }
    }

    // Files below a folder named _base_ are parts that other configs inherit; by themselves only their form can be wrong.
    private static bool IsPart(string file) =>
        Path.GetFullPath(file).Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).SkipLast(1).Contains("_base_", StringComparer.Ordinal);

    private static Command Schema(CommonOptions common, CliConsole console)
    {
        var output = new Option<string?>("-o", "--out") { Description = "The file to write; standard output without it.", HelpName = "F" };
        var command = new Command("schema", "The JSON Schema of configs with everything registered, for editors.") { output };
        command.SetAction(parsed =>
        {
            var schema = ConfigSchema.Write(ConfigSchema.Create(common.StartHost(parsed).Catalog, typeof(RunConfig)));
            if (parsed.GetValue(output) is { } path)
            {
                AtomicFile.WriteText(path, schema);
            }
            else
            {
                console.Out.Write(schema);
            }

            return 0;
        });
        return command;
    }

    private static Command Import(CommonOptions common, CliConsole console)
    {
        var file = new Argument<string>("FILE.py") { Description = "A Python config of MMDetection; it is read, never run." };
        var output = new Option<string?>("-o", "--out") { Description = "The file to write; standard output without it.", HelpName = "F.toml" };
        var roots = new Option<string[]>("--mmdet") { Description = "A checkout of MMDetection for bases such as mmdet::faster_rcnn/x.py; may be given several times.", HelpName = "DIR", DefaultValueFactory = _ => [] };
        var command = new Command("import", "A Python config of MMDetection as TOML, bases merged.") { file, output, roots };
        command.SetAction(parsed =>
        {
            var source = parsed.GetRequiredValue(file);
            if (parsed.GetValue(output) is { } target && (Path.GetFullPath(target) == Path.GetFullPath(source) || Path.GetExtension(target).Equals(".py", StringComparison.OrdinalIgnoreCase)))
            {
                throw new BaronException($"{target}: a Python config would be overwritten with TOML; name a file that ends in .toml.");
            }

            var catalog = common.StartHost(parsed).Catalog;
            var imported = ConfigImporter.Import(source, new ConfigImportOptions
            {
                MmdetRoots = parsed.GetValue(roots) ?? [],
                BaronRoots = [Path.GetDirectoryName(Path.GetFullPath(AppFolders.Configs("_base_")))!],
                IsKnown = name => catalog.Components.Any(component => component.Name == name),
                DefaultOf = (type, key) => Default(catalog, type, key),
            });
            foreach (var item in imported.LeftOut)
            {
                console.Error.WriteLine($"left out: {item}");
            }

            if (parsed.GetValue(output) is { } path)
            {
                AtomicFile.WriteText(path, imported.ToToml());
            }
            else
            {
                console.Out.Write(imported.ToToml());
            }

            return 0;
        });
        return command;
    }

    // What stands for "none" anyway is no default that could surprise.
    private static string? Default(ComponentCatalog catalog, string type, string key)
    {
        if (catalog.Components.FirstOrDefault(component => component.Name == type) is not { } component)
        {
            return null;
        }

        try
        {
            var value = ComponentHelp.Describe(component, catalog).Parameters.FirstOrDefault(parameter => parameter.Key == key)?.Default;
            return value is "false" or "[]" or "{}" or "{ }" or "\"\"" ? null : value;
        }
        catch (BaronException)
        {
            // It cannot be built from any config, as the check of the config says.
            return null;
        }
    }
}
