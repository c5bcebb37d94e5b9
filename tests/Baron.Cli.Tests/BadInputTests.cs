using Baron.Checkpoints;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Cli.Tests;

/// <summary>Every mistake of a request is a readable line on standard error and exit code 2.</summary>
public sealed class BadInputTests
{
    [Test]
    public void A_config_that_is_missing()
    {
        Wrong(CliRun.Of("train", "nowhere/absent.toml"), "nowhere/absent.toml", "does not exist");
        Wrong(CliRun.Of("test", "absent.toml", TinyWorld.Checkpoint), "absent.toml");
        Wrong(CliRun.Of("detect", TinyWorld.Picture, "--config", "absent.toml", "--checkpoint", TinyWorld.Checkpoint), "absent.toml");
        Wrong(CliRun.Of("config", "check", "absent.toml"), "absent.toml");
    }

    [Test]
    public void A_config_that_cannot_be_read()
    {
        Wrong(CliRun.Of("train", TinyWorld.Folder), "folder");
        var binary = Path.Combine(TinyWorld.NewFolder(), "binary.toml");
        File.WriteAllBytes(binary, [0x61, 0xff, 0xfe, 0x0a]);
        Wrong(CliRun.Of("train", binary), "binary.toml");
    }

    [Test]
    public void An_evaluation_without_end()
    {
        string[] test = ["test", TinyWorld.Config(), TinyWorld.Checkpoint, "--set", $"_vars_.data_root={TinyWorld.Data}"];
        Wrong(CliRun.Of([.. test, "test_dataloader.sampler.type=InfiniteSampler"]), "tiny.toml", "has no end", "DefaultSampler");
        var run = CliRun.Of([.. test, "test_dataloader.drop_last=true", "test_dataloader.batch_size=1000000"]);
        Assert.That(run.Out + run.Error, Does.Contain("warning: the evaluation leaves out images: 0 batches"));
    }

    [Test]
    public void A_config_that_is_not_toml()
    {
        var run = CliRun.Of("train", Write("broken.toml", "model = {\n"));
        Wrong(run, "broken.toml:1:");
    }

    [Test]
    public void An_unknown_key_with_the_nearest_name()
    {
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", "train_cfg.max_iter=3")), "'max_iter'", "did you mean 'max_iters'?");
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", "default_hooks.checkpoint.save_best=coco/bbox_map50")), "save_best", "did you mean 'coco/bbox_mAP_50'?");
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", "custom_hooks=[{ type = \"EarlyStoppingHook\", monitor = \"mAP\", strict = true }]")), "EarlyStoppingHook", "'mAP'", "coco/bbox_mAP");
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", "modell.x=3")), "'modell'", "did you mean 'model'?");
    }

    [Test]
    public void A_value_of_the_wrong_type() =>
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", "model.neck.out_channels=many")), "model.neck.out_channels", "an integer", "'many'");

    [Test]
    public void An_unknown_component_with_the_nearest_name() =>
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", "model.neck.type=FPM")), "'FPM'", "did you mean 'FPN'?");

    [Test]
    public void All_mistakes_of_a_config_in_one_go_one_line_each()
    {
        var run = CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", "model.neck.typo=1", "model.backbone.depth=deep"));
        Assert.That(run.ExitCode, Is.EqualTo(2), run.Error);
        Assert.That(run.ErrorLines, Has.Length.EqualTo(2).And.All.StartsWith("error: "));
    }

    [Test]
    public void A_class_weight_list_that_does_not_fit_names_the_place() =>
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", "param_scheduler.0.end=0")), "param_scheduler.0");

    [Test]
    public void A_missing_annotation_file() =>
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", "train_dataloader.dataset.ann_file=annotations/absent.json")), "absent.json");

    [Test]
    public void A_missing_data_folder() =>
        Wrong(CliRun.Of("train", TinyWorld.Config(), "--work-dir", TinyWorld.NewFolder(), "--set", "_vars_.data_root=/nowhere/data"), "/nowhere/data");

    [Test]
    public void An_annotation_file_that_is_not_json()
    {
        var file = Write("annotations.json", "{ this is not json");
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", $"train_dataloader.dataset.ann_file={file}")), file);
        Wrong(CliRun.Of("evaluate", "coco", "--gt", file, "--results", file), file);
        Wrong(CliRun.Of("data", "split", "--ann", file, "--keep", "base", "-o", Path.Combine(TinyWorld.NewFolder(), "out.json")), file);
    }

    [Test]
    public void An_annotation_file_that_names_absent_images()
    {
        var source = File.ReadAllText(Path.Combine(TinyWorld.Data, "annotations", "instances_train_base.json"));
        var file = Write("renamed.json", source.Replace("000003.jpg", "gone.jpg", StringComparison.Ordinal));
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", $"train_dataloader.dataset.ann_file={file}")), "gone.jpg");
    }

    [Test]
    public void A_truncated_image()
    {
        var data = Path.Combine(TinyWorld.NewFolder(), "data");
        CopyFolder(TinyWorld.Data, data);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(data, "train")))
        {
            var bytes = File.ReadAllBytes(file);
            File.WriteAllBytes(file, bytes[..(bytes.Length / 3)]);
        }

        Wrong(CliRun.Of("train", TinyWorld.Config(), "--work-dir", TinyWorld.NewFolder(), "--set", $"_vars_.data_root={data}"), Path.Combine(data, "train"), ".jpg");
        var picture = Write("half.jpg", "");
        File.WriteAllBytes(picture, File.ReadAllBytes(TinyWorld.Picture)[..500]);
        Wrong(Detect(picture), picture);
    }

    [Test]
    public void A_truncated_image_while_evaluating()
    {
        var data = Path.Combine(TinyWorld.NewFolder(), "data");
        CopyFolder(TinyWorld.Data, data);
        var picture = Directory.EnumerateFiles(Path.Combine(data, "val")).First();
        File.WriteAllBytes(picture, File.ReadAllBytes(picture)[..700]);
        Wrong(CliRun.Of("test", TinyWorld.Config(), TinyWorld.Checkpoint, "--set", $"_vars_.data_root={data}"), picture);
    }

    [TestCase("model.roi_head.bbox_head.cls_embeddings_path=\"/nowhere/embeddings.npy\"", "/nowhere/embeddings.npy")]
    [TestCase("load_from=\"/nowhere/weights.pth\"", "/nowhere/weights.pth")]
    [TestCase("model.backbone.init_cfg={ type = \"Pretrained\", checkpoint = \"/nowhere/backbone.pth\" }", "/nowhere/backbone.pth")]
    public void A_missing_file_of_weights(string setting, string file) =>
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", setting)), file);

    [Test]
    public void An_annotation_file_that_is_not_json_to_look_into()
    {
        var file = Write("annotations.json", "{\"images\": [");
        Wrong(CliRun.Of("data", "stats", file), file, "not valid JSON");
        Wrong(CliRun.Of("test", TinyWorld.Config(), TinyWorld.Checkpoint, "--set", $"_vars_.data_root={TinyWorld.Data}", $"test_dataloader.dataset.ann_file={file}"), file, "not valid JSON");
    }

    [Test]
    public void A_list_or_an_XML_file_of_Pascal_VOC_that_is_broken()
    {
        var root = TinyWorld.NewFolder();
        string[] settings = ["train_dataloader.dataset.type=VOCDataset", "train_dataloader.dataset.ann_file=list.txt", $"train_dataloader.dataset.data_root={root}", "train_dataloader.dataset.data_prefix.img="];
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), ["--set", .. settings])), "list.txt", "does not exist");
        File.WriteAllText(Path.Combine(root, "list.txt"), "000001\n");
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), ["--set", .. settings])), "000001.xml", "does not exist");
        Directory.CreateDirectory(Path.Combine(root, "Annotations"));
        File.WriteAllText(Path.Combine(root, "Annotations", "000001.xml"), "<annotation><object>");
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), ["--set", .. settings])), "000001.xml", "not in the format of Pascal VOC");
    }

    [Test]
    public void A_checkpoint_that_is_missing_or_truncated()
    {
        Wrong(Test("absent.safetensors"), "absent.safetensors");
        var half = Write("half.safetensors", "");
        var bytes = File.ReadAllBytes(TinyWorld.Checkpoint);
        File.WriteAllBytes(half, bytes[..(bytes.Length / 2)]);
        Wrong(Test(half), half);
        Wrong(CliRun.Of("detect", TinyWorld.Picture, "--config", TinyWorld.Config(), "--checkpoint", half, "--set", $"_vars_.data_root={TinyWorld.Data}"), half);
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--resume", half)), half);
    }

    [Test]
    public void A_checkpoint_that_does_not_fit_lists_missing_unexpected_and_mis_shaped_names()
    {
        var file = Path.Combine(TinyWorld.NewFolder(), "other.safetensors");
        using (NewDisposeScope())
        {
            using var source = CheckpointFile.Open(TinyWorld.Checkpoint);
            var weights = source.Tensors.ToDictionary(t => t.Name, t => t.Load());
            weights.Remove("backbone.conv1.weight");
            weights["neck.lateral_convs.0.conv.weight"] = zeros(3, 4);
            weights["something.else"] = zeros(2);
            SafetensorsFile.Save(file, weights);
        }

        string[] parts = ["missing in the file: backbone.conv1.weight", "not in the model: something.else", "neck.lateral_convs.0.conv.weight [3, 4] instead of"];
        Wrong(Test(file), parts);
        Wrong(CliRun.Of("detect", TinyWorld.Picture, "--config", TinyWorld.Config(), "--checkpoint", file, "--json", "--set", $"_vars_.data_root={TinyWorld.Data}"), parts);
    }

    [TestCase("absent/resnet.pth")]
    [TestCase("torchvision://resnet999")]
    [TestCase("open-mmlab://detectron2/resnet50_caffe")]
    public void Initial_weights_that_are_absent_matter_to_training_only(string file)
    {
        var change = $"model.backbone.init_cfg={{type='Pretrained',checkpoint='{file}'}}";
        var run = CliRun.Of("detect", TinyWorld.Picture, "--config", TinyWorld.Config(), "--checkpoint", TinyWorld.Checkpoint, "--json", "--out", TinyWorld.NewFolder(), "--set", $"_vars_.data_root={TinyWorld.Data}", change);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Json["images"]!.AsArray(), Has.Count.EqualTo(1));
        var training = CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", change));
        Assert.That(training.ExitCode, Is.Not.Zero);
        Assert.That(training.Error, Does.Contain(file));
    }

    [Test]
    public void Initial_weights_that_fit_in_part_are_told_in_training()
    {
        var file = Path.Combine(TinyWorld.NewFolder(), "part.safetensors");
        using (NewDisposeScope())
        {
            using var source = CheckpointFile.Open(TinyWorld.Checkpoint);
            var weights = source.Tensors.Where(t => t.Name.StartsWith("backbone.", StringComparison.Ordinal)).ToDictionary(t => t.Name["backbone.".Length..], t => t.Load());
            weights.Remove("conv1.weight");
            weights["bn1.bias"] = zeros(3);
            weights["fc.weight"] = zeros(2);
            SafetensorsFile.Save(file, weights);
        }

        var run = CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", $"model.backbone.init_cfg={{type='Pretrained',checkpoint='{file}'}}"));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Out + run.Error, Does.Contain("warning: init_cfg Pretrained of backbone").And.Contain("1 missing in the file: conv1.weight").And.Contain("bn1.bias [3] instead of [8]").And.Not.Contain("fc.weight"));
    }

    [Test]
    public void A_weight_file_cannot_be_resumed_from()
    {
        var file = Path.Combine(TinyWorld.NewFolder(), "weights.safetensors");
        using (NewDisposeScope())
        {
            SafetensorsFile.Save(file, new Dictionary<string, Tensor> { ["a"] = zeros(1) });
        }

        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--resume", file)), "cannot be resumed");
    }

    [Test]
    public void A_work_directory_that_cannot_be_written()
    {
        var file = Write("file", "");
        Wrong(CliRun.Of(TinyWorld.Train(Path.Combine(file, "work"))), "cannot be written", "--work-dir");
        Wrong(CliRun.Of("demo", "--work-dir", Path.Combine(file, "demo")), "cannot be written");
    }

    [Test]
    public void A_work_directory_with_the_checkpoints_of_another_run()
    {
        var before = File.GetLastWriteTimeUtc(TinyWorld.Checkpoint);
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.WorkDir)), "another run", "--resume", "--overwrite");
        Assert.That(File.GetLastWriteTimeUtc(TinyWorld.Checkpoint), Is.EqualTo(before), "the other run must not be touched");
    }

    [Test]
    public void Results_that_cannot_be_written()
    {
        var inside = Path.Combine(Write("file", ""), "inside");
        string[] test = ["test", TinyWorld.Config(), TinyWorld.Checkpoint, "--set", $"_vars_.data_root={TinyWorld.Data}"];
        Wrong(CliRun.Of([.. test, "--out", inside]), inside, "cannot be written");
        Wrong(CliRun.Of([.. test, "--metrics-out", inside]), inside, "cannot be written");
        Wrong(CliRun.Of([.. test, "--show-dir", inside]), inside, "cannot be made");
        Wrong(CliRun.Of("detect", TinyWorld.Picture, "--config", TinyWorld.Config(), "--checkpoint", TinyWorld.Checkpoint, "--out", inside, "--set", $"_vars_.data_root={TinyWorld.Data}"), inside, "cannot be written");
        Wrong(CliRun.Of("config", "schema", "-o", inside), inside, "cannot be written");
        Wrong(CliRun.Of("checkpoint", "convert", TinyWorld.Checkpoint, inside + ".pth"), inside, "cannot be written");
    }

    [TestCase("[]", "empty")]
    [TestCase("[\"red star\", \"house\", \"red star\"]", "'red star' twice")]
    public void A_class_list_of_a_config_that_is_empty_or_has_duplicates(string classes, string why) =>
        Wrong(CliRun.Of(TinyWorld.Train(TinyWorld.NewFolder(), "--set", $"train_dataloader.dataset.metainfo={{ classes = {classes} }}")), "metainfo.classes", why);

    [Test]
    public void An_unknown_device_for_other_commands()
    {
        Wrong(CliRun.Of("test", TinyWorld.Config(), TinyWorld.Checkpoint, "--device", "tpu", "--set", $"_vars_.data_root={TinyWorld.Data}"), "'tpu'", "is unknown");
        Wrong(Detect(TinyWorld.Picture, "--device", "tpu"), "'tpu'", "is unknown");
    }

    [TestCase("tpu", "is unknown")]
    [TestCase("cuda:x", "is unknown")]
    [TestCase("cuda:99", "CUDA device")]
    public void An_unknown_device(string device, string why) =>
        Wrong(CliRun.Of(["train", TinyWorld.Config(), "--work-dir", TinyWorld.NewFolder(), "--set", $"_vars_.data_root={TinyWorld.Data}", "--device", device]), $"'{device}'", why);

    [TestCase("", "empty")]
    [TestCase("star,,moon", "empty name")]
    [TestCase("star, moon ,star", "'star' twice")]
    public void A_class_list_that_is_empty_or_has_duplicates(string classes, string why)
    {
        Wrong(Detect(TinyWorld.Picture, "--classes", classes), why);
        var file = Write("classes.txt", classes.Replace(',', '\n').Replace("\n\n", "\nmoon\nmoon\n", StringComparison.Ordinal));
        Wrong(Detect(TinyWorld.Picture, "--classes-file", file), classes.Length == 0 ? "no class" : "twice");
    }

    [Test]
    public void Classes_for_a_detector_whose_classes_are_fixed()
    {
        var workDir = TinyWorld.NewFolder();
        var trained = CliRun.Of("train", TinyWorld.Config("tiny_plain.toml"), "--work-dir", workDir, "--unset", "val_dataloader", "--set", $"_vars_.data_root={TinyWorld.Data}");
        Assert.That(trained.ExitCode, Is.Zero, trained.Error);
        Wrong(
            CliRun.Of("detect", TinyWorld.Picture, "--config", TinyWorld.Config("tiny_plain.toml"), "--checkpoint", Path.Combine(workDir, "iter_2.safetensors"), "--classes", "red star", "--set", $"_vars_.data_root={TinyWorld.Data}"),
            "not an open-vocabulary detector");
    }

    [Test]
    public void Inputs_that_are_not_there()
    {
        Wrong(Detect("absent.jpg"), "absent.jpg");
        Wrong(Detect(TinyWorld.NewFolder()), "no pictures");
        Wrong(Detect(Path.Combine(TinyWorld.Folder, "*.nothing")), "No picture matches");
        Wrong(Detect(Write("words.jpg", "these are words")), "words.jpg");
    }

    [Test]
    public void Options_that_do_not_exist_or_contradict()
    {
        Wrong(CliRun.Of("train"), "argument", "'train'");
        Wrong(CliRun.Of("train", TinyWorld.Config(), "--epochs", "3"), "--epochs");
        Wrong(CliRun.Of("fly"), "fly");
        Wrong(CliRun.Of("demo", "--method", "magic"), "magic");
        Wrong(Detect(TinyWorld.Picture, "--classes", "a", "--classes-file", "b"), "not both");
        Wrong(CliRun.Of("list", "backbones"), "'backbones'");
        Wrong(CliRun.Of("describe", "FPM"), "did you mean 'FPN'?");
        Wrong(CliRun.Of("list", "--plugins-dir", "/nowhere/plugins"), "/nowhere/plugins");
        Wrong(CliRun.Of("evaluate", "coco", "--gt", "absent.json", "--results", "absent.json"), "absent.json");
    }

    private static CliRun Test(string checkpoint) =>
        CliRun.Of("test", TinyWorld.Config(), checkpoint, "--set", $"_vars_.data_root={TinyWorld.Data}");

    private static CliRun Detect(string input, params string[] more) =>
        CliRun.Of(["detect", input, "--config", TinyWorld.Config(), "--checkpoint", TinyWorld.Checkpoint, "--json", "--set", $"_vars_.data_root={TinyWorld.Data}", .. more]);

    private static void Wrong(CliRun run, params string[] parts)
    {
        Assert.That(run.ExitCode, Is.EqualTo(2), $"standard output: {run.Out}\nstandard error: {run.Error}");
        var errors = run.ErrorLines.Where(line => line.StartsWith("error: ", StringComparison.Ordinal)).ToList();
        Assert.That(errors, Has.Count.EqualTo(1), run.Error);
        foreach (var part in parts)
        {
            Assert.That(errors[0], Does.Contain(part));
        }

        Assert.That(run.Error, Does.Not.Contain("   at "), "no stack trace without --verbose");
    }

    private static string Write(string name, string text)
    {
        var path = Path.Combine(TinyWorld.NewFolder(), name);
        File.WriteAllText(path, text);
        return path;
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
