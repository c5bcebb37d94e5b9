using Baron.Checkpoints;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Checkpoints;

public sealed class CheckpointConverterTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Weights_go_to_safetensors_and_to_pth_and_back_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        TorchZipFile.Save(_folder.File("a.pth"), [new("w", rand(3, 5)), new("half", rand(4).to(ScalarType.BFloat16)), new("flag", ones(2, ScalarType.Bool))], "state_dict");
        CheckpointConverter.Convert(_folder.File("a.pth"), _folder.File("b.safetensors"));
        CheckpointConverter.Convert(_folder.File("b.safetensors"), _folder.File("c.pth"));
        using var a = CheckpointFile.Open(_folder.File("a.pth"));
        using var c = CheckpointFile.Open(_folder.File("c.pth"));
        Assert.That(c.Tensors.Select(t => t.ToString()), Is.EquivalentTo(a.Tensors.Select(t => t.ToString())));
        foreach (var tensor in a.Tensors)
        {
            Assert.That(c.TryGet(tensor.Name, out var other) && other.ReadBytes().SequenceEqual(tensor.ReadBytes()), tensor.Name);
        }
    }

    [Test]
    public void A_training_checkpoint_gives_its_weights_only()
    {
        using var scope = NewDisposeScope();
        using (var training = new TrainingCheckpoint { Model = new Dictionary<string, Tensor> { ["w"] = rand(2) }, OptimizerTensors = new Dictionary<string, Tensor> { ["momentum/w"] = rand(2) } })
        {
            training.Save(_folder.File("iter_1.safetensors"));
        }

        var report = CheckpointConverter.Convert(_folder.File("iter_1.safetensors"), _folder.File("w.pth"));
        Assert.That(report.Tensors, Is.EqualTo(1));
    }

    [Test]
    public void Names_are_mapped_and_what_is_left_out_is_reported()
    {
        using var scope = NewDisposeScope();
        SafetensorsFile.Save(_folder.File("d2.safetensors"), [new("backbone.res2.0.conv1.weight", rand(2)), new("pixel_mean", rand(3))]);
        var report = CheckpointConverter.Convert(_folder.File("d2.safetensors"), _folder.File("mm.pth"), "mmdet");
        Assert.That(report.LeftOut, Has.Count.EqualTo(1));
        using var file = CheckpointFile.Open(_folder.File("mm.pth"));
        Assert.That(file.Tensors.Select(t => t.Name), Is.EqualTo(new[] { "backbone.layer1.0.conv1.weight" }));
    }

    [Test]
    public void Wrong_requests_are_refused_and_leave_no_file()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("a.safetensors");
        SafetensorsFile.Save(path, [new("w", rand(2))]);
        var before = File.ReadAllBytes(path);
        Assert.That(() => CheckpointConverter.Convert(path, path), Throws.TypeOf<BaronException>().With.Message.Contains("overwritten"));
        Assert.That(() => CheckpointConverter.Convert(path, _folder.File("a.onnx")), Throws.TypeOf<BaronException>().With.Message.Contains("'.onnx'"));
        Assert.That(() => CheckpointConverter.Convert(path, _folder.File("b.pth"), "clip"), Throws.TypeOf<BaronException>().With.Message.Contains("'w'"));
        Assert.That(Directory.GetFiles(_folder.Path), Is.EqualTo(new[] { path }));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
    }

    [TestCase("backbone.pth", 330)]
    [TestCase("coco2017-0.241078ap-model.pth", 444)]
    [TestCase("mobilenet_v2_1.0_imagenet_folded_fp32.npz", 159)]
    public void Published_weights_convert_without_loss(string name, int tensors)
    {
        var source = RepositoryPaths.Shared is { } shared ? Path.Combine(shared, "data", "weights", name) : "";
        if (!File.Exists(source))
        {
            Assert.Ignore("The published weights are not beside the checkout.");
        }

        var report = CheckpointConverter.Convert(source, _folder.File("a.safetensors"));
        Assert.That(report.Tensors, Is.EqualTo(tensors));
        using var a = CheckpointFile.Open(source);
        using var b = CheckpointFile.Open(_folder.File("a.safetensors"));
        foreach (var tensor in a.Tensors)
        {
            Assert.That(b.TryGet(tensor.Name, out var other) && other.ReadBytes().SequenceEqual(tensor.ReadBytes()), tensor.Name);
        }
    }

    [Test]
    [Category("Slow")]
    [Platform("Linux")]
    public void Loading_a_large_file_takes_little_more_than_its_size([Values("safetensors", "pth")] string extension)
    {
        const long Size = 200L << 20;
        var path = _folder.File("large." + extension);
        using (NewDisposeScope())
        {
            var tensors = Enumerable.Range(0, 50).Select(i => new KeyValuePair<string, Tensor>($"w{i}", full([Size / 50 / 4], i, ScalarType.Float32))).ToList();
            if (extension == "pth")
            {
                TorchZipFile.Save(path, tensors);
            }
            else
            {
                SafetensorsFile.Save(path, tensors);
            }
        }

        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Memory("VmRSS");
        var mappedBefore = Memory("RssFile");
        using (NewDisposeScope())
        {
            using var file = CheckpointFile.Open(path);
            var loaded = file.Tensors.Select(t => t.Load()).ToList();
            Assert.That(loaded[49][0].item<float>(), Is.EqualTo(49));
            var peak = Memory("VmHWM") - before;
            var mapped = Memory("RssFile") - mappedBefore;
            TestContext.Out.WriteLine($"{peak >> 20} MB for {Size >> 20} MB, of which {mapped >> 20} MB are pages of the file");
            Assert.That(peak, Is.LessThan(Size * 1.3));
            Assert.That(mapped, Is.LessThan(Size * 0.3), "values must not be in memory twice");
        }
    }

    private static long Memory(string key) =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(key + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture) << 10;
}
