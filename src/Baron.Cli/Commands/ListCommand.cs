using System.CommandLine;
using System.Text.Json.Nodes;
using Baron.Cli.Output;
using Baron.Hosting;
using Baron.Plugins;
using Baron.Registry;

namespace Baron.Cli.Commands;

/// <summary><c>baron list [KIND] [--plugins] [--json]</c>.</summary>
internal static class ListCommand
{
    public static Command Create(CommonOptions common, CliConsole console)
    {
        var kind = new Argument<string?>("KIND") { Description = "Only components of this kind, such as backbone; all when absent.", Arity = ArgumentArity.ZeroOrOne };
        var plugins = new Option<bool>("--plugins") { Description = "List the plugins instead, with their state and what is wrong with them." };
        var json = CommonOptions.CreateJson();
        var command = new Command("list", "What is registered: components by kind, or plugins.") { kind, plugins, json };
        command.SetAction(parsed =>
        {
            var host = common.StartHost(parsed);
            var components = Select(host.Catalog, parsed.GetValue(kind));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Out, new JsonObject { ["components"] = Components(components), ["plugins"] = Plugins(host.Plugins) });
            }
            else if (parsed.GetValue(plugins))
            {
                WritePlugins(host.Plugins, console.Out);
            }
            else
            {
                WriteComponents(components, console.Out);
            }

            // A broken plugin is no reason to fail, and no secret.
            if (!parsed.GetValue(plugins))
            {
                foreach (var plugin in host.Plugins.Broken)
                {
                    console.Error.WriteLine($"warning: plugin {plugin.Name}: {plugin.Diagnostics.FirstOrDefault()}{(plugin.Diagnostics.Count > 1 ? $" (and {plugin.Diagnostics.Count - 1} more; baron list --plugins)" : "")}");
                }
            }

            return 0;
        });
        return command;
    }

    private static List<ComponentDescriptor> Select(ComponentCatalog catalog, string? kind)
    {
        if (kind is not null && !catalog.Kinds.Contains(kind))
        {
            throw new BaronException($"There is no kind '{kind}'; the kinds are {string.Join(", ", catalog.Kinds)}.");
        }

        return [.. catalog.Components
            .Where(component => kind is null || component.Kind == kind)
            .OrderBy(component => component.Kind, StringComparer.Ordinal)
            .ThenBy(component => component.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(component => component.Plugin, StringComparer.Ordinal)];
    }

    private static JsonArray Components(List<ComponentDescriptor> components)
    {
        var array = new JsonArray();
        foreach (var component in components)
        {
            array.Add(new JsonObject
            {
                ["type"] = component.Name,
                ["kind"] = component.Kind,
                ["plugin"] = component.Plugin,
                ["version"] = component.Version,
                ["help"] = ComponentHelp.OneLine(component),
            });
        }

        return array;
    }

    private static JsonArray Plugins(PluginCatalog plugins)
    {
        var array = new JsonArray();
        foreach (var plugin in plugins.Plugins)
        {
            array.Add(new JsonObject
            {
                ["name"] = plugin.Name,
                ["path"] = plugin.Path,
                ["version"] = plugin.Version,
                ["state"] = StateOf(plugin),
                ["diagnostics"] = JsonOutput.Array(plugin.Diagnostics),
            });
        }

        return array;
    }

    private static void WriteComponents(List<ComponentDescriptor> components, TextWriter output)
    {
        var table = new TextTable("TYPE", "KIND", "PLUGIN", "VERSION", "HELP");
        foreach (var component in components)
        {
            table.Add(component.Name, component.Kind, component.Plugin, component.Version, ComponentHelp.OneLine(component));
        }

        table.Write(output);
    }

    private static void WritePlugins(PluginCatalog plugins, TextWriter output)
    {
        var table = new TextTable("PLUGIN", "VERSION", "STATE", "COMPONENTS", "PATH");
        foreach (var plugin in plugins.Plugins)
        {
            table.Add(plugin.Name, plugin.Version, StateOf(plugin), plugin.Components.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), plugin.Path);
        }

        table.Write(output);
        foreach (var plugin in plugins.Plugins)
        {
            foreach (var diagnostic in plugin.Diagnostics)
            {
                output.WriteLine($"{plugin.Name}: {diagnostic}");
            }
        }
    }

    private static string StateOf(PluginRecord plugin) => plugin.State switch
    {
        PluginState.Loaded => "loaded",
        PluginState.Partial => "partial",
        PluginState.Failed => "failed",
        _ => "skipped",
    };
}
