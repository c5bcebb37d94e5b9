using System.Text.Json;
using Baron.Checkpoints;
using Baron.Configuration;
using Baron.Modeling;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests.Baron;

/// <summary>
/// Names and shapes in state dicts are the reference's, so that its files load without a map and Baron's load there. The eight
/// open-vocabulary models are held against the weight tables of their fixtures by <see cref="FullSizeStateDictTests"/>.
/// </summary>
[TestFixture]
public sealed class StateDictTests
{
    private const string Counter = ".num_batches_tracked";

    private static readonly int[] Widths = [256, 512, 1024, 2048];

    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase("faster_rcnn__faster-rcnn_r50_fpn_1x_coco", "c_resnet50_fpn")]
    [TestCase("faster_rcnn__faster-rcnn_r50-caffe_c4-1x_coco", "c_resnet50_caffe_c4")]
    [TestCase("mask_rcnn__mask-rcnn_r50_fpn_1x_coco", "c_resnet50_fpn")]
    [Category("Golden")]
    public void A_detector_of_MMDetection_has_its_names_and_shapes(string config, string backbone)
    {
        var golden = GoldenFixture.Open(backbone);
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "tests", "configs", config + ".json")));
        using var model = BaronFixture.Factory().Create<IDetector>((ConfigTable)JsonConfig.ToNode(document.RootElement.GetProperty("model"))).AsModule();
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        void Expect(string name, params long[] shape) => expected.Add(name, string.Join(' ', shape));
        void Layer(string name, params long[] shape)
        {
            Expect(name + ".weight", shape);
            Expect(name + ".bias", name.EndsWith("upsample", StringComparison.Ordinal) ? shape[1] : shape[0]);
        }

        foreach (var row in golden.Meta("weights").EnumerateArray().Where(row => !row[0].GetString()!.StartsWith("neck.", StringComparison.Ordinal)))
        {
            Expect(row[0].GetString()!, [.. row[1].EnumerateArray().Select(e => e.GetInt64())]);
        }

        var pyramid = config.Contains("fpn", StringComparison.Ordinal);
        for (var i = 0; i < Widths.Length && pyramid; i++)
        {
            Layer($"neck.lateral_convs.{i}.conv", 256, Widths[i], 1, 1);
            Layer($"neck.fpn_convs.{i}.conv", 256, 256, 3, 3);
        }

        var (width, anchors) = pyramid ? (256, 3) : (1024, 15);
        Layer("rpn_head.rpn_conv", width, width, 3, 3);
        Layer("rpn_head.rpn_cls", anchors, width, 1, 1);
        Layer("rpn_head.rpn_reg", 4 * anchors, width, 1, 1);
        if (pyramid)
        {
            Layer("roi_head.bbox_head.shared_fcs.0", 1024, 256 * 49);
            Layer("roi_head.bbox_head.shared_fcs.1", 1024, 1024);
        }

        Layer("roi_head.bbox_head.fc_cls", 81, pyramid ? 1024 : 2048);
        Layer("roi_head.bbox_head.fc_reg", 320, pyramid ? 1024 : 2048);
        if (config.StartsWith("mask", StringComparison.Ordinal))
        {
            for (var i = 0; i < 4; i++)
            {
                Layer($"roi_head.mask_head.convs.{i}.conv", 256, 256, 3, 3);
            }

            Layer("roi_head.mask_head.upsample", 256, 256, 2, 2);
            Layer("roi_head.mask_head.conv_logits", 80, 256, 1, 1);
        }

        var state = model.state_dict();
        var actual = state.Where(e => !e.Key.EndsWith(Counter, StringComparison.Ordinal)).Select(e => $"{e.Key}: {string.Join(' ', e.Value.shape)}");
        Assert.That(actual, Is.EquivalentTo(expected.Select(e => $"{e.Key}: {e.Value}")));
        Assert.That(
            state.Keys.Where(key => key.EndsWith(Counter, StringComparison.Ordinal)),
            Is.EquivalentTo(expected.Keys.Where(key => key.EndsWith(".running_mean", StringComparison.Ordinal)).Select(key => key.Replace(".running_mean", Counter, StringComparison.Ordinal))));
    }

    [TestCase("i_tiny")]
    [Category("Golden")]
    public void A_file_as_MMDetection_writes_it_loads_without_a_map_and_has_the_reference_s_names(string name)
    {
        var golden = GoldenFixture.Open(name);
        using var model = new WholeModel(golden);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "epoch_1.pth");
            TorchZipFile.Save(path, model.Detector.state_dict(), "state_dict", new Dictionary<string, string> { ["epoch"] = "1" });
            var table = golden.Meta("weights").EnumerateArray().ToDictionary(row => row[0].GetString()!, row => row);
            using (var file = CheckpointFile.Open(path))
            {
                var names = file.Tensors.Select(t => t.Name).Where(key => !key.EndsWith(Counter, StringComparison.Ordinal));
                Assert.That(names, Is.EquivalentTo(table.Keys));
            }

            using (no_grad())
            {
                foreach (var tensor in model.Detector.state_dict().Values)
                {
                    tensor.zero_();
                }
            }

            Assert.That(StateDictLoader.Load(model.Detector, path).IsComplete);
            foreach (var (key, tensor) in model.Detector.state_dict().Where(e => table.ContainsKey(e.Key)))
            {
                // The table has the first element, the last and the sum of what was written.
                var row = table[key];
                using var values = tensor.to(ScalarType.Float64).flatten();
                Assert.That(values[0].item<double>(), Is.EqualTo(row[4].GetDouble()).Within(1e-12), key);
                Assert.That(values[-1].item<double>(), Is.EqualTo(row[5].GetDouble()).Within(1e-12), key);
                Assert.That(values.sum().item<double>(), Is.EqualTo(row[6].GetDouble()).Within(1e-6 * Math.Max(1, values.numel())), key);
            }
        }
        finally
        {
            folder.Delete(true);
        }
    }
}
