using System.Diagnostics;
using System.Security.Cryptography;
using Baron.Checkpoints;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests.Baron;

/// <summary>
/// The weights of the eight open-vocabulary models at full size: names and shapes against the weight tables of their fixtures, and
/// files that go to PyTorch and come back.
/// </summary>
[TestFixture]
public sealed class FullSizeStateDictTests
{
    private const string Counter = ".num_batches_tracked";

    // Prints what PyTorch reads, and writes other values: each number with the other sign, each counter one more.
    private const string Script =
        """
        import collections, hashlib, sys, torch
        def line(name, value):
            data = value.contiguous().reshape(-1).numpy().view("uint8")
            return "|".join([name, str(value.dtype)[6:], str(list(value.shape)), hashlib.sha256(data).hexdigest()])
        state = torch.load(sys.argv[1], map_location="cpu", weights_only=True)["state_dict"]
        changed = collections.OrderedDict()
        for name, value in state.items():
            print(line(name, value))
            changed[name] = value.neg() if value.is_floating_point() else value + 1
        torch.save({"meta": {"epoch": 1}, "state_dict": changed}, sys.argv[2])
        for name, value in changed.items():
            print(line(name, value))
        """;

    private DisposeScope _scope = null!;

    private static IEnumerable<TestCaseData> Models =>
    [
        new("ov_coco/faster_rcnn_r50_caffe_c4_90k", "i_coco_base_c4"),
        new("ov_coco/faster_rcnn_r50_fpn_syncbn_90kx2", "i_coco_base_fpn"),
        new("ov_coco/baron_kd_faster_rcnn_r50_caffe_c4_90k", "i_coco_kd_c4"),
        new("ov_coco/baron_kd_faster_rcnn_r50_fpn_syncbn_90kx2", "i_coco_kd_fpn"),
        new("ov_coco/baron_caption_faster_rcnn_r50_caffe_c4_90k", "i_coco_caption_c4"),
        new("ov_lvis/mask_rcnn_r50_fpn_syncbn_45kx4_lvis", "i_lvis_base"),
        new("ov_lvis/baron_kd_mask_rcnn_r50_fpn_syncbn_45kx4_lvis", "i_lvis_kd"),
        new("ov_lvis/baron_kd_ens_mask_rcnn_r50_fpn_syncbn_45kx4_lvis", "i_lvis_ens"),
    ];

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [Test]
    public void Every_published_config_is_among_the_models()
    {
        var root = Path.Combine(RepositoryPaths.Root, "configs", "baron");
        var files = new[] { "ov_coco", "ov_lvis" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.toml"));
        Assert.That(Models.Select(model => model.Arguments[0]), Is.EquivalentTo(files.Select(file => Path.GetRelativePath(root, file)[..^".toml".Length])));
    }

    [TestCaseSource(nameof(Models))]
    [Category("Golden")]
    public void A_config_s_weights_have_the_reference_s_names_and_shapes(string config, string fixture)
    {
        var golden = GoldenFixture.Open(fixture);
        var expected = golden.Meta("weights").EnumerateArray()
            .Select(row => $"{row[0].GetString()} float32 [{string.Join(", ", row[1].EnumerateArray())}]")
            .ToList();
        expected.AddRange(golden.Meta("weights").EnumerateArray()
            .Select(row => row[0].GetString()!)
            .Where(name => name.EndsWith(".running_mean", StringComparison.Ordinal))
            .Select(name => $"{name.Replace(".running_mean", Counter, StringComparison.Ordinal)} int64 []"));
        if (golden.HasTensor("is_base"))
        {
            expected.Add($"roi_head.bbox_head.is_base float32 [{string.Join(", ", golden.Shape("is_base"))}]");
        }

        using var model = new PublishedModel(config);
        Assert.That(
            model.Module.state_dict().Select(entry => $"{entry.Key} {Name(entry.Value.dtype)} [{string.Join(", ", entry.Value.shape)}]"),
            Is.EquivalentTo(expected));
    }

    [TestCaseSource(nameof(Models))]
    [Category("RoundTrip")]
    [Explicit("Writes 13 GB in all, two files at a time; docs/fidelity.md has the command.")]
    public void A_file_goes_to_PyTorch_and_comes_back_bit_for_bit(string config, string fixture)
    {
        _ = fixture;
        PythonTorch.Require();
        var folder = Directory.CreateTempSubdirectory("baron-weights-");
        try
        {
            using var model = new PublishedModel(config);
            var state = model.Module.state_dict();
            Fill(state);
            var written = Lines(state);
            var (ours, theirs) = (Path.Combine(folder.FullName, "ours.pth"), Path.Combine(folder.FullName, "theirs.pth"));
            TorchZipFile.Save(ours, state, "state_dict", new Dictionary<string, string> { ["epoch"] = "1" });

            // PyTorch reads it, and so does Baron.
            var printed = PythonTorch.Run(Script, ours, theirs);
            Assert.That(printed[..state.Count], Is.EqualTo(written), "what PyTorch reads");
            using (var file = CheckpointFile.Open(ours))
            {
                Assert.That(file.Tensors.Select(t => Line(t.Name, t.DtypeName, t.Shape, t.ReadBytes())), Is.EqualTo(written), "what Baron reads");
            }

            // What PyTorch wrote goes into the model, and no name is left over or lacks.
            var report = StateDictLoader.Load(model.Module, theirs);
            Assert.That((report.IsComplete, report.Loaded.Count), Is.EqualTo((true, state.Count)));
            Assert.That(Lines(state), Is.EqualTo(printed[state.Count..]), "what comes back");
            Change(state);
            Assert.That(Lines(state), Is.EqualTo(written), "the same numbers with the other sign");
            var bytes = state.Values.Sum(tensor => tensor.numel() * tensor.element_size());
            using var process = Process.GetCurrentProcess();
            TestContext.Out.WriteLine($"{config}: {state.Count} tensors, {bytes / 1e6:F0} MB, peak of the process {process.PeakWorkingSet64 / 1e6:F0} MB");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Fill(Dictionary<string, Tensor> state)
    {
        using var guard = no_grad();
        manual_seed(11);
        var count = 0;
        foreach (var tensor in state.Values)
        {
            if (tensor.is_floating_point())
            {
                tensor.normal_(0, 1);
            }
            else
            {
                tensor.fill_(count++);
            }
        }
    }

    private static void Change(Dictionary<string, Tensor> state)
    {
        using var guard = no_grad();
        foreach (var tensor in state.Values)
        {
            if (tensor.is_floating_point())
            {
                tensor.neg_();
            }
            else
            {
                tensor.sub_(1);
            }
        }
    }

    private static List<string> Lines(Dictionary<string, Tensor> state)
    {
        var lines = new List<string>();
        foreach (var (name, tensor) in state)
        {
            using var scope = NewDisposeScope();
            lines.Add(Line(name, Name(tensor.dtype), tensor.shape, tensor.detach().contiguous().bytes));
        }

        return lines;
    }

    private static string Line(string name, string dtype, IReadOnlyList<long> shape, ReadOnlySpan<byte> bytes) =>
        $"{name}|{dtype}|[{string.Join(", ", shape)}]|{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    private static string Name(ScalarType dtype) => dtype.ToString().ToLowerInvariant();
}
