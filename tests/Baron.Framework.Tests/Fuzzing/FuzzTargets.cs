using System.IO.Compression;
using System.Text;
using Baron.Checkpoints;
using Baron.Configuration;
using Baron.Configuration.Import;
using Baron.Data.Coco;
using Baron.Evaluation;
using Baron.Framework.Tests.Checkpoints;
using Baron.Media;
using Baron.Testing;
using Baron.Testing.Fuzzing;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Fuzzing;

/// <summary>The readers of files that come from elsewhere, each with small good files to start from.</summary>
internal static class FuzzTargets
{
    public const string Annotations =
        """
        {"info": {"year": 2017}, "images": [{"id": 1, "file_name": "a.jpg", "width": 40, "height": 30, "neg_category_ids": [2], "not_exhaustive_category_ids": [], "coco_url": "http://x/train2017/a.jpg"},
        {"id": 2, "file_name": "b.jpg", "width": 20, "height": 20, "neg_category_ids": [], "not_exhaustive_category_ids": [5], "coco_url": "http://x/val2017/b.jpg"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 5, "bbox": [1, 2, 10.5, 8], "area": 84.0, "iscrowd": 0, "segmentation": [[1, 2, 11, 2, 11, 10, 1, 10]]},
        {"id": 2, "image_id": 1, "category_id": 2, "bbox": [0, 0, 40, 30], "area": 600, "iscrowd": 1, "segmentation": {"size": [30, 40], "counts": [600, 300, 300]}},
        {"id": 3, "image_id": 2, "category_id": 5, "bbox": [2, 2, 4, 4], "area": 16, "iscrowd": 0, "segmentation": {"size": [20, 20], "counts": "X6X6"}}],
        "categories": [{"id": 5, "name": "cat", "frequency": "r", "image_count": 3, "synset": "cat.n.01"}, {"id": 2, "name": "dog", "frequency": "f", "image_count": 300, "synset": "dog.n.01"}]}
        """;

    private const string Results =
        """
        [{"image_id": 1, "category_id": 5, "bbox": [1, 2, 10, 8], "score": 0.9, "segmentation": {"size": [30, 40], "counts": "hb0hb0"}}, {"image_id": 2, "category_id": 2, "bbox": [2.5, 2, 4, 4], "score": 1e-3, "segmentation": {"size": [20, 20], "counts": "X6X6"}}]
        """;

    private const string Toml =
        """
        # a config
        _base_ = []
        _vars_ = { root = "data", n = 3, list = [1, 2.5, "x"] }
        title = 'literal' # comment
        text = '''
        many
        lines'''
        more = "esc \u00e4 \t \"quoted\" ${_vars_.root}/x"
        dates = [1979-05-27T07:32:00Z, 07:32:00, 1979-05-27]
        numbers = [0x1F, 0o17, 0b11, 1_000, -1e-3, inf, nan, true]
        [model]
        type = "A"
        norm_cfg = { type = "BN", requires_grad = true }
        n = "${_vars_.n}"
        [model.neck]
        _delete_ = true
        "quoted key".a.b = 1
        [[hooks]]
        type = "X"
        [[hooks]]
        interval = 5
        """;

    private const string Python =
        """
        # a config
        '''text'''
        root = 'data/' "coco/"
        scale = (1333, 800)
        norm_cfg = dict(type='BN', requires_grad=True, x=None)
        pipeline = [
            dict(type='Load', backend_args=None),  # first
            dict(type='Resize', scale=scale, keep_ratio=True, ratios=[0.5, 1.0] + [2.0] * 2),
        ]
        model = dict(
            type='mmdet.A', depth=50 * 2 + 1, lr=0.02 / 8, path=f'{root}x_{scale[0]}.json', r=r'a\d', e='\u00e4\n',
            inner={'a': {**norm_cfg, 'b': -2 ** 2}, 'c': (1,), 1: [*scale]}, n=7 // 2 % 3, inf=float('inf'), l=list(range(3)))
        model2 = dict(model, type='B')
        train_cfg = dict(by_epoch=True, max_epochs=12); val_cfg = dict(_delete_=True, type='ValLoop')
        count = 1
        count += 2
        """;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("unpickler", [".pth", ".pt", ".pkl"], Pickles, ["cposix\nsystem\n", "ctorch._utils\n_rebuild_tensor_v2\n", "ccollections\nOrderedDict\n", "(", ")R", "}(", "u", "tQ", "h\0", "."], Checkpoint),
        new("safetensors", [".safetensors", ".bin"], Safetensors, ["\"dtype\"", "\"F32\"", "\"shape\":[", "\"data_offsets\":[0,", "{", "}", "\"__metadata__\":{"], Checkpoint),
        new("npy and npz", [".npy", ".npz"], Arrays, ["'descr': '>f8'", "'fortran_order': True", "'shape': (", "PK\u0005\u0006"], Checkpoint),
        new("COCO annotations", [".json"], _ => Texts(Annotations), Json, CocoAnnotations),
        new("COCO and LVIS ground truth and results", [".json"], _ => Texts(Annotations, Results), Json, CocoMetrics),
        new("LVIS annotations", [".json"], _ => Texts(Annotations), Json, LvisAnnotations),
        new("TOML", [".toml"], _ => Texts(Toml), ["[[", "]]", "\"\"\"", "'''", "= {", "${", "${a.b}", "_base_ = ", "_delete_ = true", "\\u", "nan", "1979-05-27"], TomlConfig),
        new("images", [".jpg", ".png", ".bmp", ".webp"], Images, [], Image),
        new("config importer", [".py"], _ => Texts(Python), ["dict(", ")", "[", "*", "**", "f'{", "'''", "_base_ = ", "{{_base_.a}}", "lambda", " * 10 ** 9", "range(", "\\\n"], ImportPython),
    ];

    private static string[] Json => ["{", "}", "[", "]", ",", ":", "\"segmentation\": ", "\"counts\": ", "\"size\": [1000000, 1000000]", "\"bbox\": ", "null", "\\u0000", "\"id\": 1"];

    private static IReadOnlyList<byte[]> Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static List<byte[]> Pickles(string folder)
    {
        byte[] values = [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64];
        var state = new PickleBytes().Op("}(").Text("state_dict").Global("collections", "OrderedDict").Op(")R(")
            .Text("a.weight").Tensor("FloatStorage", "0", 4, 0, [2, 2], [1, 2]).Text("b").Tensor("HalfStorage", "1", 2, 1, [1], [1]).Op("u").Text("meta").Op("}").Text("epoch").Int(3).Op("su");
        var array = new PickleBytes().Op("}").Text("w").Global("numpy.core.multiarray", "_reconstruct").Global("numpy", "ndarray").Int(0).Raw(0x85).Raw((byte)'C', 1, (byte)'b').Raw(0x87).Op("R(")
            .Int(1).Int(2).Raw(0x85).Global("numpy", "dtype").Text("f4").Int(0).Int(1).Raw(0x87).Op("R(").Int(3).Text("<").Op("NNN").Int(-1).Int(-1).Int(0).Op("tb").Raw(0x89)
            .Raw((byte)'B', 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8).Op("tbs");
        var records = new[] { ("archive/data/0", values), ("archive/data/1", values[..4]) };
        var pickle = state.Done();
        List<byte[]> seeds =
        [
            PickleBytes.Zip([("archive/data.pkl", pickle), .. records]),
            PickleBytes.Zip([("archive/data.pkl", pickle), .. records], CompressionLevel.SmallestSize),
            array.Done(),
            .. PickleProtocolTests.Written,
            PickleProtocolTests.LongText(),
        ];
        if (RepositoryPaths.Shared is { } shared && Directory.Exists(Path.Combine(shared, "data", "checkpoints")))
        {
            seeds.AddRange(Directory.GetFiles(Path.Combine(shared, "data", "checkpoints")).Where(f => Path.GetExtension(f) is ".pth" or ".pt" or ".pkl").Order(StringComparer.Ordinal).Select(File.ReadAllBytes));
        }

        return seeds;
    }

    private static List<byte[]> Safetensors(string folder)
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(folder, "seed.safetensors");
        SafetensorsFile.Save(path, [new("a", rand(3, 2)), new("b.c", ones(4, ScalarType.Byte)), new("empty", zeros(0, 2))], new Dictionary<string, string> { ["format"] = "pt" });
        return [File.ReadAllBytes(path)];
    }

    private static List<byte[]> Arrays(string folder)
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(folder, "seed.npy");
        NpyFile.Save(path, rand(3, 2));
        var array = File.ReadAllBytes(path);
        return [array, PickleBytes.Zip([("a.npy", array), ("b.npy", array)], CompressionLevel.SmallestSize), PickleBytes.Zip([("a.npy", array)])];
    }

    private static List<byte[]> Images(string folder)
    {
        using var image = new ImageBuffer(24, 32);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)((i * 7) ^ (i / 96 * 13));
        }

        return [.. new[] { ".jpg", ".png", ".bmp", ".webp" }.Select(format => ImageCodec.Encode(image, format))];
    }

    private static void Checkpoint(string path)
    {
        using var file = CheckpointFile.Open(path);
        foreach (var tensor in file.Tensors)
        {
            tensor.Sum();
            if (tensor.ByteCount < 1 << 20)
            {
                tensor.ReadBytes();
            }
        }
    }

    private static void CocoAnnotations(string path)
    {
        using var dataset = new CocoDataset(path);
        for (var i = 0; i < dataset.Count; i++)
        {
            dataset.GetAnnotations(i);
        }
    }

    private static void LvisAnnotations(string path)
    {
        using var dataset = new LvisV1Dataset(path);
        for (var i = 0; i < dataset.Count; i++)
        {
            dataset.GetAnnotations(i);
        }
    }

    private static void CocoMetrics(string path)
    {
        try
        {
            CocoGroundTruth.Load(path, masks: true);
            LvisGroundTruth.Load(path, masks: true);
        }
        catch (BaronException)
        {
            // Then it is a file of results.
            CocoResults.Load(path, CocoIouType.Box);
            CocoResults.Load(path, CocoIouType.Mask);
        }
    }

    private static void TomlConfig(string path) => ConfigDocument.Load(path, environment: _ => null).ToToml();

    private static void Image(string path)
    {
        ImageCodec.ReadSize(path);
        ImageCodec.Read(path).Dispose();
    }

    private static void ImportPython(string path) => ConfigImporter.Import(path).ToToml();
}
