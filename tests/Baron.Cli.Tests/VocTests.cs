using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Demo;
using NUnit.Framework;

namespace Baron.Cli.Tests;

/// <summary>A folder as Pascal VOC's releases are, evaluated by <c>baron test</c>.</summary>
public sealed class VocTests
{
    private static string[] Settings => ["--device", "cpu", "--set", $"_vars_.data_root={TinyWorld.Data}", "model.test_cfg.rcnn.score_thr=0.0"];

    [Test]
    public void Test_evaluates_a_folder_of_Pascal_VOC()
    {
        var folder = TinyWorld.NewFolder();
        var (results, metrics) = (Path.Combine(folder, "results.json"), Path.Combine(folder, "metrics.json"));
        var first = CliRun.Of(["test", TinyWorld.Config(), TinyWorld.Checkpoint, "--out", results, .. Settings]);
        Assert.That(first.ExitCode, Is.Zero, first.Error);
        var present = WriteVoc(folder, JsonNode.Parse(File.ReadAllText(results))!.AsArray());

        var classes = string.Join(", ", World.Categories.Select(name => $"\"{name}\""));
        var run = CliRun.Of(
        [
            "test", TinyWorld.Config(), TinyWorld.Checkpoint, "--metrics-out", metrics, "--json", .. Settings,
            $$"""test_dataloader.dataset={ _delete_ = true, type = "VOCDataset", data_root = "{{folder}}", ann_file = "ImageSets/Main/test.txt", test_mode = true, metainfo = { classes = [{{classes}}] }, pipeline = [{ type = "LoadImageFromFile" }, { type = "PackDetInputs" }] }""",
            """test_evaluator={ _delete_ = true, type = "VOCMetric", metric = "mAP", eval_mode = "area", iou_thrs = [0.5, 0.75], classwise = true }""",
        ]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var numbers = JsonNode.Parse(File.ReadAllText(metrics))!.AsObject();
        Assert.That(run.Json.ToJsonString(), Is.EqualTo(numbers.ToJsonString()));
        double Number(string name) => numbers[$"pascal_voc/{name}"]!.GetValue<double>();
        foreach (var name in World.Categories)
        {
            Assert.That(Number($"{name}_AP50"), present.Contains(name) ? Is.InRange(1e-6, 1) : Is.EqualTo(-1), name);
        }

        Assert.That(Number("AP50"), Is.EqualTo(present.Average(name => Number($"{name}_AP50"))).Within(1e-9));
        Assert.That(Number("mAP"), Is.EqualTo((Number("AP50") + Number("AP75")) / 2).Within(1e-9));
    }

    // The objects are what the detector finds first in each picture, so that it finds all of them.
    private static HashSet<string> WriteVoc(string folder, JsonArray results)
    {
        foreach (var sub in (string[])["Annotations", "JPEGImages", "ImageSets/Main"])
        {
            Directory.CreateDirectory(Path.Combine(folder, sub));
        }

        var present = new HashSet<string>();
        var ofImage = results.GroupBy(found => found!["image_id"]!.GetValue<int>()).ToDictionary(g => g.Key, g => g.ToList());
        foreach (var (id, found) in ofImage)
        {
            var (name, box) = found.OrderByDescending(f => f!["score"]!.GetValue<double>())
                .Select(f => (World.Categories[f!["category_id"]!.GetValue<int>() - 1], f["bbox"]!.AsArray().Select(v => v!.GetValue<double>()).ToArray()))
                .First(f => f.Item2[2] > 12 && f.Item2[3] > 12);
            present.Add(name);
            int[] corners = [.. new[] { box[0], box[1], box[0] + box[2], box[1] + box[3] }.Select(v => (int)Math.Round(v) + 1)];
            var text = string.Create(CultureInfo.InvariantCulture, $"<bndbox><xmin>{corners[0]}</xmin><ymin>{corners[1]}</ymin><xmax>{corners[2]}</xmax><ymax>{corners[3]}</ymax></bndbox>");
            File.WriteAllText(
                Path.Combine(folder, "Annotations", $"{id}.xml"),
                $"<annotation><size><width>128</width><height>128</height></size><object><name>{name}</name><difficult>0</difficult>{text}</object></annotation>");
            File.Copy(Path.Combine(TinyWorld.Data, "val", $"{id}.jpg"), Path.Combine(folder, "JPEGImages", $"{id}.jpg"));
        }

        File.WriteAllLines(Path.Combine(folder, "ImageSets", "Main", "test.txt"), ofImage.Keys.Select(id => id.ToString(CultureInfo.InvariantCulture)));
        return present;
    }
}
