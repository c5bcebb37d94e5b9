using System.Text.Json.Nodes;
using Baron.Checkpoints;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Checkpoints;

public sealed class TrainingCheckpointTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Everything_comes_back_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var random = new RandomSource(3);
        random.NextUInt64();
        var saved = new TrainingCheckpoint
        {
            Iteration = 1234567890123,
            Epoch = 7,
            Config = "[model]\ntype = \"X\"  # \"quoted\"\n",
            Seed = ulong.MaxValue,
            Random = new Dictionary<string, ulong[]> { ["main"] = random.SaveState() },
            Optimizer = new JsonObject { ["lr"] = 0.1 },
            Schedulers = [new JsonObject { ["last_step"] = 12 }],
            Sampler = new JsonObject { ["position"] = 99 },
            Metrics = new Dictionary<string, double> { ["coco/bbox_mAP_50"] = 0.1 + 0.2, ["nan"] = double.NaN },
            Extra = new JsonObject { ["hook"] = "x" },
            Model = new Dictionary<string, Tensor> { ["a.weight"] = arange(6).to(ScalarType.Float32).view(2, 3), ["a.steps"] = tensor(5L) },
            OptimizerTensors = new Dictionary<string, Tensor> { ["exp_avg/a.weight"] = ones(2, 3) },
            StateTensors = new Dictionary<string, Tensor> { ["torch_rng"] = arange(16).to(ScalarType.Byte) },
        };
        var path = _folder.File("iter_1.safetensors");
        saved.Save(path);

        var loaded = TrainingCheckpoint.Load(path);
        Assert.That(loaded.Iteration, Is.EqualTo(saved.Iteration));
        Assert.That(loaded.Epoch, Is.EqualTo(7));
        Assert.That(loaded.Config, Is.EqualTo(saved.Config));
        Assert.That(loaded.Seed, Is.EqualTo(ulong.MaxValue));
        Assert.That(loaded.Random["main"], Is.EqualTo(random.SaveState()));
        Assert.That(loaded.Optimizer["lr"]!.GetValue<double>(), Is.EqualTo(0.1));
        Assert.That(loaded.Schedulers[0]!["last_step"]!.GetValue<int>(), Is.EqualTo(12));
        Assert.That(loaded.Sampler["position"]!.GetValue<int>(), Is.EqualTo(99));
        Assert.That(loaded.Metrics["coco/bbox_mAP_50"], Is.EqualTo(0.1 + 0.2));
        Assert.That(loaded.Metrics["nan"], Is.NaN);
        Assert.That(loaded.Extra["hook"]!.GetValue<string>(), Is.EqualTo("x"));
        Assert.That(loaded.Model["a.weight"].data<float>().ToArray(), Is.EqualTo(new float[] { 0, 1, 2, 3, 4, 5 }));
        Assert.That(loaded.Model["a.steps"].shape, Is.Empty);
        Assert.That(loaded.OptimizerTensors["exp_avg/a.weight"].shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(loaded.StateTensors["torch_rng"].data<byte>().ToArray(), Is.EqualTo(Enumerable.Range(0, 16).Select(i => (byte)i)));
    }

    [Test]
    public void The_file_is_a_plain_checkpoint_as_well()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("a.safetensors");
        Minimal().Save(path);
        using var file = CheckpointFile.Open(path);
        Assert.That(file.Tensors.Select(t => t.Name), Is.EqualTo(new[] { "w" }));
        Assert.That(file.AllTensors.Select(t => t.Name), Does.Contain("optimizer/m"));
    }

    [Test]
    public void Weights_alone_cannot_be_resumed_from()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("a.safetensors");
        SafetensorsFile.Save(path, [new("w", ones(2))]);
        Assert.That(() => TrainingCheckpoint.Load(path), Throws.TypeOf<BaronException>().With.Message.Contains("weights only"));
    }

    [Test]
    public void A_damaged_state_is_a_readable_error()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("a.safetensors");
        SafetensorsFile.Save(path, [new("w", ones(2))], new Dictionary<string, string> { ["baron.training"] = "{\"iteration\": \"many\"" });
        Assert.That(() => TrainingCheckpoint.Load(path), Throws.TypeOf<BaronException>().With.Message.Contains("state in its header is damaged"));
    }

    [Test]
    public void A_failed_save_leaves_the_old_file()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("a.safetensors");
        Minimal().Save(path);
        var before = File.ReadAllBytes(path);
        var bad = Minimal() with { Model = new Dictionary<string, Tensor> { ["optimizer/x"] = ones(1) } };
        Assert.That(() => bad.Save(path), Throws.TypeOf<BaronException>().With.Message.Contains("reserved"));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(_folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void The_work_directory_knows_its_last_checkpoint()
    {
        using var scope = NewDisposeScope();
        Assert.That(TrainingCheckpoint.FindLast(_folder.Path), Is.Null);
        var path = _folder.File("iter_10.safetensors");
        Minimal().Save(path);
        TrainingCheckpoint.WriteLast(_folder.Path, path);
        Assert.That(TrainingCheckpoint.FindLast(_folder.Path), Is.EqualTo(path));
        Assert.That(File.ReadAllText(_folder.File("last_checkpoint")), Is.EqualTo("iter_10.safetensors\n"));
        File.Delete(path);
        Assert.That(() => TrainingCheckpoint.FindLast(_folder.Path), Throws.TypeOf<BaronException>().With.Message.Contains("iter_10"));
        File.WriteAllText(Path.Combine(_folder.Path, "last_checkpoint"), "\n");
        Assert.That(() => TrainingCheckpoint.FindLast(_folder.Path), Throws.TypeOf<BaronException>().With.Message.Contains("is empty"));
    }

    private static TrainingCheckpoint Minimal() => new()
    {
        Model = new Dictionary<string, Tensor> { ["w"] = ones(2) },
        OptimizerTensors = new Dictionary<string, Tensor> { ["m"] = ones(2) },
    };
}
