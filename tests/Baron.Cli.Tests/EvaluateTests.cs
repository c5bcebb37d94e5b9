using Baron.Testing;
using NUnit.Framework;

namespace Baron.Cli.Tests;

public sealed class EvaluateTests
{
    [Test]
    public void Coco_prints_twelve_numbers_as_the_reference_has_them()
    {
        var fixture = GoldenFixture.Open("k_coco_bbox");
        var files = fixture.Meta("files_small");
        var arguments = new[] { "evaluate", "coco", "--gt", Find(files.GetProperty("gt").GetString()!), "--results", Find(files.GetProperty("dt").GetString()!) };
        var run = CliRun.Of([.. arguments, "--json", "--threads", "1", "--classwise"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var expected = fixture.Array<double>("small.stats");
        Assert.That(run.Json["stats"]!.AsArray().Select(v => v!.GetValue<double>()), Is.EqualTo(expected).Within(1e-12), "0-1, unrounded");
        Assert.That(run.Json["seconds"]!["evaluate"]!.GetValue<double>(), Is.Positive);

        var classes = run.Json["classes"]!.AsArray();
        var perClass = fixture.Array<double>("small.per_class_ap");
        Assert.That(classes, Has.Count.EqualTo(perClass.Length));
        for (var i = 0; i < perClass.Length; i++)
        {
            Assert.That(classes[i]!["AP"]!.GetValue<double>(), Is.EqualTo(double.IsNaN(perClass[i]) ? -1 : perClass[i]).Within(1e-12));
        }

        var table = CliRun.Of([.. arguments, "--classwise"]);
        Assert.That(table.Out, Does.Contain("AP50").And.Contain(classes[0]!["name"]!.GetValue<string>()));
        Assert.That(table.Out, Does.Contain((100 * expected[1]).ToString("F1", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Test]
    public void Coco_takes_limits_categories_and_no_classes()
    {
        var fixture = GoldenFixture.Open("k_coco_bbox");
        var files = fixture.Meta("files_small");
        var arguments = new[] { "evaluate", "coco", "--gt", Find(files.GetProperty("gt").GetString()!), "--results", Find(files.GetProperty("dt").GetString()!), "--json" };
        var agnostic = CliRun.Of([.. arguments, "--class-agnostic", "--max-dets", "100,300,1000"]);
        Assert.That(agnostic.ExitCode, Is.Zero, agnostic.Error);
        Assert.That(agnostic.Json["stats"]![8]!.GetValue<double>(), Is.InRange(agnostic.Json["stats"]![6]!.GetValue<double>(), 1));
        Assert.That(CliRun.Of([.. arguments, "--max-dets", "none"]).Error, Does.Contain("--max-dets: 'none'"));
        Assert.That(CliRun.Of([.. arguments, "--categories", "99999"]).Error, Does.Contain("99999"));
        Assert.That(CliRun.Of([.. arguments, "--categories=-1"]).Error, Does.Contain("Category -1"));
        var apart = CliRun.Of([.. arguments, "--class-agnostic", "--classwise"]);
        Assert.That(apart.ExitCode, Is.EqualTo(BaronCommandLine.WrongRequest));
        Assert.That(apart.Error, Does.Contain("--classwise has nothing to tell apart"));
    }

    [Test]
    public void Lvis_prints_its_numbers_by_name([Values("bbox", "segm")] string iou)
    {
        var folder = TinyWorld.NewFolder();
        var truth = Path.Combine(folder, "gt.json");
        var results = Path.Combine(folder, "dt.json");
        File.WriteAllText(truth, """
            {"images": [{"id": 1, "height": 100, "width": 100, "neg_category_ids": [2], "not_exhaustive_category_ids": []}],
             "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 40, 40], "area": 1600, "segmentation": [[0, 0, 40, 0, 40, 40, 0, 40]]}],
             "categories": [{"id": 1, "name": "cat", "frequency": "r"}, {"id": 2, "name": "dog", "frequency": "f"}, {"id": 3, "name": "owl", "frequency": "c"}]}
            """);
        File.WriteAllText(results, """
            [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 40, 40], "score": 0.5, "segmentation": [[0, 0, 40, 0, 40, 40, 0, 40]]},
             {"image_id": 1, "category_id": 3, "bbox": [0, 0, 40, 40], "score": 0.9, "segmentation": [[0, 0, 40, 0, 40, 40, 0, 40]]}]
            """);
        var run = CliRun.Of("evaluate", "lvis", "--gt", truth, "--results", results, "--iou", iou, "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var named = run.Json["results"]!.AsObject();
        Assert.That(named.Select(n => n.Key), Is.EqualTo(new[] { "AP", "AP50", "AP75", "APs", "APm", "APl", "APr", "APc", "APf", "AR@300", "ARs@300", "ARm@300", "ARl@300" }));
        Assert.That(named["APr"]!.GetValue<double>(), Is.EqualTo(1).Within(1e-12));
        Assert.That(named["APf"]!.GetValue<double>(), Is.EqualTo(-1));
        Assert.That(run.Json["stats"]!.AsArray().Select(v => v!.GetValue<double>()), Is.EqualTo(named.Select(n => n.Value!.GetValue<double>())));
        Assert.That(CliRun.Of("evaluate", "lvis", "--gt", truth, "--results", results).Out, Does.Contain("AR@300").And.Contain("100.0"));
    }

    [Test]
    public void A_coco_file_is_no_lvis_file()
    {
        var folder = TinyWorld.NewFolder();
        var results = Path.Combine(folder, "dt.json");
        File.WriteAllText(results, "[]");
        var run = CliRun.Of("evaluate", "lvis", "--gt", Path.Combine(TinyWorld.Data, "annotations", "instances_val.json"), "--results", results);
        Assert.That((run.ExitCode, run.ErrorLines), Is.EqualTo((2, run.ErrorLines)));
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(run.Error, Does.Contain("neg_category_ids"));
    }

    private static string Find(string name)
    {
        var path = Path.Combine(RepositoryPaths.Golden, name);
        return File.Exists(path) || RepositoryPaths.GoldenIsExplicit ? path : Path.Combine(RepositoryPaths.Root, "tests", "golden", name);
    }
}
