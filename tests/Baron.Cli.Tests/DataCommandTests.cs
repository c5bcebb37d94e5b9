using Baron.Cli.Commands;
using Baron.Data;
using Baron.Data.Coco;
using Baron.Data.Transforms;
using Baron.Media;
using NUnit.Framework;

namespace Baron.Cli.Tests;

public sealed class DataCommandTests
{
    private const string Annotations = """
        { "images": [ {"id": 1, "file_name": "a.png", "width": 200, "height": 100}, {"id": 2, "file_name": "b.png", "width": 120, "height": 300},
            {"id": 3, "file_name": "c.png", "width": 50, "height": 60} ],
          "annotations": [ {"id": 1, "image_id": 1, "category_id": 4, "bbox": [0, 0, 10, 10], "area": 100},
            {"id": 2, "image_id": 1, "category_id": 4, "bbox": [0, 0, 50, 50], "area": 2500, "iscrowd": 1},
            {"id": 3, "image_id": 2, "category_id": 4, "bbox": [0, 0, 100, 200], "area": 20000, "segmentation": [[0, 0, 5, 0, 5, 5]]},
            {"id": 4, "image_id": 2, "category_id": 9, "bbox": [500, 0, 5, 5], "area": 25} ],
          "categories": [ {"id": 4, "name": "cat", "split": "base"}, {"id": 7, "name": "dog"} ] }
        """;

    [Test]
    public void Stats_counts_what_is_in_an_annotation_file()
    {
        var path = Path.Combine(TinyWorld.NewFolder(), "ann.json");
        File.WriteAllText(path, Annotations);
        var run = CliRun.Of("data", "stats", path, "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        int Number(string name) => run.Json[name]!.GetValue<int>();
        Assert.Multiple(() =>
        {
            Assert.That((Number("images"), Number("images_without_boxes"), Number("annotations"), Number("most_per_image")), Is.EqualTo((3, 1, 4, 2)));
            Assert.That((Number("crowds"), Number("invalid_boxes"), Number("unknown_categories")), Is.EqualTo((1, 1, 1)));
            Assert.That((Number("small"), Number("medium"), Number("large")), Is.EqualTo((2, 1, 1)));
            Assert.That(run.Json["has_masks"]!.GetValue<bool>(), Is.True);
            Assert.That(run.Json["widths"]!.ToJsonString(), Is.EqualTo("[50,120,200]"));
            Assert.That(run.Json["heights"]!.ToJsonString(), Is.EqualTo("[60,100,300]"));
        });
        var categories = run.Json["categories"]!.AsArray();
        Assert.That(categories.Select(c => $"{c!["name"]} {c["images"]} {c["instances"]} {c["split"]}"), Is.EqualTo(new[] { "cat 2 3 base", "dog 0 0 " }));

        // Captions in images and in annotations, one image with both.
        File.WriteAllText(path, """
            { "images": [ {"id": 1, "file_name": "a.png", "width": 2, "height": 1, "captions": ["a"]}, {"id": 2, "file_name": "b.png", "width": 1, "height": 3},
                {"id": 3, "file_name": "c.png", "width": 5, "height": 6, "captions": ["b"]} ],
              "annotations": [ {"id": 1, "image_id": 2, "caption": "c"}, {"id": 2, "image_id": 3, "caption": "d"} ] }
            """);
        Assert.That(CliRun.Of("data", "stats", path, "--json").Json["images_with_captions"]!.GetValue<int>(), Is.EqualTo(3));
        File.WriteAllText(path, Annotations);
        var text = CliRun.Of("data", "stats", path);
        Assert.That(text.Out, Does.Contain("3 (1 without boxes").And.Contain("2 small, 1 medium, 1 large").And.Match("4 +cat +2 +3 +base"));
        Assert.That(CliRun.Of("data", "stats", Path.Combine(TinyWorld.Folder, "absent.json")).ExitCode, Is.EqualTo(BaronCommandLine.WrongRequest));
    }

    [Test]
    public void Browse_writes_pictures_of_what_the_pipeline_yields()
    {
        var folder = Path.Combine(TinyWorld.NewFolder(), "pictures");
        string[] arguments = ["data", "browse", TinyWorld.Config(), "--set", $"_vars_.data_root={TinyWorld.Data}", "--device", "cpu"];
        var run = CliRun.Of([.. arguments, "--count", "5", "--out", folder, "--json"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var files = run.Json["files"]!.AsArray().Select(f => f!.GetValue<string>()).ToList();
        Assert.That(files, Has.Count.EqualTo(6));
        Assert.That(Directory.GetFiles(folder), Is.EquivalentTo(files));
        foreach (var file in files)
        {
            using var picture = ImageCodec.Read(file);
            Assert.That(picture.Pixels.ToArray().Distinct().Count(), Is.GreaterThan(10), $"{file} shows something");
        }

        // The same seed shows the same pictures.
        var again = Path.Combine(TinyWorld.NewFolder(), "again");
        Assert.That(CliRun.Of([.. arguments, "-n", "5", "-o", again]).ExitCode, Is.Zero);
        Assert.That(Directory.GetFiles(again).Order().Select(File.ReadAllBytes), Is.EqualTo(files.Order().Select(File.ReadAllBytes)));
        Assert.That(CliRun.Of([.. arguments, "--count", "0"]).ExitCode, Is.EqualTo(BaronCommandLine.WrongRequest));
        Assert.That(CliRun.Of([.. arguments, "--loader", "other"]).ExitCode, Is.EqualTo(BaronCommandLine.WrongRequest));
    }

    [Test]
    public void Browse_draws_annotations_that_are_loaded_after_a_resize_where_they_belong()
    {
        var folder = TinyWorld.NewFolder();
        using (var black = new ImageBuffer(100, 200))
        {
            black.Fill(RgbColor.Black);
            ImageCodec.Write(Path.Combine(folder, "a.png"), black);
        }

        var path = Path.Combine(folder, "ann.json");
        File.WriteAllText(path, """
            { "images": [ {"id": 1, "file_name": "a.png", "width": 200, "height": 100} ], "categories": [{"id": 4, "name": "cat"}],
              "annotations": [ {"id": 1, "image_id": 1, "category_id": 4, "bbox": [50, 50, 40, 40], "segmentation": [[50, 50, 90, 50, 90, 90, 50, 90]]} ] }
            """);
        using var dataset = new CocoDataset(path, [new LoadImageFromFile(), new Resize([400, 200]), new LoadAnnotations(withMask: true), new PackDetInputs()], folder);
        var files = SamplePictures.Write(new DataLoader(new DataLoaderConfig(dataset), 1), 1, Path.Combine(folder, "out"));
        using var picture = ImageCodec.Read(files[0]);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((400, 200)));
        bool IsDrawn(int x, int y) => picture.Pixels.Slice(((y * 400) + x) * 3, 3).ToArray().Any(v => v > 60);
        Assert.Multiple(() =>
        {
            Assert.That(IsDrawn(140, 140), Is.True, "the mask, twice as far from the corner as in the file");
            Assert.That(Enumerable.Range(176, 9).Any(x => IsDrawn(x, 170)) && !IsDrawn(190, 170), Is.True, "the edge of the box");
            Assert.That(IsDrawn(70, 75), Is.False, "where both are in the file");
        });
    }

    [Test]
    public void Bench_times_a_loader_and_an_annotation_file()
    {
        var run = CliRun.Of("bench", "data", TinyWorld.Config(), "--set", $"_vars_.data_root={TinyWorld.Data}", "--device", "cpu", "--images", "8", "--runs", "2", "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Json["images_per_second"]!.GetValue<double>(), Is.GreaterThan(0));
        Assert.That(run.Json["runs"]!.AsArray(), Has.Count.EqualTo(2));
        Assert.That(run.Json["preprocessed"]!.GetValue<bool>(), Is.True);

        var path = Path.Combine(TinyWorld.NewFolder(), "made.json");
        Assert.That(CliRun.Of("bench", "make-annotations", "-o", path, "--images", "30", "--boxes", "200").ExitCode, Is.Zero);
        var stats = CliRun.Of("data", "stats", path, "--json").Json;
        Assert.That((stats["images"]!.GetValue<int>(), stats["annotations"]!.GetValue<int>(), stats["has_masks"]!.GetValue<bool>()), Is.EqualTo((30, 200, true)));
        var loaded = CliRun.Of("bench", "annotations", path, "--json");
        Assert.That(loaded.Json["images"]!.GetValue<int>(), Is.EqualTo(30));
        Assert.That(loaded.Json["from_cache"]!.GetValue<bool>(), Is.False, "small files have no cache");
    }
}
