using System.Text.Json.Nodes;
using Baron.Checkpoints;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Cli.Tests;

public sealed class CheckpointCommandTests
{
    [Test]
    public void Inspect_prints_names_shapes_types_and_sums_as_json()
    {
        var path = Path.Combine(TinyWorld.NewFolder(), "a.pth");
        using (NewDisposeScope())
        {
            TorchZipFile.Save(path, [new("module.w", ones(2, 3)), new("module.n", tensor(7L)), new("module.inf", full(2, float.PositiveInfinity))], "state_dict");
        }

        var run = CliRun.Of("checkpoint", "inspect", path, "--stats", "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Json.ToJsonString(), Is.EqualTo("""{"format":"pytorch_zip","tensors":{"w":{"shape":[2,3],"dtype":"float32","sum":6},"n":{"shape":[],"dtype":"int64","sum":7},"inf":{"shape":[2],"dtype":"float32","sum":null}}}"""));
        Assert.That(CliRun.Of("checkpoint", "inspect", path, "--json").Json["tensors"]!["w"]!.AsObject().Select(p => p.Key), Is.EqualTo(new[] { "shape", "dtype" }));
        Assert.That(CliRun.Of("checkpoint", "inspect", path, "--stats").Out, Does.Contain("[2, 3]").And.Contain("3 tensors, 9 values"));
    }

    [Test]
    public void Inspect_gives_what_PyTorch_saw_in_the_samples()
    {
        var folder = RepositoryPaths.Shared is { } shared ? Path.Combine(shared, "data", "checkpoints") : "";
        if (!File.Exists(Path.Combine(folder, "expected.json")))
        {
            Assert.Ignore("The sample checkpoints are not beside the checkout.");
        }

        foreach (var (name, sample) in JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")))!.AsObject())
        {
            var run = CliRun.Of("checkpoint", "inspect", Path.Combine(folder, name), "--stats", "--json");
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            var tensors = run.Json["tensors"]!.AsObject();
            var expected = sample!["tensors"]!.AsObject();
            Assert.That(tensors.Select(t => t.Key), Is.EquivalentTo(expected.Select(t => t.Key)), name);
            foreach (var (key, values) in expected)
            {
                Assert.That(tensors[key]!["shape"]!.ToJsonString(), Is.EqualTo(values!["shape"]!.ToJsonString()), $"{name}: {key}");
                Assert.That(tensors[key]!["dtype"]!.GetValue<string>(), Is.EqualTo(values["dtype"]!.GetValue<string>()), $"{name}: {key}");
                Assert.That(tensors[key]!["sum"]!.GetValue<double>(), Is.EqualTo(values["sum"]!.GetValue<double>()).Within(1e-9), $"{name}: {key}");
            }
        }
    }

    [Test]
    public void Inspect_of_a_training_checkpoint_shows_the_weights()
    {
        var run = CliRun.Of("checkpoint", "inspect", TinyWorld.Checkpoint);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Contain("backbone.conv1.weight").And.Contain("a run can be resumed").And.Not.Contain("optimizer/"));
    }

    [Test]
    public void Convert_changes_form_and_names_and_says_what_it_left_out()
    {
        var folder = TinyWorld.NewFolder();
        var source = Path.Combine(folder, "d2.safetensors");
        using (NewDisposeScope())
        {
            SafetensorsFile.Save(source, [new("backbone.bottom_up.res2.0.conv1.weight", ones(2)), new("pixel_mean", ones(3)), new("own", ones(1))]);
        }

        var target = Path.Combine(folder, "mm.pth");
        var run = CliRun.Of("checkpoint", "convert", source, target, "--map", "detectron2");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Does.Contain("left out: pixel_mean").And.Contain("kept as it is: own"));
        Assert.That(CliRun.Of("checkpoint", "inspect", target, "--json").Json["tensors"]!.AsObject().Select(t => t.Key), Is.EqualTo(new[] { "backbone.layer1.0.conv1.weight", "own" }));
    }

    [Test]
    public void A_trained_detector_keeps_its_numbers_through_another_form()
    {
        var target = Path.Combine(TinyWorld.NewFolder(), "weights.pth");
        Assert.That(CliRun.Of("checkpoint", "convert", TinyWorld.Checkpoint, target).ExitCode, Is.Zero);
        string Detect(string checkpoint)
        {
            var run = CliRun.Of("detect", TinyWorld.Picture, "--config", TinyWorld.Config(), "--checkpoint", checkpoint, "--json", "--classes", "red star", "--score-thr", "0", "--set", $"_vars_.data_root={TinyWorld.Data}", "model.test_cfg.rcnn.score_thr=0.0");
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            return run.Out;
        }

        Assert.That(Detect(target), Is.EqualTo(Detect(TinyWorld.Checkpoint)));
    }

    [Test]
    public void Wrong_requests_are_one_readable_line()
    {
        var folder = TinyWorld.NewFolder();
        var words = Path.Combine(folder, "words.pth");
        File.WriteAllText(words, "these are words");
        foreach (var (args, part) in new (string[], string)[]
        {
            (["checkpoint", "inspect", "absent.pth"], "absent.pth does not exist"),
            (["checkpoint", "inspect", folder], "is a folder"),
            (["checkpoint", "inspect", words], "words.pth cannot be used as a checkpoint"),
            (["checkpoint", "convert", TinyWorld.Checkpoint, Path.Combine(folder, "a.onnx")], "'.onnx'"),
            (["checkpoint", "convert", TinyWorld.Checkpoint, TinyWorld.Checkpoint], "overwritten"),
            (["checkpoint", "convert", TinyWorld.Checkpoint, Path.Combine(folder, "a.pth"), "--map", "clip"], "CLIP"),
            (["checkpoint", "convert", TinyWorld.Checkpoint, Path.Combine(folder, "a.pth"), "--map", "yolo"], "yolo"),
        })
        {
            var run = CliRun.Of(args);
            Assert.That(run.ExitCode, Is.EqualTo(2), run.Out);
            Assert.That(run.ErrorLines, Has.Length.EqualTo(1).And.All.StartsWith("error: "));
            Assert.That(run.Error, Does.Contain(part));
        }

        Assert.That(Directory.GetFiles(folder), Is.EqualTo(new[] { words }));
    }
}
