using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Checkpoints;
using Baron.Checkpoints.Maps;
using Baron.Cli.Output;

namespace Baron.Cli.Commands;

/// <summary><c>baron checkpoint inspect | convert</c>.</summary>
internal static class CheckpointCommand
{
    public static Command Create(CliConsole console) =>
        new("checkpoint", "Look into checkpoints and convert them; nothing in a file is run.") { Inspect(console), Convert(console) };

    private static Command Inspect(CliConsole console)
    {
        var file = new Argument<string>("FILE") { Description = "safetensors, .pth, TorchScript, .pkl, .npz or .npy." };
        var stats = new Option<bool>("--stats") { Description = "Add the sum of each tensor's values." };
        var json = CommonOptions.CreateJson();
        var command = new Command("inspect", "Names, shapes and types of the tensors.") { file, stats, json };
        command.SetAction(parsed =>
        {
            using var checkpoint = CheckpointFile.Open(parsed.GetRequiredValue(file));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Out, Json(checkpoint, parsed.GetValue(stats)));
            }
            else
            {
                Write(checkpoint, parsed.GetValue(stats), console.Out);
            }

            return 0;
        });
        return command;
    }

    private static JsonObject Json(CheckpointFile checkpoint, bool stats)
    {
        var tensors = new JsonObject();
        foreach (var tensor in checkpoint.Tensors)
        {
            var shape = new JsonArray();
            foreach (var side in tensor.Shape)
            {
                shape.Add(JsonValue.Create(side));
            }

            var entry = new JsonObject { ["shape"] = shape, ["dtype"] = tensor.DtypeName };
            if (stats)
            {
                // JSON has no infinities and no NaN.
                var sum = tensor.Sum();
                entry["sum"] = double.IsFinite(sum) ? JsonValue.Create(sum) : null;
            }

            tensors[tensor.Name] = entry;
        }

        return new JsonObject { ["format"] = checkpoint.Format, ["tensors"] = tensors };
    }

    private static void Write(CheckpointFile checkpoint, bool stats, TextWriter output)
    {
        var table = stats ? new TextTable("NAME", "SHAPE", "TYPE", "SUM") : new TextTable("NAME", "SHAPE", "TYPE");
        foreach (var tensor in checkpoint.Tensors)
        {
            string[] cells = [Printable(tensor.Name), $"[{string.Join(", ", tensor.Shape)}]", tensor.DtypeName];
            table.Add(stats ? [.. cells, tensor.Sum().ToString("G9", CultureInfo.InvariantCulture)] : cells);
        }

        table.Write(output);
        var names = KeyMaps.Detect(checkpoint.Tensors.Select(t => t.Name));
        output.WriteLine($"{checkpoint.Format}: {checkpoint.Tensors.Count} tensors, {Count(checkpoint.Tensors.Sum(t => t.Count))} values, {Size(checkpoint.Tensors.Sum(t => t.ByteCount))}{(names == KeyConvention.Unknown ? "" : $", {KeyMaps.OwnerOf(names)} names")}");
        foreach (var name in checkpoint.LeftOut)
        {
            output.WriteLine($"left out: {name}");
        }

        if (checkpoint.AllTensors.Count > checkpoint.Tensors.Count)
        {
            output.WriteLine($"It also holds {checkpoint.AllTensors.Count - checkpoint.Tensors.Count} tensors of a run's state, so a run can be resumed from it.");
        }
    }

    private static Command Convert(CliConsole console)
    {
        var input = new Argument<string>("IN") { Description = "The checkpoint to read." };
        var output = new Argument<string>("OUT") { Description = "The file to write: .safetensors, .pth or .pt." };
        var map = new Option<string?>("--map")
        {
            Description = "Names: those of this library become Baron's, all others that library's; mmdet: always Baron's (which are MMDetection's).",
            HelpName = string.Join('|', KeyMaps.Names),
        };
        map.AcceptOnlyFromAmong([.. KeyMaps.Names]);
        var prefix = new Option<string>("--prefix") { Description = "Only names that start with this, which is taken off; student. for a teacher-student checkpoint.", HelpName = "P", DefaultValueFactory = _ => "" };
        var command = new Command("convert", "Weights in another form or with another library's names.") { input, output, map, prefix };
        command.SetAction(parsed =>
        {
            var target = parsed.GetRequiredValue(output);
            using var stop = new CancellationTokenSource();
            using var listening = console.OnStop(stop.Cancel);
            var report = CheckpointConverter.Convert(parsed.GetRequiredValue(input), target, parsed.GetValue(map), parsed.GetRequiredValue(prefix), stop.Token);
            foreach (var name in report.LeftOut)
            {
                console.Error.WriteLine($"left out: {name}");
            }

            foreach (var name in report.Kept)
            {
                console.Error.WriteLine($"not known to the map, kept as it is: {Printable(name)}");
            }

            var names = (report.From, report.To) switch
            {
                ({ } from, { } to) when from == to => $", {KeyMaps.OwnerOf(from)} names already",
                ({ } from, { } to) => $", {KeyMaps.OwnerOf(from)} names to {KeyMaps.OwnerOf(to)}",
                _ => "",
            };
            console.Out.WriteLine($"{target}: {report.Tensors} tensors, {Size(report.Bytes)}, {report.InputFormat} to {report.OutputFormat}{names}.");
            return 0;
        });
        return command;
    }

    // A name of a file must not move the terminal's cursor.
    private static string Printable(string name) => new([.. name.Select(c => char.IsControl(c) ? '?' : c)]);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes} bytes",
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F0} MB"),
    };
}
