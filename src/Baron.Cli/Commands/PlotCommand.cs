using System.CommandLine;
using Baron.Media;
using Baron.Training;
using Baron.Visualization;

namespace Baron.Cli.Commands;

/// <summary><c>baron plot LOG... -o F.png</c>.</summary>
internal static class PlotCommand
{
    private static readonly string[] Titles = ["losses", "metrics", "learning rate", "other"];
    private static readonly string[] Unasked = ["time", "data_time", "memory"];

    public static Command Create(CliConsole console)
    {
        var logs = new Argument<string[]>("LOG") { Description = "log.jsonl files, or the work directories they are in.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("-o", "--out") { Description = "The picture to write (.png, .jpg).", HelpName = "F.png", Required = true };
        var keys = new Option<string?>("--keys") { Description = "What to draw, separated by commas; a star at the end stands for any letters. Losses, metrics and learning rates when absent.", HelpName = "a,b" };
        var width = new Option<int>("--width") { Description = "Columns of the picture.", HelpName = "N", DefaultValueFactory = _ => 1200 };
        var command = new Command("plot", "Curves of losses, metrics and learning rates.") { logs, output, keys, width };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(width) is < 400 or > 20_000)
            {
                throw new BaronException($"--width is {parsed.GetValue(width)}; it must be from 400 to 20000.");
            }

            var runs = parsed.GetRequiredValue(logs).Select(RunLog.Read).ToList();
            var panels = Panels(runs, parsed.GetValue(keys) is { } text ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null);
            var target = parsed.GetRequiredValue(output);
            using var image = CurvePlot.Draw(panels, parsed.GetValue(width));
            var bytes = ImageCodec.Encode(image, Path.GetExtension(target));
            AtomicFile.Write(target, stream => stream.Write(bytes));
            console.Out.WriteLine($"{target}: {panels.Sum(panel => panel.Curves.Count)} curves in {panels.Count} panels.");
            return 0;
        });
        return command;
    }

    private static List<CurvePanel> Panels(IReadOnlyList<RunLog> runs, string[]? patterns)
    {
        var all = runs.SelectMany(run => run.Keys).Distinct(StringComparer.Ordinal).ToList();
        foreach (var pattern in patterns ?? [])
        {
            if (!all.Any(key => Fits(key, pattern)))
            {
                throw new BaronException($"--keys: no log has '{pattern}'; there are {string.Join(", ", all)}.");
            }
        }

        var wanted = all.Where(key => patterns is null ? !Unasked.Contains(key, StringComparer.Ordinal) : patterns.Any(pattern => Fits(key, pattern)));
        var names = RunNames(runs);
        var panels = new List<CurvePanel>();
        foreach (var group in wanted.GroupBy(Title).OrderBy(group => Array.IndexOf(Titles, group.Key)))
        {
            var curves = new List<Curve>();
            foreach (var key in group)
            {
                for (var i = 0; i < runs.Count; i++)
                {
                    if (runs[i].Series(key) is { Count: > 0 } values)
                    {
                        curves.Add(new Curve(runs.Count == 1 ? key : $"{names[i]}: {key}", values, Palette.ForLabel(curves.Count)));
                    }
                }
            }

            if (curves.Count > 0)
            {
                panels.Add(new CurvePanel(group.Key, curves));
            }
        }

        return panels.Count > 0 ? panels : throw new BaronException("The logs have no losses, metrics or learning rates to draw; name what to draw with --keys.");
    }

    private static string Title(string key) => key switch
    {
        _ when key.Contains('/') => Titles[1],
        _ when key.Contains("loss", StringComparison.Ordinal) => Titles[0],
        _ when key is "lr" or "base_lr" || key.EndsWith("_lr", StringComparison.Ordinal) => Titles[2],
        _ => Titles[3],
    };

    private static bool Fits(string key, string pattern) => pattern.EndsWith('*')
        ? key.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : key == pattern;

    // The folder of the log, or the file where several are in one folder.
    private static List<string> RunNames(IReadOnlyList<RunLog> runs)
    {
        var folders = runs.Select(run => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(run.Path))!)).ToList();
        return folders.Distinct(StringComparer.Ordinal).Count() == runs.Count
            ? folders
            : [.. runs.Select((run, i) => $"{folders[i]}/{Path.GetFileNameWithoutExtension(run.Path)}")];
    }
}
