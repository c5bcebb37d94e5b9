using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Cli.Tests;

/// <summary>Caption supervision through the command line.</summary>
public sealed class CaptionTests
{
    [Test]
    public void The_demonstration_compares_its_methods_and_counts_captions_among_them()
    {
        var folder = TinyWorld.NewFolder();
        Directory.CreateSymbolicLink(Path.Combine(folder, "data"), TinyWorld.Data);
        File.Copy(Path.Combine(RepositoryPaths.Root, "configs", "baron", "demo", "tiny_clip.safetensors"), Path.Combine(folder, "tiny_clip.safetensors"));
        string[] request =
        [
            "demo", "--compare", "--data-dir", folder, "--work-dir", Path.Combine(folder, "runs"), "--device", "cpu",
            "--set", "train_cfg.max_iters=1", "model.backbone.base_channels=8", "model.backbone.stem_channels=8", "model.neck.in_channels=[8,16,32]",
        ];
        var run = CliRun.Of([.. request, "--json"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var methods = run.Json.AsObject();
        Assert.That(methods.Select(pair => pair.Key), Is.EqualTo(new[] { "kd", "caption", "base" }));
        foreach (var (method, result) in methods)
        {
            Assert.That(result!.AsObject().Select(pair => pair.Key), Is.EqualTo(new[] { "base_ap50", "novel_ap50", "all_ap50", "phrase_ap50", "train_seconds" }), method);
        }

        // What is trained already is only measured; the fourth method joins the table.
        var table = CliRun.Of([.. request, "--method", "both"]);
        Assert.That(table.ExitCode, Is.Zero, table.Error);
        var rows = table.Out.Split('\n').Where(line => line.StartsWith('|') && !line.StartsWith("|-", StringComparison.Ordinal)).Skip(1).Select(line => line.Split('|')[1].Trim());
        Assert.That(rows, Is.EqualTo(new[] { "BARON", "BARON, captions", "BARON, both", "baseline" }));
        Assert.That(table.Out, Does.Contain("'kd' is trained already").And.Contain("Training 'both'"));
    }

    [Test]
    [Category("Golden")]
    [Category("Slow")]
    public void The_reference_s_detector_trained_with_captions_reaches_its_figures()
    {
        var demo = RepositoryPaths.Shared is { } shared ? Path.Combine(shared, "demo") : "";
        if (!File.Exists(Path.Combine(demo, "caption_s0.pth")))
        {
            Assert.Ignore("The reference's trained detector is not here; set BARON_SHARED.");
        }

        var metrics = Path.Combine(TinyWorld.NewFolder(), "m.json");
        var run = CliRun.Of(
            "test",
            Path.Combine(RepositoryPaths.Root, "configs", "baron", "demo", "baron_caption.toml"),
            Path.Combine(demo, "caption_s0.pth"),
            "--metrics-out",
            metrics,
            "--set",
            $"_vars_.data_root={Path.Combine(demo, "data")}",
            $"_vars_.clip_checkpoint={Path.Combine(demo, "tiny_clip.pth")}",
            $"_vars_.bpe_path={Path.Combine(demo, "demo_bpe.txt.gz")}");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var measured = JsonNode.Parse(File.ReadAllText(metrics))!;
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(demo, "caption_s0.json")))!["coco_stats"]!;
        foreach (var (part, name) in new[] { ("all", "bbox"), ("base", "base_bbox"), ("novel", "novel_bbox") })
        {
            var (actual, wanted) = (100 * (double)measured[$"coco/{name}_mAP_50"]!, 100 * (double)expected[part]![1]!);
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{part} AP50 {actual:F3}, reference {wanted:F3}"));
            Assert.That(actual, Is.EqualTo(wanted).Within(0.2), part);
        }
    }
}
