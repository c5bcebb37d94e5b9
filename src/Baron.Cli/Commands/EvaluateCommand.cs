using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Cli.Output;
using Baron.Evaluation;

namespace Baron.Cli.Commands;

/// <summary><c>baron evaluate coco|lvis --gt ANN --results RES [options]</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CliConsole console) => new("evaluate", "Metrics of a result file; no model is needed.") { Coco(console), Lvis(console) };

    private static Command Coco(CliConsole console)
    {
        var shared = new SharedOptions("COCO");
        var limits = new Option<string?>("--max-dets") { Description = "The numbers of best detections an image that count, ascending; 1,10,100 when absent.", HelpName = "n,n,n" };
        var agnostic = new Option<bool>("--class-agnostic") { Description = "Detections match objects of any category." };
        var command = new Command("coco", "COCO's 12 numbers, in points (0-100); with --json in 0-1.") { limits, agnostic };
        shared.AddTo(command);
        command.SetAction(parsed =>
        {
            var times = new EvaluationTimes();
            var options = shared.Read(parsed) with { UseCategories = !parsed.GetValue(agnostic) };
            if (!options.UseCategories && shared.IsClasswise(parsed))
            {
                throw new BaronException("--class-agnostic takes all categories as one, so --classwise has nothing to tell apart; leave one of them out.");
            }

            if (parsed.GetValue(limits) is { } numbers)
            {
                options = options with { MaxDetections = [.. Numbers("--max-dets", numbers).Order()] };
            }

            var evaluation = CocoFileEvaluation.Run(parsed.GetRequiredValue(shared.Truth), parsed.GetRequiredValue(shared.Results), options, times);
            var limit = evaluation.Options.MaxDetections;
            string[] names =
            [
                "AP", "AP50", "AP75", "AP small", "AP medium", "AP large",
                $"AR {limit[0]}", $"AR {(limit.Count > 1 ? limit[1] : "-")}", $"AR {(limit.Count > 2 ? limit[2] : "-")}", "AR small", "AR medium", "AR large",
            ];
            shared.Write(parsed, console.Out, names, evaluation.Stats(), evaluation, times, results: false);
            return 0;
        });
        return command;
    }

    private static Command Lvis(CliConsole console)
    {
        var shared = new SharedOptions("LVIS");
        var command = new Command("lvis", "lvis-api's 13 numbers (federated, 300 detections an image), in points (0-100); with --json in 0-1.");
        shared.AddTo(command);
        command.SetAction(parsed =>
        {
            var times = new EvaluationTimes();
            var options = shared.Read(parsed) with { MaxDetections = [300] };
            var evaluation = LvisFileEvaluation.Run(parsed.GetRequiredValue(shared.Truth), parsed.GetRequiredValue(shared.Results), options, times);
            var results = evaluation.Results();
            shared.Write(parsed, console.Out, [.. results.Select(r => r.Key)], [.. results.Select(r => r.Value)], evaluation.Curves, times, results: true);
            return 0;
        });
        return command;
    }

    private static List<int> Numbers(string option, string text)
    {
        var numbers = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            numbers.Add(int.TryParse(part, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new BaronException($"{option}: '{part}' is not a whole number; write numbers separated by commas."));
        }

        return numbers.Count > 0 ? numbers : throw new BaronException($"{option} is empty; leave it out for the default.");
    }

    /// <summary>What both kinds of evaluation take and print.</summary>
    private sealed class SharedOptions
    {
        private readonly Option<string> _iou = new("--iou") { Description = "What overlaps: bbox (boxes) or segm (masks).", HelpName = "bbox|segm", DefaultValueFactory = _ => "bbox" };
        private readonly Option<string?> _categories = new("--categories") { Description = "Category ids, separated by commas; all when absent.", HelpName = "ids" };
        private readonly Option<bool> _classwise = new("--classwise") { Description = "Each category's numbers as well." };
        private readonly Option<int> _threads = new("--threads") { Description = "Threads; as many as there are processors when absent.", HelpName = "N" };
        private readonly Option<bool> _json = CommonOptions.CreateJson();

        public SharedOptions(string format)
        {
            Truth = new Option<string>("--gt") { Description = $"Ground truth in {format}'s format.", HelpName = "ANN.json", Required = true };
            _iou.AcceptOnlyFromAmong("bbox", "segm");
        }

        public Option<string> Truth { get; }

        public Option<string> Results { get; } = new("--results") { Description = "Detections in COCO's result format.", HelpName = "RES.json", Required = true };

        public bool IsClasswise(ParseResult parsed) => parsed.GetValue(_classwise);

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { Truth, Results, _iou, _categories, _classwise, _threads, _json })
            {
                command.Options.Add(option);
            }
        }

        public CocoEvaluationOptions Read(ParseResult parsed) => new()
        {
            IouType = parsed.GetValue(_iou) == "segm" ? CocoIouType.Mask : CocoIouType.Box,
            CategoryIds = parsed.GetValue(_categories) is { } ids ? Numbers("--categories", ids) : null,
            Threads = parsed.GetValue(_threads),
        };

        public void Write(ParseResult parsed, TextWriter output, string[] names, double[] stats, CocoEvaluation evaluation, EvaluationTimes times, bool results)
        {
            var classes = IsClasswise(parsed) ? ClassNumbers(evaluation) : [];
            if (parsed.GetValue(_json))
            {
                WriteJson(output, names, stats, classes, times, results);
                return;
            }

            var table = new TextTable("METRIC", "POINTS");
            for (var i = 0; i < stats.Length; i++)
            {
                table.Add(names[i], Points(stats[i]));
            }

            table.Write(output);
            if (classes.Count > 0)
            {
                output.WriteLine();
                var byClass = new TextTable("CATEGORY", "NAME", "AP", "AP50", "AP75", "AP small", "AP medium", "AP large");
                foreach (var (id, name, values) in classes)
                {
                    byClass.Add([id.ToString(CultureInfo.InvariantCulture), name, .. values.Select(Points)]);
                }

                byClass.Write(output);
            }
        }

        private static void WriteJson(
            TextWriter output, string[] names, double[] stats, List<(int Id, string Name, double[] Values)> classes, EvaluationTimes times, bool results)
        {
            var document = new JsonObject { ["stats"] = new JsonArray([.. stats.Select(Number)]) };
            if (results)
            {
                document["results"] = new JsonObject(names.Zip(stats, (name, value) => KeyValuePair.Create(name, Number(value))));
            }

            if (classes.Count > 0)
            {
                document["classes"] = new JsonArray([.. classes.Select(c => new JsonObject
                {
                    ["id"] = c.Id,
                    ["name"] = c.Name,
                    ["AP"] = Number(c.Values[0]),
                    ["AP50"] = Number(c.Values[1]),
                    ["AP75"] = Number(c.Values[2]),
                    ["APs"] = Number(c.Values[3]),
                    ["APm"] = Number(c.Values[4]),
                    ["APl"] = Number(c.Values[5]),
                })]);
            }

            document["seconds"] = new JsonObject { ["read"] = times.Reading.TotalSeconds, ["evaluate"] = times.Evaluating.TotalSeconds };
            JsonOutput.Write(output, document);
        }

        private static List<(int Id, string Name, double[] Values)> ClassNumbers(CocoEvaluation evaluation) =>
            [.. evaluation.CategoryIds.Select((id, k) => (id, evaluation.CategoryNames[k], evaluation.ClassPrecisions(id)))];

        private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

        // -1 stands where there is no ground truth; it is no percentage.
        private static string Points(double value) => (value < 0 ? value : value * 100).ToString("F1", CultureInfo.InvariantCulture);
    }
}
