using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Cli.Output;
using Baron.Evaluation;

namespace Baron.Cli.Commands;

/// <summary><c>baron evaluate coco --gt ANN --results RES [options]</c>.</summary>
internal static class EvaluateCommand
{
    private static readonly string[] Names =
    [
        "AP", "AP50", "AP75", "AP small", "AP medium", "AP large", "AR 1", "AR 10", "AR 100", "AR small", "AR medium", "AR large",
    ];

    public static Command Create(CliConsole console) => new("evaluate", "Metrics of a result file; no model is needed.") { Coco(console) };

    private static Command Coco(CliConsole console)
    {
        var truth = new Option<string>("--gt") { Description = "Ground truth in COCO's format.", HelpName = "ANN.json", Required = true };
        var results = new Option<string>("--results") { Description = "Detections in COCO's result format.", HelpName = "RES.json", Required = true };
        var iou = new Option<string>("--iou") { Description = "What overlaps: bbox or segm.", DefaultValueFactory = _ => "bbox" };
        iou.AcceptOnlyFromAmong("bbox", "segm");
        var categories = new Option<string?>("--categories") { Description = "Category ids, separated by commas; all when absent.", HelpName = "ids" };
        var json = CommonOptions.CreateJson();
        var command = new Command("coco", "COCO's 12 numbers, in points (0-100).") { truth, results, iou, categories, json };
        command.SetAction(parsed =>
        {
            var evaluation = CocoFileEvaluation.Run(
                parsed.GetRequiredValue(truth),
                parsed.GetRequiredValue(results),
                new CocoEvaluationOptions
                {
                    IouType = parsed.GetValue(iou) == "segm" ? CocoIouType.Mask : CocoIouType.Box,
                    CategoryIds = parsed.GetValue(categories) is { } ids ? Ids(ids) : null,
                });
            Write(evaluation.Stats(), parsed.GetValue(json), console.Out);
            return 0;
        });
        return command;
    }

    private static List<int> Ids(string text)
    {
        var ids = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            ids.Add(int.TryParse(part, NumberStyles.Integer, CultureInfo.InvariantCulture, out var id)
                ? id
                : throw new BaronException($"--categories: '{part}' is not a category id; write numbers separated by commas."));
        }

        return ids.Count > 0 ? ids : throw new BaronException("--categories is empty; leave it out for all categories.");
    }

    // COCO writes -1 where there is no ground truth; it is no percentage and stays -1.
    private static void Write(double[] stats, bool json, TextWriter output)
    {
        var points = stats.Select(value => value < 0 ? value : value * 100).ToArray();
        if (json)
        {
            var array = new JsonArray();
            foreach (var value in points)
            {
                array.Add(double.IsFinite(value) ? JsonValue.Create(value) : null);
            }

            JsonOutput.Write(output, new JsonObject { ["stats"] = array });
            return;
        }

        var table = new TextTable("METRIC", "POINTS");
        for (var i = 0; i < points.Length; i++)
        {
            table.Add(Names[i], points[i].ToString("F1", CultureInfo.InvariantCulture));
        }

        table.Write(output);
    }
}
