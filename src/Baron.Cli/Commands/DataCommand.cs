using System.CommandLine;
using Baron.Data;
using Baron.Data.Coco;

namespace Baron.Cli.Commands;

/// <summary><c>baron data split</c>.</summary>
internal static class DataCommand
{
    public static Command Create(CliConsole console) => new("data", "Annotation files.") { Split(console) };

    private static Command Split(CliConsole console)
    {
        var source = new Option<string>("--ann") { Description = "The annotation file in COCO's format; only read.", HelpName = "A.json", Required = true };
        var keep = new Option<string>("--keep") { Description = "base, novel, or category ids separated by commas.", HelpName = "KEEP", Required = true };
        var target = new Option<string>("--out", "-o") { Description = "The file to write.", HelpName = "B.json", Required = true };
        var scheme = new Option<string?>("--scheme") { Description = "ov_coco or ov_lvis, where the categories do not say what is base and novel." };
        scheme.AcceptOnlyFromAmong("ov_coco", "ov_lvis");
        var command = new Command("split", "Keep the boxes of some categories; images and categories all stay.") { source, keep, target, scheme };
        command.SetAction(parsed =>
        {
            var output = parsed.GetRequiredValue(target);
            var result = AnnotationSplitter.Split(parsed.GetRequiredValue(source), output, parsed.GetRequiredValue(keep), Scheme(parsed.GetValue(scheme)));
            console.Out.WriteLine($"{output}: {result.Kept} annotations of {result.Categories.Count} categories kept, {result.Removed} left out.");
            return 0;
        });
        return command;
    }

    private static SplitScheme? Scheme(string? name) => name switch
    {
        "ov_coco" => SplitScheme.OvCoco,
        "ov_lvis" => SplitScheme.OvLvis,
        _ => null,
    };
}
