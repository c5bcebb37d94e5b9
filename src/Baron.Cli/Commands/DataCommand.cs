using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Cli.Output;
using Baron.Configuration;
using Baron.Data;
using Baron.Data.Coco;
using Baron.Hosting;

namespace Baron.Cli.Commands;

/// <summary><c>baron data split</c>, <c>stats</c> and <c>browse</c>.</summary>
internal static class DataCommand
{
    public static Command Create(CommonOptions common, CliConsole console) =>
        new("data", "Annotation files, and pictures of what a pipeline yields.") { Split(console), Stats(console), Browse(common, console) };

    private static Command Stats(CliConsole console)
    {
        var source = new Argument<string>("ANN.json") { Description = "The annotation file, in the format of COCO or LVIS; only read." };
        var json = CommonOptions.CreateJson();
        var command = new Command("stats", "What is in an annotation file.") { source, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(source);
            var statistics = AnnotationStatistics.Read(path);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Out, ToJson(statistics));
            }
            else
            {
                Print(path, statistics, console.Out);
            }

            return 0;
        });
        return command;
    }

    private static Command Browse(CommonOptions common, CliConsole console)
    {
        var config = new Argument<string>("CONFIG") { Description = "The config file." };
        var loader = new Option<string>("--loader") { Description = "train, val or test.", HelpName = "ROLE", DefaultValueFactory = _ => "train" };
        loader.AcceptOnlyFromAmong("train", "val", "test");
        var count = new Option<int>("--count", "-n") { Description = "How many samples.", HelpName = "N", DefaultValueFactory = _ => 16 };
        var target = new Option<string>("--out", "-o") { Description = "The folder to write pictures to.", HelpName = "D", DefaultValueFactory = _ => "browse" };
        var settings = new RunSettings();
        var json = CommonOptions.CreateJson();
        var command = new Command("browse", "Write pictures of what a config's pipeline yields, with boxes, masks and captions drawn.") { config, loader, count, target, json };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(count) < 1)
            {
                throw new BaronException("--count is at least 1.");
            }

            var document = ConfigDocument.Load(parsed.GetRequiredValue(config), settings.Overrides(parsed));
            using var display = console.CreateDisplay(parsed.GetValue(json));
            using var run = common.StartHost(parsed, document).Open(document, new RunOptions { Display = display });
            var folder = parsed.GetRequiredValue(target);
            var files = SamplePictures.Write(run.CreateLoader(parsed.GetRequiredValue(loader)), parsed.GetValue(count), folder);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Out, new JsonObject { ["files"] = JsonOutput.Array(files) });
            }
            else
            {
                console.Out.WriteLine($"{folder}: {files.Count - 1} pictures, and all on one in {Path.GetFileName(files[^1])}.");
            }

            return 0;
        });
        return command;
    }

    private static JsonObject ToJson(AnnotationStatistics statistics)
    {
        var categories = new JsonArray();
        foreach (var (category, images, instances) in statistics.Categories)
        {
            categories.Add(new JsonObject
            {
                ["id"] = category.Id,
                ["name"] = category.Name,
                ["images"] = images,
                ["instances"] = instances,
                ["split"] = category.Split,
                ["frequency"] = category.Frequency,
            });
        }

        static JsonArray Numbers(Spread spread) => [spread.Smallest, spread.Median, spread.Largest];
        return new JsonObject
        {
            ["images"] = statistics.Images,
            ["images_without_boxes"] = statistics.EmptyImages,
            ["images_with_captions"] = statistics.CaptionedImages,
            ["widths"] = Numbers(statistics.Widths),
            ["heights"] = Numbers(statistics.Heights),
            ["annotations"] = statistics.Annotations,
            ["most_per_image"] = statistics.MostPerImage,
            ["crowds"] = statistics.Crowds,
            ["invalid_boxes"] = statistics.InvalidBoxes,
            ["unknown_categories"] = statistics.UnknownCategories,
            ["small"] = statistics.Small,
            ["medium"] = statistics.Medium,
            ["large"] = statistics.Large,
            ["has_masks"] = statistics.HasMasks,
            ["categories"] = categories,
        };
    }

    private static void Print(string path, AnnotationStatistics statistics, TextWriter output)
    {
        static string Range(Spread spread) => $"{spread.Smallest} to {spread.Largest}, median {spread.Median}";
        var mean = statistics.Images == 0 ? 0 : (double)statistics.Annotations / statistics.Images;
        output.WriteLine(path);
        output.WriteLine($"images       {statistics.Images} ({statistics.EmptyImages} without boxes, {statistics.CaptionedImages} with captions)");
        output.WriteLine($"widths       {Range(statistics.Widths)}");
        output.WriteLine($"heights      {Range(statistics.Heights)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"boxes        {statistics.Annotations} ({mean:0.0} an image, at most {statistics.MostPerImage}; {statistics.Crowds} crowds, {statistics.InvalidBoxes} not usable)"));
        output.WriteLine($"sizes        {statistics.Small} small, {statistics.Medium} medium, {statistics.Large} large");
        output.WriteLine($"masks        {(statistics.HasMasks ? "yes" : "no")}");
        if (statistics.UnknownCategories > 0)
        {
            output.WriteLine($"unknown      {statistics.UnknownCategories} boxes of categories that the file does not list");
        }

        output.WriteLine($"categories   {statistics.Categories.Count}");
        var table = new TextTable("ID", "CATEGORY", "IMAGES", "BOXES", "SPLIT");
        foreach (var (category, images, instances) in statistics.Categories.OrderByDescending(c => c.Instances))
        {
            table.Add($"{category.Id}", category.Name, $"{images}", $"{instances}", category.Split ?? category.Frequency ?? "");
        }

        table.Write(output);
    }

    private static Command Split(CliConsole console)
    {
        var source = new Option<string>("--ann") { Description = "The annotation file in COCO's format; only read.", HelpName = "A.json", Required = true };
        var keep = new Option<string>("--keep") { Description = "base, novel, or category ids separated by commas.", HelpName = "KEEP", Required = true };
        var target = new Option<string>("--out", "-o") { Description = "The file to write.", HelpName = "B.json", Required = true };
        var scheme = new Option<string?>("--scheme") { Description = "ov_coco or ov_lvis, where the categories do not say what is base and novel.", HelpName = "ov_coco|ov_lvis" };
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
