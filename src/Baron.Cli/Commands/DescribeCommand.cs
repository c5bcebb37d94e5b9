using System.CommandLine;
using System.Text.Json.Nodes;
using Baron.Cli.Output;
using Baron.Registry;

namespace Baron.Cli.Commands;

/// <summary><c>baron describe TYPE [--json]</c>.</summary>
internal static class DescribeCommand
{
    public static Command Create(CommonOptions common, CliConsole console)
    {
        var type = new Argument<string>("TYPE") { Description = "A component: RPNHead, or Plugin/RPNHead." };
        var json = CommonOptions.CreateJson();
        var command = new Command("describe", "One component: its parameters with types, defaults and help.") { type, json };
        command.SetAction(parsed =>
        {
            var host = common.StartHost(parsed);
            var description = ComponentHelp.Describe(host.Catalog.Get(parsed.GetRequiredValue(type)), host.Catalog);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Out, Json(description));
            }
            else
            {
                Write(description, console.Out);
            }

            return 0;
        });
        return command;
    }

    private static JsonObject Json(ComponentDescription description) => new()
    {
        ["type"] = description.Component.Name,
        ["kind"] = description.Component.Kind,
        ["plugin"] = description.Component.Plugin,
        ["version"] = description.Component.Version,
        ["help"] = description.Help,
        ["remarks"] = description.Remarks,
        ["parameters"] = Json(description.Parameters),
    };

    private static JsonArray Json(IReadOnlyList<ParameterDescription> parameters)
    {
        var array = new JsonArray();
        foreach (var parameter in parameters)
        {
            var item = new JsonObject
            {
                ["name"] = parameter.Key,
                ["type"] = parameter.Type,
                ["required"] = parameter.IsRequired,
                ["default"] = parameter.Default,
                ["help"] = parameter.Help,
            };
            if (parameter.Keys.Count > 0)
            {
                item["parameters"] = Json(parameter.Keys);
            }

            array.Add(item);
        }

        return array;
    }

    private static void Write(ComponentDescription description, TextWriter output)
    {
        var component = description.Component;
        output.WriteLine($"{component.Name}: a {component.Kind} of {component.Plugin} {component.Version}");
        if (description.Help.Length > 0)
        {
            output.WriteLine(description.Help);
        }

        if (description.Remarks.Length > 0)
        {
            output.WriteLine();
            output.WriteLine(description.Remarks);
        }

        output.WriteLine();
        if (description.Parameters.Count == 0)
        {
            output.WriteLine("It takes no parameters.");
            return;
        }

        var table = new TextTable("PARAMETER", "TYPE", "DEFAULT", "HELP");
        Add(table, description.Parameters, string.Empty);
        table.Write(output);
    }

    private static void Add(TextTable table, IReadOnlyList<ParameterDescription> parameters, string prefix)
    {
        foreach (var parameter in parameters)
        {
            table.Add(prefix + parameter.Key, parameter.Type, parameter.IsRequired ? "(required)" : parameter.Default ?? "", parameter.Help);
            Add(table, parameter.Keys, $"{prefix}{parameter.Key}.");
        }
    }
}
