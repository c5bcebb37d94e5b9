using System.IO.Compression;
using System.Runtime.InteropServices;
using Baron.Checkpoints;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Checkpoints;

public sealed class CheckpointConverterTests
{
    private static readonly long Size = long.Parse(Environment.GetEnvironmentVariable("BARON_LARGE_MB") ?? "200", System.Globalization.CultureInfo.InvariantCulture) << 20;

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
    public void A_converted_file_is_the_file_that_the_loaded_weights_give([Values("safetensors", "pth")] string from, [Values("safetensors", "pth")] string to)
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("source." + from);
        if (from == "pth")
        {
            File.WriteAllBytes(path, Archive());
        }
        else
        {
            using var archive = CheckpointFile.Open(_folder.File("archive.pth", Archive()));
            SafetensorsFile.Save(path, archive.Tensors.Select(t => KeyValuePair.Create(t.Name, t.Load())));
        }

        var report = CheckpointConverter.Convert(path, _folder.File("out." + to));
        using var file = CheckpointFile.Open(path);
        Assert.That(report.Bytes, Is.EqualTo(file.Tensors.Sum(t => t.ByteCount)));
        AssertSameFile(_folder.File("out." + to), file.Tensors.Select(t => KeyValuePair.Create(t.Name, t.Load())));
    }

    [TestCase("detectron2", TestName = "{m}(anchors in another order)")]
    [TestCase("torchvision", TestName = "{m}(background at the other end)")]
    [TestCase("clip_hf", TestName = "{m}(joined projections)")]
    [TestCase("mmdet", TestName = "{m}(names alone)")]
    public void A_mapped_file_is_the_file_that_the_mapped_weights_give(string map)
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<KeyValuePair<string, Tensor>> weights = map == "clip_hf"
            ? [
                new("image_encoder.class_embedding", rand(4)), new("image_encoder.proj", rand(4, 3)),
                new("image_encoder.transformer.resblocks.0.attn.in_proj_weight", rand(12, 4)), new("image_encoder.transformer.resblocks.0.attn.in_proj_bias", rand(12)),
                new("text_encoder.token_embedding.weight", rand(7, 4)),
            ]
            : [
                new("backbone.conv1.weight", rand(2, 3, 3, 3)), new("backbone.layer1.0.bn1.running_var", rand(2)), new("backbone.layer1.0.bn1.num_batches_tracked", tensor(7L)),
                new("roi_head.bbox_head.fc_cls.weight", rand(4, 5)), new("roi_head.bbox_head.fc_reg.weight", rand(12, 5)),
                new("rpn_head.rpn_cls.weight", rand(15, 2, 1, 1)), new("rpn_head.rpn_cls.bias", rand(15)), new("rpn_head.rpn_reg.weight", rand(60, 2, 1, 1)), new("rpn_head.rpn_reg.bias", rand(60)),
            ];
        foreach (var way in (string[])["there", "back"])
        {
            map = way == "back" && map == "clip_hf" ? "clip" : map;
            var path = _folder.File(way + ".safetensors");
            SafetensorsFile.Save(path, weights);
            var report = CheckpointConverter.Convert(path, _folder.File(way + ".pth"), map);
            using var file = CheckpointFile.Open(path);
            var mapped = Baron.Checkpoints.Maps.KeyMaps.Apply(map, [.. file.Tensors.Select(t => KeyValuePair.Create(t.Name, t.Load()))]);
            AssertSameFile(_folder.File(way + ".pth"), mapped.Tensors);
            Assert.That(report.LeftOut, Is.EqualTo(mapped.LeftOut));
            Assert.That(report.Kept, Is.EqualTo(mapped.Kept));
            weights = mapped.Tensors;
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
    public void A_prefix_takes_a_part_of_the_file_with_a_map_and_without()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("a.safetensors");
        var values = rand(2, 3);
        SafetensorsFile.Save(path, [new("teacher.backbone.res2.0.conv1.weight", values), new("student.backbone.res2.0.conv1.weight", rand(2)), new("epoch", rand(1))]);
        CheckpointConverter.Convert(path, _folder.File("plain.pth"), prefix: "teacher.");
        AssertSameFile(_folder.File("plain.pth"), [new("backbone.res2.0.conv1.weight", values)]);
        CheckpointConverter.Convert(path, _folder.File("mapped.pth"), "detectron2", "teacher.");
        AssertSameFile(_folder.File("mapped.pth"), [new("backbone.layer1.0.conv1.weight", values)]);
        Assert.That(
            () => CheckpointConverter.Convert(path, _folder.File("none.pth"), prefix: "ema."),
            Throws.TypeOf<BaronException>().With.Message.Contains("no name starts with 'ema.'").And.Message.Contains("'teacher.backbone.res2.0.conv1.weight'"));
        Assert.That(_folder.File("none.pth"), Does.Not.Exist);
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
    [Platform("Linux")]
    public void A_file_is_not_overwritten_with_its_own_conversion_by_whatever_name([Values("link.pth", "folder/a.pth")] string name, [Values] bool swapped)
    {
        var path = _folder.File("a.pth", Archive());
        var content = File.ReadAllBytes(path);
        File.CreateSymbolicLink(_folder.File(name.StartsWith("link.", StringComparison.Ordinal) ? name : "unused.pth"), "a.pth");
        File.CreateSymbolicLink(_folder.File("folder"), _folder.Path);
        var (input, output) = swapped ? (_folder.File(name), path) : (path, _folder.File(name));
        Assert.That(() => CheckpointConverter.Convert(input, output), Throws.TypeOf<BaronException>().With.Message.Contains("overwritten with its own conversion"));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(content));
    }

    [Test]
    [Platform("Linux")]
    public void A_target_that_is_a_link_stays_one([Values("pth", "safetensors")] string extension)
    {
        var path = _folder.File("a.pth", Archive());
        File.CreateSymbolicLink(_folder.File($"latest.{extension}"), $"b.{extension}");
        CheckpointConverter.Convert(path, _folder.File($"latest.{extension}"));
        Assert.That(new FileInfo(_folder.File($"latest.{extension}")).LinkTarget, Is.EqualTo($"b.{extension}"));
        using var file = CheckpointFile.Open(_folder.File($"b.{extension}"));
        Assert.That(file.Tensors, Is.Not.Empty);
    }

    [Test]
    public void A_conversion_that_is_stopped_leaves_the_old_file_and_no_other([Values("pth", "safetensors")] string extension)
    {
        var path = _folder.File("a.pth", Archive());
        var output = _folder.File($"b.{extension}", [1, 2, 3]);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.That(() => CheckpointConverter.Convert(path, output, stop: stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(File.ReadAllBytes(output), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(Directory.GetFiles(_folder.Path), Has.Length.EqualTo(2));
    }

    [Test]
    public void An_empty_path_is_a_readable_error() =>
        Assert.That(() => CheckpointConverter.Convert("", _folder.File("b.pth")), Throws.TypeOf<BaronException>().With.Message.Contains("cannot be read"));

    [Test]
    [Category("Slow")]
    [Platform("Linux")]
    public void Loading_a_large_file_takes_little_more_than_its_size([Values("safetensors", "pth", "npz")] string extension)
    {
        var path = WriteLarge(extension);
        Settle();
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

    [Test]
    [Category("Slow")]
    [Platform("Linux")]
    public void Converting_a_large_file_takes_a_small_part_of_its_size([Values("safetensors", "pth")] string extension, [Values(null, "mmdet")] string? map)
    {
        var path = WriteLarge(extension);
        Settle();
        var before = Memory("VmRSS");
        CheckpointConverter.Convert(path, _folder.File("out.pth"), map);
        var peak = Memory("VmHWM") - before;
        TestContext.Out.WriteLine($"{peak >> 20} MB for {Size >> 20} MB");
        Assert.That(peak, Is.LessThan(Size * 0.2));
    }

    // What PyTorch's files may have and a tensor in memory does not show: shared storages, other orders, other types.
    private static byte[] Archive()
    {
        var floats = MemoryMarshal.AsBytes(Enumerable.Range(0, 300_000).Select(i => i / 3f).ToArray().AsSpan()).ToArray();
        return new PickleBytes().Op("}(")
            .Text("whole").Tensor("FloatStorage", "0", 300_000, 0, [300, 1000], [1000, 1])
            .Text("tied").Tensor("FloatStorage", "0", 300_000, 0, [300, 1000], [1000, 1])
            .Text("transposed").Tensor("FloatStorage", "0", 300_000, 0, [1000, 300], [1, 1000])
            .Text("part").Tensor("FloatStorage", "0", 300_000, 1007, [20, 11], [1000, 2])
            .Text("expanded").Tensor("FloatStorage", "0", 300_000, 5, [4, 6], [0, 1])
            .Text("empty").Tensor("FloatStorage", "0", 300_000, 0, [3, 0], [1, 1])
            .Text("half").Tensor("HalfStorage", "1", 6, 0, [3, 2], [1, 3])
            .Text("brain").Tensor("BFloat16Storage", "2", 6, 1, [5], [1])
            .Text("count").Tensor("LongStorage", "3", 1, 0, [], [])
            .Text("flag").Tensor("BoolStorage", "4", 3, 0, [3], [1])
            .Op("u")
            .Archive(
                ("archive/data/0", floats),
                ("archive/data/1", [0, 60, 0, 64, 0, 66, 0, 68, 0, 69, 0, 70]),
                ("archive/data/2", [128, 63, 0, 64, 64, 64, 128, 64, 160, 64, 192, 64]),
                ("archive/data/3", [1, 2, 3, 0, 0, 0, 0, 0]),
                ("archive/data/4", [1, 0, 1]));
    }

    private string WriteLarge(string extension)
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("large." + extension);
        var tensors = Enumerable.Range(0, 50).Select(i => new KeyValuePair<string, Tensor>($"backbone.layer1.{i}.conv1.weight", full([Size / 50 / 4], i, ScalarType.Float32)));
        if (extension == "pth")
        {
            TorchZipFile.Save(path, tensors);
        }
        else if (extension == "npz")
        {
            // Deflated, from a file so that no array stays in this process.
            using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
            foreach (var (name, value) in tensors)
            {
                var array = _folder.File("array.npy");
                NpyFile.Save(array, value);
                zip.CreateEntryFromFile(array, name + ".npy", CompressionLevel.Fastest);
                File.Delete(array);
                value.Dispose();
            }
        }
        else
        {
            SafetensorsFile.Save(path, tensors);
        }

        return path;
    }

    // Memory that was freed and not given back would hide what is taken next.
    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        GiveBack(0);
        File.WriteAllText("/proc/self/clear_refs", "5");
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int GiveBack(nuint rest);

    private void AssertSameFile(string written, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var expected = _folder.File("expected" + Path.GetExtension(written));
        if (written.EndsWith(".pth", StringComparison.Ordinal))
        {
            TorchZipFile.Save(expected, tensors);
        }
        else
        {
            SafetensorsFile.Save(expected, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        }

        Assert.That(File.ReadAllBytes(written).AsSpan().SequenceEqual(File.ReadAllBytes(expected)), Is.True);
    }

    private static long Memory(string key) =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(key + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture) << 10;
}
