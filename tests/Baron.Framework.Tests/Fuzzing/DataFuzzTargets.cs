using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Baron.Checkpoints;
using Baron.Data;
using Baron.Data.Coco;
using Baron.Data.Voc;
using Baron.Demo;
using Baron.Framework.Tests.Data;
using Baron.Framework.Tests.Plugins;
using Baron.Hosting;
using Baron.Plugins;
using Baron.Registry;
using Baron.Testing.Fuzzing;
using Baron.Training;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Fuzzing;

/// <summary>Further readers: of Pascal VOC, caches, captions, class names, logs, training checkpoints and plugins.</summary>
internal static class DataFuzzTargets
{
    private const string Source = "annotations.json";
    private const string GoodCache = "good.baron-cache";
    private const int CacheHeader = 56;
    private const int CacheLengthAt = 40;
    private const int CacheSumAt = 48;

    private const string Captions =
        """
        {"images": [{"id": 1, "file_name": "a.jpg", "width": 40, "height": 30, "captions": ["a cat", "a dog on a mat"], "pos_category_ids": [5, 2]},
        {"id": 2, "file_name": "b.jpg", "coco_url": "http://x/val2017/b.jpg", "width": 20, "height": 20, "neg_category_ids": [2], "not_exhaustive_category_ids": []},
        {"id": 7, "file_name": "c.jpg", "width": 10, "height": 10}],
        "annotations": [{"id": 1, "image_id": 2, "caption": "two cats"}, {"id": 2, "image_id": 7, "caption": "nothing"}, {"id": 3, "image_id": 2, "caption": "a bed"},
        {"id": 4, "image_id": 1, "category_id": 5, "bbox": [1, 2, 10.5, 8], "area": 84.0, "iscrowd": 0, "segmentation": [[1, 2, 11, 2, 11, 10]]},
        {"id": 5, "image_id": 7, "category_id": 2, "bbox": [1, 2, 3, 4], "iscrowd": 1}],
        "categories": [{"id": 5, "name": "cat", "frequency": "r", "image_count": 3}, {"id": 2, "name": "dog", "split": "base"}]}
        """;

    private const string Scenes =
        """
        {"images": [{"id": 1, "file_name": "a.jpg"}, {"id": 2, "file_name": "b.jpg"}], "categories": [{"id": 1, "name": "star"}, {"id": 2, "name": "moon"}],
        "annotations": [{"image_id": 1, "category_id": 2, "bbox": [1, 2, 3, 4.5], "color": "red", "size": 0.5}, {"image_id": 1, "category_id": 1, "bbox": [0, 0, 9, 9], "color": "blue", "size": 1}]}
        """;

    private const string Voc =
        """
        <?xml version="1.0" encoding="utf-8"?>
        <annotation>
        <folder>VOC2007</folder><filename>000005.jpg</filename><!-- a comment -->
        <size><width>500</width><height>375</height><depth>3</depth></size>
        <object><name>chair</name><pose>Rear</pose><truncated>0</truncated><difficult>0</difficult><bndbox><xmin>263</xmin><ymin>211</ymin><xmax>324</xmax><ymax>339</ymax></bndbox></object>
        <object><name>dog &amp; cat</name><difficult>1</difficult><bndbox><xmin>5.5</xmin><ymin>244</ymin><xmax>67</xmax><ymax>374</ymax></bndbox>
        <part><name>head</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></part></object>
        </annotation>
        """;

    private const string Log =
        """
        {"mode": "train", "iter": 1, "lr": 0.02, "loss": 3.25, "time": 0.1, "memory": 512}
        {"mode": "train", "iter": 2, "lr": 2e-2, "loss": "NaN", "grad_norm": "Infinity"}
        {"mode": "val", "iter": 2, "epoch": 1, "coco/bbox_mAP_50": 0.125, "names": ["a", {"b": null}]}
        {"mode": "train", "iter": 3, "lo
        """;

    private const string Help =
        """
        <?xml version="1.0"?>
        <doc><assembly><name>Acme</name></assembly><members>
        <member name="T:Acme.Net"><summary>A net, see <see cref="M:Acme.Net.#ctor(System.Int32)"/> or <see langword="null"/>.</summary><remarks><para>One.</para><list><item>Two</item></list></remarks></member>
        <member name="M:Acme.Net.#ctor(System.Int32)"><summary>Creates <c>it</c>.</summary><param name="depth">How deep; <paramref name="width"/> too.</param><exception cref="T:System.Exception"/></member>
        <member name="P:Acme.Net.Depth"/></members></doc>
        """;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("Pascal VOC annotations", [".xml"], _ => Texts(Voc), ["<size>", "</size>", "<object>", "</object>", "<bndbox>", "<difficult>", "<xmin>", "<![CDATA[", "]]>", "<!--", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "&#0;", "&#x10FFFF;", "<?xml version=\"1.0\" encoding=\"utf-7\"?>", "encoding=\"utf-16\""], VocAnnotations),
        new("Pascal VOC lists", [".txt"], _ => Texts("000005\n2008_000001 1\n\nname  -1\n"), ["../", "/", "\0", "http://x/", "file:///", "%20", "#", "?", " ", "\t"], VocList),
        new("annotation caches", [CocoAnnotationCache.Ending], Cache, [], DamagedCache),
        new("annotation caches with a check sum that fits", [CocoAnnotationCache.Ending], Cache, ["\u0001\0\0\0", "\uffff"], SealedCache),
        new("captions", [".json"], _ => Texts(Captions), Json, CaptionDataset),
        new("scenes with captions", [".json"], _ => Texts(Scenes), Json, SceneDataset),
        new("annotation files that are split and counted", [".json"], _ => Texts(FuzzTargets.Annotations), Json, SplitAndCount),
        new("class names", [".txt"], _ => Texts("# classes\ncat\n dog \n\ngreen moon\n"), ["#", "\n", "\n\n", "\0", "\u2028", ","], path => Vocabulary.Read(path)),
        new("logs of runs", [".jsonl"], _ => Texts(Log), ["{", "}", "[", "]", "\"iter\": ", "\"mode\": ", "\"\\ud800\": 1", "null", "1e999", "\n"], RunLogs),
        new("training checkpoints", [".safetensors"], Training, ["\\\"config\\\"", "\\\"iteration\\\":", "\\\"extra\\\":", "\\\"random\\\":", "null", "{}", "[]", "\"optimizer/", "\"state/"], TrainingFile),
        new("plugin assemblies", [".dll"], Assemblies, [], PluginFile),
        new("help of plugins", [".xml"], _ => Texts(Help), ["<member name=\"T:A\">", "</member>", "<summary>", "<param name=\"x\">", "<see cref=\"", "<para>", "/>", "<!DOCTYPE a>", "&lt;", "&a;"], path => XmlDocumentation.Read(path)),
    ];

    private static string[] Json => ["{", "}", "[", "]", ",", ":", "\"captions\": [", "\"caption\": ", "\"image_id\": 1", "\"category_id\": ", "\"bbox\": ", "null", "\\u0000", "\\ud800", "\"id\": 1"];

    private static IReadOnlyList<byte[]> Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static void VocAnnotations(string path)
    {
        // The list names this one file.
        var list = path + ".txt";
        File.WriteAllText(list, Path.GetFileNameWithoutExtension(path));
        try
        {
            Annotations(new VocDataset(list, dataRoot: Path.GetDirectoryName(path)!, filterCfg: new FilterConfig(BboxMinSize: 8), metainfo: new DatasetMetainfo(["chair", "dog & cat"]), annSubdir: ""));
        }
        finally
        {
            File.Delete(list);
        }
    }

    private static void VocList(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        foreach (var name in new[] { "000005", "2008_000001", "name" })
        {
            File.WriteAllText(Path.Combine(folder, name + ".xml"), Voc);
        }

        Annotations(new VocDataset(path, dataRoot: folder, annSubdir: "", testMode: true));
    }

    private static void Annotations(VocDataset dataset)
    {
        for (var i = 0; i < dataset.Count; i++)
        {
            dataset.GetAnnotations(i);
            dataset.GetSize(i);
            dataset.GetImageId(i);
        }
    }

    // The cache of an annotation file in the same folder.
    private static byte[][] Cache(string folder)
    {
        var source = Path.Combine(folder, Source);
        File.WriteAllText(source, Captions);
        File.SetLastWriteTimeUtc(source, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Load(source);
        var cache = File.ReadAllBytes(source + CocoAnnotationCache.Ending);
        File.WriteAllBytes(Path.Combine(folder, GoodCache), cache);
        return [cache];
    }

    private static void DamagedCache(string path)
    {
        var source = Path.Combine(Path.GetDirectoryName(path)!, Source);
        var bytes = File.ReadAllBytes(path);
        var good = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, GoodCache));
        File.WriteAllBytes(source + CocoAnnotationCache.Ending, bytes);
        var file = Load(source);
        Require(file.IsFromCache == bytes.AsSpan().SequenceEqual(good), "A damaged cache was used, or a good one was not.");
        RequireWhole(source, file);
    }

    // As if the writer had had a fault: what is in the cache is not what the reader expects, and its check sum is right.
    private static void SealedCache(string path)
    {
        var source = Path.Combine(Path.GetDirectoryName(path)!, Source);
        var good = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, GoodCache));
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < CacheHeader)
        {
            throw new BaronException("There is nothing behind the header.");
        }

        good.AsSpan(0, CacheLengthAt).CopyTo(bytes);
        var sum = new CacheSum();
        sum.Add(bytes.AsSpan(CacheHeader));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(CacheLengthAt), bytes.Length - CacheHeader);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(CacheSumAt), sum.Value);
        File.WriteAllBytes(source + CocoAnnotationCache.Ending, bytes);
        var file = Load(source);
        if (file.IsFromCache)
        {
            // It is consistent, so that nothing that is looked up in it is missing.
            AnnotationContent.Of(file);
        }
        else
        {
            RequireWhole(source, file);
        }
    }

    private static void RequireWhole(string source, CocoAnnotationFile file)
    {
        var expected = AnnotationContent.Of(CocoAnnotationFile.Load(new FileInfo(source), smallestCached: long.MaxValue));
        Require(AnnotationContent.Of(file) == expected, "What was read is not what the annotation file has.");
        var again = Load(source);
        Require(again.IsFromCache && AnnotationContent.Of(again) == expected, "The cache was not written anew.");
        if (!file.IsFromCache)
        {
            throw new BaronException("The cache is not used.");
        }
    }

    private static CocoAnnotationFile Load(string source) => CocoAnnotationFile.Load(new FileInfo(source), smallestCached: 0);

    private static void CaptionDataset(string path)
    {
        using var dataset = new CocoCaptionOvdDataset(path);
        for (var i = 0; i < dataset.Count; i++)
        {
            dataset.GetAnnotations(i);
        }
    }

    private static void SceneDataset(string path)
    {
        var dataset = new RegionCaptionDataset(path);
        for (var i = 0; i < dataset.Count; i++)
        {
            dataset.GetSize(i);
        }
    }

    private static void SplitAndCount(string path)
    {
        AnnotationStatistics.Read(path);
        var target = path + ".split";
        try
        {
            AnnotationSplitter.Split(path, target, "5");
        }
        finally
        {
            File.Delete(target);
        }
    }

    private static void RunLogs(string path)
    {
        // A resumed run cuts its log off at the iteration it starts from.
        var resumed = path + ".resumed";
        File.Copy(path, resumed);
        try
        {
            new JsonLinesLog(resumed, keepUntil: 2, line => (string?)line["mode"] == "train").Dispose();
            var log = RunLog.Read(path);
            foreach (var key in log.Keys)
            {
                log.Series(key);
            }
        }
        finally
        {
            File.Delete(resumed);
        }
    }

    private static List<byte[]> Training(string folder)
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(folder, "seed.safetensors");
        new TrainingCheckpoint
        {
            Iteration = 3,
            Epoch = 1,
            Config = "model = { type = \"A\" }",
            Seed = 7,
            Random = new Dictionary<string, ulong[]> { ["loader"] = [1, 2, 3, 4] },
            Optimizer = new JsonObject { ["step"] = 3 },
            Schedulers = [new JsonObject { ["last"] = 0.5 }],
            Sampler = new JsonObject { ["next"] = 4 },
            Metrics = new Dictionary<string, double> { ["coco/bbox_mAP_50"] = 12.5 },
            Extra = new JsonObject { ["class_names"] = new JsonArray("cat", "dog") },
            Model = new Dictionary<string, Tensor> { ["a.weight"] = ones(2, 2) },
            OptimizerTensors = new Dictionary<string, Tensor> { ["momentum/a.weight"] = ones(2, 2) },
            StateTensors = new Dictionary<string, Tensor> { ["torch"] = ones(4) },
        }.Save(path);
        return [File.ReadAllBytes(path)];
    }

    private static void TrainingFile(string path)
    {
        using (var file = CheckpointFile.Open(path))
        {
            TrainingCheckpoint.ClassNames(file);
            TrainingCheckpoint.ConfigText(file);
        }

        using var checkpoint = TrainingCheckpoint.Load(path);
        Require(
            checkpoint is { Config: not null, Random: not null, Optimizer: not null, Schedulers: not null, Sampler: not null, Metrics: not null, Extra: not null },
            "A part of the state is missing, and nobody said so.");
    }

    private static List<byte[]> Assemblies(string folder)
    {
        var path = Path.Combine(folder, "Seed.dll");
        TinyAssembly.Write(path, references: [("Baron.Framework", TinyAssembly.Framework), ("System.Runtime", "10.0.0.0")]);
        return [File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "test-plugins", "ThirdParty.Twin", "ThirdParty.Twin.dll"))];
    }

    private static void PluginFile(string path)
    {
        if (PluginManifest.Read(path, out var problem) is null)
        {
            throw new BaronException(problem!);
        }
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidOperationException(message);
        }
    }
}
