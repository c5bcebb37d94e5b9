using System.Text.Json;
using Baron.Checkpoints;
using Baron.Configuration;
using Baron.Modeling;
using Baron.Registry;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests.Baron;

/// <summary>A whole detector as a fixture describes it, with the fixture's weights and pictures.</summary>
internal sealed class WholeModel : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("baron").FullName;
    private readonly GoldenFixture _golden;

    public WholeModel(GoldenFixture golden)
    {
        _golden = golden;
        Factory = BaronFixture.Factory();
        Config = Read(golden);
        var weights = golden.Meta("weights");
        var shape = weights.EnumerateArray().First(r => r[0].GetString() == "roi_head.bbox_head.cls_embeddings")[1];
        var embeddings = Path.Combine(_folder, "embeddings.npy");
        using (var zero = zeros(shape[0].GetInt64(), shape[1].GetInt64()))
        {
            NpyFile.Save(embeddings, zero);
        }

        Config = Set(Config, "roi_head.bbox_head.cls_embeddings_path", embeddings);
        if (At("roi_head.bbox_head.loss_cls.class_weight") is ConfigScalar)
        {
            Config = Set(Config, "roi_head.bbox_head.loss_cls.class_weight", Frequencies("class_weight"));
        }

        if (At("roi_head.bbox_head.class_info") is ConfigScalar)
        {
            Config = Set(Config, "roi_head.bbox_head.class_info", Frequencies("is_base"));
        }

        Detector = (OvdTwoStageDetector)Factory.Create<IDetector>(Config);
        Assert.That(GoldenFill.FillModule(Detector, weights, golden.Seed), Is.SubsetOf(new[] { "roi_head.bbox_head.is_base" }), "every weight is in the fixture's table");
    }

    public ComponentFactory Factory { get; }

    public ConfigTable Config { get; }

    public OvdTwoStageDetector Detector { get; }

    public OvdStandardRoIHead RoiHead => (OvdStandardRoIHead)Detector.RoiHead;

    public RpnHead RpnHead => (RpnHead)Detector.RpnHead;

    /// <summary>The samples of a branch.</summary>
    /// <param name="branch"><c>det</c>, or a method's name.</param>
    public IReadOnlyList<DataSample> Samples(string branch)
    {
        // The pictures of a method's batch have a folder of their own.
        var prefix = _golden.Meta("images").GetString()!.Split('\'')[1].Split("/img")[0];
        var folder = branch == "det" ? prefix : $"{prefix}/ovd";
        return [.. _golden.Meta($"{branch}_metas").EnumerateArray().Select((meta, i) => Sample(
            _golden, Meta(meta), $"{folder}/img{i}", $"{branch}.gt_boxes{i}", branch == "det" ? $"det.gt_labels{i}" : null, branch == "det" ? $"det.gt_masks_packed{i}" : null) is var sample && _golden.TryMeta($"{branch}.captions", out var captions)
            ? sample with { Truth = sample.Truth with { Captions = BaronFixture.Strings(captions[i][0]) } }
            : sample)];
    }

    public static DataSample Sample(GoldenFixture golden, ImageMeta meta, string picture, string boxes, string? labels, string? masks)
    {
        var truth = golden.Tensor(boxes);
        var (height, width) = (meta.ImageShape.Height, meta.ImageShape.Width);
        return new DataSample(
            GoldenFill.Image(picture, height, width, golden.Seed),
            meta,
            new GroundTruth
            {
                Boxes = truth,
                Labels = labels is null ? zeros(truth.shape[0], dtype: ScalarType.Int64) : golden.Tensor(labels),
                Masks = masks is not null && golden.HasTensor(masks) ? Unpack(golden.Array<byte>(masks), truth.shape[0], height, width) : null,
            });
    }

    public static ImageMeta Meta(JsonElement meta)
    {
        ImageSize Size(string name) => new(meta.GetProperty(name)[0].GetInt32(), meta.GetProperty(name)[1].GetInt32());
        return new ImageMeta
        {
            ImageId = meta.GetProperty("img_id").GetInt64(),
            OriginalShape = Size("ori_shape"),
            ImageShape = Size("img_shape"),
            ScaleX = meta.GetProperty("scale_factor")[0].GetDouble(),
            ScaleY = meta.GetProperty("scale_factor")[1].GetDouble(),
        };
    }

    /// <summary>Masks from bits, one padded row of bytes a mask.</summary>
    public static Tensor Unpack(byte[] packed, long count, int height, int width)
    {
        var values = new byte[count * height * width];
        var stride = packed.Length / (int)count;
        for (var mask = 0; mask < count; mask++)
        {
            for (var i = 0; i < height * width; i++)
            {
                values[(mask * height * width) + i] = (byte)((packed[(mask * stride) + (i / 8)] >> (7 - (i % 8))) & 1);
            }
        }

        return tensor(values, [count, height, width], dtype: ScalarType.Byte);
    }

    public void Dispose()
    {
        Detector.Dispose();
        Directory.Delete(_folder, true);
    }

    private ConfigNode? At(string path) =>
        path.Split('.').Aggregate((ConfigNode?)Config, (node, key) => (node as ConfigTable)?[key]);

    // A list of categories as LVIS's: those with a weight have images.
    private string Frequencies(string tensor)
    {
        var path = Path.Combine(_folder, tensor + ".json");
        var classes = At("roi_head.bbox_head.num_classes")!.AsInt32();
        File.WriteAllText(path, JsonSerializer.Serialize(_golden.Array<double>(tensor).Take(classes).Select((weight, i) => new { id = i + 1, image_count = weight > 0 ? 10 : 0 })));
        return path;
    }

    private static ConfigTable Read(GoldenFixture golden)
    {
        ConfigTable table;
        if (golden.TryMeta("model", out var model))
        {
            table = (ConfigTable)JsonConfig.ToNode(model);
        }
        else
        {
            // The fixture names the published configuration.
            var name = golden.Meta("config").GetString()!.Replace("/", "__", StringComparison.Ordinal).Replace(".py", ".json", StringComparison.Ordinal);
            var path = Path.Combine(RepositoryPaths.Root, "tests", "configs", name);
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            table = (ConfigTable)JsonConfig.ToNode(document.RootElement.GetProperty("model"));
        }

        if (golden.TryMeta("changed", out var changed))
        {
            foreach (var change in changed.EnumerateObject())
            {
                var path = change.Name.StartsWith("train_cfg", StringComparison.Ordinal) || change.Name.StartsWith("test_cfg", StringComparison.Ordinal) ? change.Name : "roi_head." + change.Name;
                table = Set(table, path, change.Value.ValueKind == JsonValueKind.Null ? null : JsonConfig.ToNode(change.Value));
            }
        }

        return table;
    }

    private static ConfigTable Set(ConfigTable table, string path, object? value)
    {
        var keys = path.Split('.', 2);
        if (keys.Length == 2)
        {
            return With(table, keys[0], Set((table[keys[0]] as ConfigTable) ?? new ConfigTable([], SourcePosition.None), keys[1], value));
        }

        return value is null ? table.Without(keys[0]) : With(table, keys[0], ConfigNode.From(value, SourcePosition.None));
    }

    private static ConfigTable With(ConfigTable table, string key, ConfigNode value) =>
        table.Without(key).With(new ConfigEntry(key, SourcePosition.None, value));
}
