using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Baron.Cli.Output;

/// <summary>
/// The text of <c>--help</c>. The usage line has everything that must be given, required options too; brackets are around what may
/// be left out, also a value; options that every command has stand apart.
/// </summary>
/// <param name="shared">Options that every command has.</param>
/// <param name="epilogue">What is told after the help of the program itself.</param>
internal sealed class CommandHelp(IReadOnlyList<Option> shared, string epilogue) : SynchronousCommandLineAction
{
    private const int Narrowest = 40;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>How a command is called, such as <c>baron config print</c>.</summary>
    /// <param name="result">The command.</param>
    public static string CallOf(CommandResult result)
    {
        var names = new List<string>();
        for (SymbolResult? current = result; current is CommandResult { Command: not RootCommand } inner; current = current.Parent)
        {
            names.Insert(0, inner.Command.Name);
        }

        return string.Join(' ', ["baron", .. names]);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        var width = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected ? Math.Max(Console.WindowWidth, Narrowest) : int.MaxValue;
        Write(parseResult.CommandResult, output, width);
        return 0;
    }

    private void Write(CommandResult result, TextWriter output, int width)
    {
        var command = result.Command;
        var own = command.Options.Except(shared).Where(option => !option.Hidden).OrderByDescending(option => option.Required);
        Section("Description", [(command.Description ?? "", "")], output, width);
        Section("Usage", [(Usage(result), "")], output, width);
        Section("Arguments", command.Arguments.Select(argument => (Label(argument), Text(argument, argument.HasDefaultValue ? argument.GetDefaultValue() : null))), output, width);
        Section("Options", own.Select(Row), output, width);
        Section("Commands", command.Subcommands.Select(inner => (string.Join(' ', [inner.Name, .. inner.Arguments.Select(Label)]), inner.Description ?? "")), output, width);
        Section("Options of every command", shared.Select(Row), output, width);
        if (command.Subcommands.Count > 0)
        {
            output.WriteLine($"{CallOf(result)} COMMAND --help tells more.");
        }

        if (command is RootCommand)
        {
            output.WriteLine(epilogue);
        }
    }

    private static string Usage(CommandResult result)
    {
        var command = result.Command;
        List<string> words = [CallOf(result), .. command.Arguments.Select(Label)];
        if (command.Subcommands.Count > 0)
        {
            words.Add(command.Action is null || command is RootCommand ? "<command>" : "[<command>]");
        }

        words.AddRange(command.Options.Where(option => option.Required).Select(option => $"{Names(option).Last()} {Value(option)}"));
        words.Add("[options]");
        return string.Join(' ', words);
    }

    private static (string Label, string Text) Row(Option option)
    {
        var label = $"{string.Join(", ", Names(option))} {Value(option)}".TrimEnd();
        return (option.Required ? label + " (required)" : label, Text(option, option.HasDefaultValue ? option.GetDefaultValue() : null));
    }

    // The long one last.
    private static IEnumerable<string> Names(Option option) => option.Aliases.Append(option.Name).OrderBy(name => name.Length);

    private static string Label(Argument argument) => Bracket($"<{argument.Name}>{(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "")}", argument.Arity);

    private static string Value(Option option) => option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0
        ? ""
        : Bracket($"<{option.HelpName ?? "VALUE"}>", option.ValueType.IsArray ? ArgumentArity.OneOrMore : option.Arity);

    private static string Bracket(string label, ArgumentArity arity) => arity.MinimumNumberOfValues == 0 ? $"[{label}]" : label;

    private static string Text(Symbol symbol, object? value) => value switch
    {
        null or false or System.Collections.ICollection => symbol.Description ?? "",
        IConvertible plain when plain.ToString(CultureInfo.InvariantCulture) is { Length: > 0 } text => $"{symbol.Description} [default: {text}]",
        _ => symbol.Description ?? "",
    };

    private static void Section(string title, IEnumerable<(string Label, string Text)> rows, TextWriter output, int width)
    {
        var list = rows.ToList();
        if (list.Count == 0)
        {
            return;
        }

        output.WriteLine(title + ":");
        var column = list.Max(row => row.Label.Length) + 4;
        foreach (var (label, text) in list)
        {
            if (text.Length == 0)
            {
                Lines("  ", label, 2, width, output);
            }
            else
            {
                Lines($"  {label}".PadRight(column), text, column, width, output);
            }
        }

        output.WriteLine();
    }

    // Words that do not fit begin another line in the same column.
    private static void Lines(string begin, string text, int column, int width, TextWriter output)
    {
        var line = begin;
        foreach (var word in text.Split(' '))
        {
            if (line.Length > column && line.Length + 1 + word.Length > width)
            {
                output.WriteLine(line);
                line = new string(' ', column);
            }

            line += line.Length > column ? " " + word : word;
        }

        output.WriteLine(line);
    }
}
