using System.Text.Json.Nodes;
using Baron.Configuration;
using Baron.Hosting;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Cli.Tests;

public sealed class CommandTests
{
    [Test]
    public void Version_is_one_line()
    {
        var run = CliRun.Of("--version");
        Assert.That((run.ExitCode, run.Out.Trim()), Is.EqualTo((0, BaronCommandLine.Version)));
    }

    [Test]
    public void Help_names_every_command()
    {
        var run = CliRun.Of("--help");
        Assert.That(run.ExitCode, Is.Zero);
        foreach (var command in new[] { "demo", "train", "test", "detect", "list", "describe", "config", "evaluate", "data", "checkpoint", "embed", "plot", "bench", "doctor", "serve" })
        {
            Assert.That(run.Out, Does.Contain($"  {command}"));
        }
    }

    [Test]
    public void List_prints_every_component_as_json()
    {
        var run = CliRun.Of("list", "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var components = run.Json["components"]!.AsArray();
        var resnet = components.Single(c => c!["type"]!.GetValue<string>() == "ResNet")!;
        Assert.Multiple(() =>
        {
            Assert.That(resnet["kind"]!.GetValue<string>(), Is.EqualTo("backbone"));
            Assert.That(resnet["plugin"]!.GetValue<string>(), Is.EqualTo("Baron.Backbones"));
            Assert.That(resnet["version"]!.GetValue<string>(), Is.Not.Empty);
            Assert.That(components.Select(c => c!["help"]!.GetValue<string>()), Has.All.Not.Empty, "every built-in component says what it is");
            Assert.That(run.Json["plugins"]!.AsArray().Select(p => p!["state"]!.GetValue<string>()), Has.All.EqualTo("loaded"));
        });
        foreach (var kind in new[]
        {
            "backbone", "neck", "rpn_head", "roi_head", "roi_extractor", "shared_head", "bbox_head", "loss", "bbox_coder", "anchor_generator", "assigner",
            "sampler", "detector", "data_preprocessor", "ovd_method", "vision_language_model", "text_encoder", "image_encoder", "dataset", "transform",
            "data_sampler", "metric", "hook", "optimizer", "param_scheduler", "train_loop", "visualizer",
        })
        {
            Assert.That(components.Any(c => c!["kind"]!.GetValue<string>() == kind), kind);
        }
    }

    [Test]
    public void List_of_a_kind_has_that_kind_only()
    {
        var run = CliRun.Of("list", "optimizer", "--json");
        Assert.That(run.Json["components"]!.AsArray().Select(c => c!["type"]!.GetValue<string>()), Is.EqualTo(new[] { "Adam", "AdamW", "SGD" }));
        Assert.That(CliRun.Of("list", "optimizer").Out, Does.Contain("AdamW").And.Not.Contain("ResNet"));
    }

    [Test]
    public void Describe_tells_parameters_with_defaults_and_help()
    {
        var run = CliRun.Of("describe", "AdamW", "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var decay = run.Json["parameters"]!.AsArray().Single(p => p!["name"]!.GetValue<string>() == "weight_decay")!;
        Assert.That(decay["default"]!.GetValue<string>(), Is.EqualTo("0.01"));
        Assert.That(decay["help"]!.GetValue<string>(), Is.Not.Empty);
        Assert.That(CliRun.Of("describe", "AdamW").Out, Does.Contain("weight_decay"));
    }

    [Test]
    public void Config_print_reads_back_to_the_same_config()
    {
        var printed = CliRun.Of("config", "print", TinyWorld.Config(), "--set", "train_cfg.max_iters=7");
        Assert.That(printed.ExitCode, Is.Zero, printed.Error);
        var again = ConfigDocument.Parse(printed.Out);
        var original = ConfigDocument.Load(TinyWorld.Config(), [ConfigOverride.Set("train_cfg.max_iters=7")]);
        Assert.That(ConfigNode.DeepEquals(again.Root, original.Root));
    }

    [Test]
    public void All_configs_of_the_repository_are_valid_with_the_parts_they_are_made_of()
    {
        var files = Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "configs"), "*.toml", SearchOption.AllDirectories);
        var run = CliRun.Of(["config", "check", .. files]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Contain($"All {files.Length} configs are valid"));
    }

    [Test]
    public void Config_check_warns_of_missing_files_and_fails_only_when_asked()
    {
        Assert.That(CliRun.Of("config", "check", TinyWorld.Config(), "--set", "_vars_.data_root=/nowhere").ExitCode, Is.Zero);
        Assert.That(CliRun.Of("config", "check", TinyWorld.Config(), "--files", "--set", "_vars_.data_root=/nowhere").ExitCode, Is.EqualTo(2));
        Assert.That(CliRun.Of("config", "check", TinyWorld.Config(), "--files", "--set", $"_vars_.data_root={TinyWorld.Data}").ExitCode, Is.Zero);
    }

    [Test]
    public void Training_leaves_config_log_and_checkpoints()
    {
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(Path.Combine(TinyWorld.WorkDir, "last_checkpoint")).Trim(), Is.EqualTo("iter_3.safetensors"));
            var log = File.ReadAllLines(Path.Combine(TinyWorld.WorkDir, "log.jsonl")).Select(line => JsonNode.Parse(line)!).ToList();
            Assert.That(log.Select(line => line["iter"]!.GetValue<int>()), Is.EqualTo(new[] { 1, 2, 3, 3 }));
            Assert.That(log[^1]["coco/novel_bbox_mAP_50"], Is.Not.Null);
            var resolved = ConfigDocument.Load(Path.Combine(TinyWorld.WorkDir, "config.toml"));
            Assert.That(resolved.Root["train_dataloader"]!.AsTable()["dataset"]!.AsTable()["data_root"]!.AsString(), Is.EqualTo(TinyWorld.Data));
        });
        Assert.That(CliRun.Of("config", "check", Path.Combine(TinyWorld.WorkDir, "config.toml"), "--files").ExitCode, Is.Zero, "the resolved config stands for itself");
    }

    [Test]
    public void A_resumed_training_ends_with_the_weights_of_a_straight_one()
    {
        var folder = TinyWorld.NewFolder();
        Assert.That(CliRun.Of(TinyWorld.Train(folder, "--set", "train_cfg.max_iters=2", "param_scheduler.1.end=2000")).ExitCode, Is.Zero);
        var resumed = CliRun.Of(TinyWorld.Train(folder, "--resume"));
        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        Assert.That(resumed.Out, Does.Contain("at iteration 2"));
        using var a = Checkpoints.CheckpointFile.Open(Path.Combine(folder, "iter_3.safetensors"));
        using var b = Checkpoints.CheckpointFile.Open(TinyWorld.Checkpoint);
        foreach (var tensor in b.Tensors)
        {
            Assert.That(a.TryGet(tensor.Name, out var other), tensor.Name);
            using var x = tensor.Load();
            using var y = other!.Load();
            Assert.That(y.bytes.ToArray(), Is.EqualTo(x.bytes.ToArray()), tensor.Name);
        }
    }

    [Test]
    public void Overwrite_removes_the_other_run_and_starts_anew()
    {
        var folder = TinyWorld.NewFolder();
        Assert.That(CliRun.Of(TinyWorld.Train(folder)).ExitCode, Is.Zero);
        var again = CliRun.Of(TinyWorld.Train(folder, "--overwrite", "--set", "train_cfg.max_iters=1"));
        Assert.That(again.ExitCode, Is.Zero, again.Error);
        Assert.That(Directory.EnumerateFiles(folder, "*.safetensors").Select(Path.GetFileName), Is.EqualTo(new[] { "iter_1.safetensors" }));
    }

    [TestCase("train_dataloader.dataset.ann_file=absent.json")]
    [TestCase("load_from=absent.pth")]
    [TestCase("train_dataloader.batch_size=0")]
    [TestCase("val_dataloader.dataset.data_prefix.img=absent/")]
    [TestCase("val_evaluator.ann_file=absent.json")]
    [TestCase("model.neck.in_channels=[]")]
    [TestCase("default_hooks.checkpoint.save_best=coco/bbox_map50")]
    public void A_run_that_cannot_begin_removes_nothing_and_leaves_nothing(string mistake)
    {
        var folder = TinyWorld.NewFolder();
        Assert.That(CliRun.Of(TinyWorld.Train(folder, "--set", "train_cfg.max_iters=1", "--unset", "val_dataloader")).ExitCode, Is.Zero);
        Dictionary<string, byte[]> Files() => Directory.EnumerateFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
        var before = Files();
        Assert.That(before.Keys, Is.SupersetOf(new[] { "iter_1.safetensors", "last_checkpoint", "config.toml", "environment.json", "log.jsonl" }));
        Assert.That(CliRun.Of(TinyWorld.Train(folder, "--overwrite", "--set", mistake)).ExitCode, Is.EqualTo(2));
        Assert.That(Files(), Is.EqualTo(before));

        var other = Path.Combine(folder, "other");
        Assert.That(CliRun.Of(TinyWorld.Train(other, "--set", mistake)).ExitCode, Is.EqualTo(2));
        Assert.That(Directory.Exists(other), Is.False);
    }

    [Test]
    public void Test_writes_metrics_results_and_pictures()
    {
        var folder = TinyWorld.NewFolder();
        var metrics = Path.Combine(folder, "m.json");
        var results = Path.Combine(folder, "results.json");
        var run = CliRun.Of("test", TinyWorld.Config(), TinyWorld.Checkpoint, "--metrics-out", metrics, "--out", results, "--show-dir", Path.Combine(folder, "show"), "--json", "--set", $"_vars_.data_root={TinyWorld.Data}", "model.test_cfg.rcnn.score_thr=0.0");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var numbers = JsonNode.Parse(File.ReadAllText(metrics))!.AsObject();
        Assert.Multiple(() =>
        {
            Assert.That(numbers.Select(pair => pair.Key), Is.SupersetOf(new[] { "coco/bbox_mAP_50", "coco/base_bbox_mAP_50", "coco/novel_bbox_mAP_50" }));
            Assert.That(run.Json.ToJsonString(), Is.EqualTo(numbers.ToJsonString()), "standard output is the same document and nothing else");
            Assert.That(Directory.EnumerateFiles(Path.Combine(folder, "show")).Count(), Is.EqualTo(4));
        });

        // What evaluate makes of the result file must be what the test said.
        var evaluated = CliRun.Of("evaluate", "coco", "--gt", Path.Combine(TinyWorld.Data, "annotations", "instances_val.json"), "--results", results, "--json");
        Assert.That(evaluated.ExitCode, Is.Zero, evaluated.Error);
        Assert.That(evaluated.Json["stats"]!.AsArray(), Has.Count.EqualTo(12));
        Assert.That(evaluated.Json["stats"]![1]!.GetValue<double>(), Is.EqualTo(numbers["coco/bbox_mAP_50"]!.GetValue<double>()).Within(1e-12));
    }

    [TestCase("--classwise")]
    [TestCase("--set", "test_evaluator.classwise=true")]
    [TestCase("--set", """test_evaluator=["${val_evaluator}"]""", "--classwise", Description = "evaluators that are references")]
    [TestCase("--set", """test_evaluator="${val_evaluator}" """, "--classwise")]
    public void Test_prints_a_table_by_class_and_writes_its_numbers(params string[] asked)
    {
        var metrics = Path.Combine(TinyWorld.NewFolder(), "metrics.json");
        var run = CliRun.Of(["test", TinyWorld.Config(), TinyWorld.Checkpoint, "--device", "cpu", "--metrics-out", metrics, "--set", $"_vars_.data_root={TinyWorld.Data}", .. asked]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var lines = run.Out.Split('\n');
        var header = Array.FindIndex(lines, line => line.StartsWith("coco/bbox ", StringComparison.Ordinal));
        Assert.That(lines[header].Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "coco/bbox", "mAP", "mAP_50", "mAP_75", "mAP_s", "mAP_m", "mAP_l" }));
        Assert.That(lines[(header + 1)..].Where(line => line.Length > 0).Select(line => line.Split(' ')[0]), Is.EqualTo(Demo.World.Categories));
        Assert.That(run.Out, Does.Not.Contain("star_precision"), "the numbers of the table are not in the list as well");
        var numbers = JsonNode.Parse(File.ReadAllText(metrics))!.AsObject();
        Assert.That(numbers.Select(pair => pair.Key), Is.SupersetOf(new[] { "coco/bbox_mAP", "coco/star_precision", "coco/star_mAP_50", "coco/star_mAP_l" }));
        Assert.That(numbers.Select(pair => pair.Value!.GetValueKind()), Has.All.EqualTo(System.Text.Json.JsonValueKind.Number));
    }

    [Test]
    public void Validations_print_the_table_by_class_that_the_config_asks_for()
    {
        var run = CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", "train_cfg.max_iters=1", "val_evaluator.classwise=true"));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var lines = (run.Out + run.Error).Split('\n');
        var line = Array.FindIndex(lines, l => l.StartsWith("val at iteration 1: coco/bbox_mAP ", StringComparison.Ordinal));
        Assert.That(lines[line], Does.Not.Contain("star"));
        Assert.That(lines[line + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "coco/bbox", "mAP", "mAP_50", "mAP_75", "mAP_s", "mAP_m", "mAP_l" }));
        Assert.That(lines[(line + 2)..].Take(Demo.World.Categories.Count).Select(l => l.Split(' ')[0]), Is.EqualTo(Demo.World.Categories));
    }

    [Test]
    public void Detect_finds_any_words_in_folders_and_writes_pictures_and_json()
    {
        var folder = TinyWorld.NewFolder();
        var run = CliRun.Of("detect", Path.Combine(TinyWorld.Data, "val"), "--config", TinyWorld.Config(), "--checkpoint", TinyWorld.Checkpoint, "--classes", "green moon, large house", "--score-thr", "0", "--out", folder, "--json", "--set", $"_vars_.data_root={TinyWorld.Data}", "model.test_cfg.rcnn.score_thr=0.0");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var images = run.Json["images"]!.AsArray();
        Assert.That(images, Has.Count.EqualTo(4));
        var detections = images.SelectMany(image => image!["detections"]!.AsArray()).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(images[0]!["width"]!.GetValue<int>(), Is.EqualTo(128));
            Assert.That(detections, Is.Not.Empty);
            Assert.That(detections.Select(d => d!["class"]!.GetValue<string>()).Distinct(), Is.SubsetOf(new[] { "green moon", "large house" }));
            Assert.That(detections.Select(d => d!["bbox"]!.AsArray().Count), Has.All.EqualTo(4));
            Assert.That(File.Exists(Path.Combine(folder, "100001.jpg")));
            Assert.That(JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "detections.json")))!.ToJsonString(), Is.EqualTo(run.Json.ToJsonString()));
        });
    }

    [Test]
    public void Detect_takes_globs_and_never_overwrites_its_input()
    {
        var folder = TinyWorld.NewFolder();
        var input = Path.Combine(folder, "picture.jpg");
        File.Copy(TinyWorld.Picture, input);
        var before = File.ReadAllBytes(input);
        var run = CliRun.Of("detect", Path.Combine(folder, "*.jpg"), "--config", TinyWorld.Config(), "--checkpoint", TinyWorld.Checkpoint, "--out", folder, "--set", $"_vars_.data_root={TinyWorld.Data}");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllBytes(input), Is.EqualTo(before));
        Assert.That(File.Exists(Path.Combine(folder, "picture_2.jpg")));
    }

    [Test]
    public void Data_split_keeps_base_boxes_and_all_images()
    {
        var output = Path.Combine(TinyWorld.NewFolder(), "base.json");
        var run = CliRun.Of("data", "split", "--ann", Path.Combine(TinyWorld.Data, "annotations", "instances_train.json"), "--keep", "base", "-o", output);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var all = JsonNode.Parse(File.ReadAllText(Path.Combine(TinyWorld.Data, "annotations", "instances_train.json")))!;
        var kept = JsonNode.Parse(File.ReadAllText(output))!;
        var novel = all["categories"]!.AsArray().Where(c => c!["split"]!.GetValue<string>() == "novel").Select(c => c!["id"]!.GetValue<int>()).ToHashSet();
        Assert.That(kept["images"]!.AsArray(), Has.Count.EqualTo(all["images"]!.AsArray().Count));
        Assert.That(kept["annotations"]!.AsArray().Count, Is.EqualTo(all["annotations"]!.AsArray().Count(a => !novel.Contains(a!["category_id"]!.GetValue<int>()))));
    }

    [Test]
    public void The_library_finds_objects_in_a_picture()
    {
        var document = ConfigDocument.Load(TinyWorld.Config(), [ConfigOverride.Set($"_vars_.data_root={TinyWorld.Data}"), ConfigOverride.Set("model.test_cfg.rcnn.score_thr=0.0")]);
        using var detector = Detector.Load(BaronHost.StartFor(document).Open(document), TinyWorld.Checkpoint);
        Assert.That(detector.ClassNames, Has.Count.EqualTo(20));
        using var image = Media.ImageCodec.Read(TinyWorld.Picture);
        var fromMemory = detector.Detect(image, ["red star", "house"], 0);
        var fromFile = detector.Detect(TinyWorld.Picture, scoreThreshold: 0);
        Assert.That(fromMemory, Is.Not.Empty);
        Assert.That(fromFile, Is.EqualTo(fromMemory));
        Assert.That(fromMemory.Select(found => found.Score), Is.Ordered.Descending);
    }
}
