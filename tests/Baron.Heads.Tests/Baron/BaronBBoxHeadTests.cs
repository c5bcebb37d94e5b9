using System.Text.Json;
using Baron.Checkpoints;
using Baron.Clip;
using Baron.Clip.Towers;
using Baron.Configuration;
using Baron.Modeling;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests.Baron;

[TestFixture]
public sealed class BaronBBoxHeadTests
{
    private DisposeScope _scope = null!;
    private string _folder = null!;

    [SetUp]
    public void OpenScope()
    {
        _scope = NewDisposeScope();
        _folder = Directory.CreateTempSubdirectory("baron").FullName;
    }

    [TearDown]
    public void CloseScope()
    {
        _scope.Dispose();
        Directory.Delete(_folder, true);
    }

    [TestCase("h_bbox_heads")]
    [Category("Golden")]
    public void Scores_losses_gradients_and_detections_are_those_of_the_reference(string name)
    {
        var golden = GoldenFixture.Open(name);
        var clip = BaronFixture.Clip(golden);
        foreach (var entry in golden.Meta("heads").EnumerateObject())
        {
            var key = entry.Name;
            var weights = golden.Meta($"{key}.weights");
            var head = (BBoxHead)Create(entry.Value, weights);
            ((IPseudoWordHead)head).SetVisionLanguageModel(clip);
            var left = GoldenFill.FillModule(head, weights, golden.Seed);
            Assert.That(left.Where(k => k != "is_base"), Is.Empty);
            if (golden.HasTensor($"{key}.is_base"))
            {
                golden.AssertExact($"{key}.is_base", head.get_buffer("is_base"));
            }

            var rois = golden.Tensor("rois");
            var (count, channels) = (rois.shape[0], entry.Value.GetProperty("in_channels").GetInt64());
            var size = entry.Value.GetProperty("roi_feat_size").GetInt64();
            var x = (GoldenFill.Fill($"h/xa/{channels}", [count, channels, 1, 1], -1, 1.5, golden.Seed).clamp(min: 0)
                * GoldenFill.Fill($"h/xb/{channels}", [count, channels, size, size], 0.5, 1.5, golden.Seed)).detach();
            x.requires_grad_();

            head.train();
            var (cls, reg) = head.Forward(x);
            golden.AssertClose($"{key}.train.cls", cls);
            golden.AssertClose($"{key}.train.reg", reg);
            var samples = Samples(golden);
            var train = new RcnnTrainConfig(null!, null!);
            var losses = head.Loss(cls, reg, rois, samples, train).ToDictionary(t => t.Name, t => t.Value);
            golden.AssertClose($"{key}.train.loss_cls", losses["loss_cls"]);
            golden.AssertClose($"{key}.train.acc", losses["acc"].view(golden.Shape($"{key}.train.acc")));
            golden.AssertClose($"{key}.train.loss_bbox", losses["loss_bbox"]);
            (losses["loss_cls"] + losses["loss_bbox"]).backward();
            golden.AssertClose($"{key}.train.grad_x", x.grad!);
            BaronFixture.AssertGradientNorms(golden, $"{key}.grad_l2", head, golden.Tolerance("rel"), golden.Tolerance("abs"));
            foreach (var buffer in golden.Names.Where(n => n.StartsWith($"{key}.after_train.", StringComparison.Ordinal)))
            {
                golden.AssertClose(buffer, head.get_buffer(buffer[$"{key}.after_train.".Length..]));
            }

            GoldenFill.FillModule(head, weights, golden.Seed);
            head.eval();
            using (no_grad())
            {
                (cls, reg) = head.Forward(x);
                golden.AssertClose($"{key}.eval.cls", cls);
                golden.AssertClose($"{key}.eval.reg", reg);
                golden.AssertClose($"{key}.pseudo_words", ((IPseudoWordHead)head).VisionToLanguage(x));
            }

            Detections(golden, head, key, rois, cls, reg);
        }

        golden.Report();
    }

    [Test]
    public void Exchanged_classes_are_told_apart_and_the_state_dict_keeps_those_of_the_config()
    {
        var head = Small();
        var x = rand(3, 4, 1, 1);
        using var noGrad = no_grad();
        head.eval();
        Assert.That(head.Forward(x).ClsScore.shape, Is.EqualTo(new long[] { 3, 3 }));
        head.SetClassEmbeddings(nn.functional.normalize(randn(5, 8), dim: 1));
        Assert.That(head.NumClasses, Is.EqualTo(5));
        Assert.That(head.Forward(x).ClsScore.shape, Is.EqualTo(new long[] { 3, 6 }));
        Assert.That(head.state_dict()["cls_embeddings"].shape, Is.EqualTo(new long[] { 2, 8 }));
        Assert.That(() => head.SetClassEmbeddings(rand(5, 9)), Throws.TypeOf<BaronException>().With.Message.Contains("8 numbers"));
    }

    [Test]
    public void Word_dropout_changes_scores_while_training_only()
    {
        var head = Small(words: 4, dropout: 0.5);
        var x = rand(6, 4, 1, 1);
        using var noGrad = no_grad();
        head.eval();
        var first = head.Forward(x).ClsScore;
        Assert.That((head.Forward(x).ClsScore - first).abs().max().item<float>(), Is.Zero);
        head.train();
        Assert.That((head.Forward(x).ClsScore - first).abs().max().item<float>(), Is.GreaterThan(0));
    }

    [Test]
    public void Class_embeddings_are_built_from_names_where_no_file_is_given()
    {
        var text = new ClipTextEncoder(8, 20, 49408, 8, 2, 2);
        var clip = new ClipModel(text);
        var head = new BaronBBoxHead(new RandomSource(1), withAvgPool: true, inChannels: 4, numClasses: 2, wordDim: 8, classNames: ["red star", "moon"], promptTemplates: ["a photo of {article} {}."]);
        Assert.That(head.state_dict().Keys, Does.Not.Contain("cls_embeddings"), "the width is not known before the model");
        head.SetVisionLanguageModel(clip);
        Assert.That(head.state_dict()["cls_embeddings"].shape, Is.EqualTo(new long[] { 2, 8 }));
        head.PrepareClassEmbeddings();
        var expected = clip.EmbedClasses(["red star", "moon"], ["a photo of {article} {}."]);
        Assert.That((head.get_buffer("cls_embeddings") - expected).abs().max().item<float>(), Is.LessThan(1e-6f));
    }

    [Test]
    public void No_region_gives_no_score()
    {
        var head = Small();
        var (cls, reg) = head.Forward(zeros(0, 4, 1, 1));
        Assert.That(cls.shape, Is.EqualTo(new long[] { 0, 3 }));
        Assert.That(reg.shape, Is.EqualTo(new long[] { 0, 4 }));
    }

    [Test]
    public void What_does_not_fit_is_one_readable_line() => Assert.Multiple(() =>
    {
        Assert.That(() => new BaronBBoxHead(new RandomSource(1), bgEmbedding: "one"), Throws.TypeOf<BaronException>().With.Message.Contains("'zero' or 'learn'"));
        Assert.That(() => new BaronBBoxHead(new RandomSource(1), numClasses: 3, classNames: ["a", "b"]), Throws.TypeOf<BaronException>().With.Message.Contains("class_names has 2"));
        Assert.That(() => new BaronBBoxHead(new RandomSource(1), numClasses: 3, clsEmbeddingsPath: Npy(2, 8)), Throws.TypeOf<BaronException>().With.Message.Contains("one row for each of the 3 classes"));
        Assert.That(() => new BaronBBoxHead(new RandomSource(1), clsEmbeddingsPath: "no/such.npy"), Throws.TypeOf<BaronException>().With.Message.Contains("no/such.npy"));
        var clip = new ClipModel(new ClipTextEncoder(8, 20, 600, 8, 2, 2));
        Assert.That(() => new BaronBBoxHead(new RandomSource(1), wordDim: 16).SetVisionLanguageModel(clip), Throws.TypeOf<BaronException>().With.Message.Contains("word_dim is 16"));
        Assert.That(() => new BaronBBoxHead(new RandomSource(1), wordDim: 8, numClasses: 2, clsEmbeddingsPath: Npy(2, 12)).SetVisionLanguageModel(clip), Throws.TypeOf<BaronException>().With.Message.Contains("12 wide"));
        Assert.That(() => new BaronBBoxHead(new RandomSource(1), withAvgPool: true, inChannels: 4, wordDim: 8).Forward(rand(1, 4, 1, 1)), Throws.TypeOf<BaronException>().With.Message.Contains("clip_cfg"));
    });

    private BaronBBoxHead Small(int words = 2, double dropout = 0)
    {
        var head = new BaronBBoxHead(
            new RandomSource(1), withAvgPool: true, inChannels: 4, numClasses: 2, numWords: words, wordDim: 8, wordsDropRatio: dropout, regClassAgnostic: true, clsEmbeddingsPath: Npy(2, 8));
        head.SetVisionLanguageModel(new ClipModel(new ClipTextEncoder(8, 20, 600, 8, 2, 2)));
        return head;
    }

    private string Npy(long rows, long columns)
    {
        var path = Path.Combine(_folder, $"{rows}x{columns}.npy");
        NpyFile.Save(path, rand(rows, columns));
        return path;
    }

    private IBBoxHead Create(JsonElement config, JsonElement weights)
    {
        // The files that the config names are made here: the embeddings' values come from the weight table.
        var shape = weights.EnumerateArray().First(r => r[0].GetString() == "cls_embeddings")[1];
        var classes = config.GetProperty("num_classes").GetInt32();
        var info = Path.Combine(_folder, "info.json");
        File.WriteAllText(info, JsonSerializer.Serialize(Enumerable.Range(1, classes).Reverse().Select(id => new { id, image_count = (id - 1) % 3 == 2 ? 0 : 10 })));
        var table = (ConfigTable)JsonConfig.ToNode(config);
        table = table.Without("cls_embeddings_path", "class_info")
            .With(new ConfigEntry("cls_embeddings_path", SourcePosition.None, ConfigNode.From(Npy(shape[0].GetInt64(), shape[1].GetInt64()), SourcePosition.None)));
        if (config.TryGetProperty("class_info", out _))
        {
            table = table.With(new ConfigEntry("class_info", SourcePosition.None, ConfigNode.From(info, SourcePosition.None)));
            if (config.GetProperty("ensemble_factor").ValueKind == JsonValueKind.Null)
            {
                Assert.That(config.GetProperty("transfer_factor").ValueKind, Is.EqualTo(JsonValueKind.Number));
            }
        }

        return BaronFixture.Factory().Create<IBBoxHead>(table);
    }

    private static List<SamplingResult> Samples(GoldenFixture golden)
    {
        var samples = new List<SamplingResult>();
        for (var i = 0; golden.HasTensor($"sampling{i}.pos_priors"); i++)
        {
            var positives = golden.Tensor($"sampling{i}.pos_priors");
            var negatives = golden.Tensor($"sampling{i}.neg_priors");
            var (p, n) = (positives.shape[0], negatives.shape[0]);
            samples.Add(new SamplingResult(
                arange(p), arange(p, p + n), positives, negatives, arange(p), golden.Tensor($"sampling{i}.pos_gt_bboxes"), golden.Tensor($"sampling{i}.pos_gt_labels"), zeros(p, dtype: ScalarType.Byte)));
        }

        return samples;
    }

    private static void Detections(GoldenFixture golden, BBoxHead head, string key, Tensor rois, Tensor cls, Tensor reg)
    {
        var config = BaronFixture.Factory().Create<RcnnTestConfig>(JsonConfig.ToNode(golden.Meta($"{key}.test_cfg")));
        var images = rois.select(1, 0).contiguous().data<float>().ToArray();
        var metas = golden.Meta("metas");
        for (var i = 0; golden.HasTensor($"{key}.pred{i}.bboxes"); i++)
        {
            var (start, count) = (Array.IndexOf(images, i), images.Count(v => (int)v == i));
            var meta = new ImageMeta
            {
                ImageShape = new ImageSize(metas[i].GetProperty("img_shape")[0].GetInt32(), metas[i].GetProperty("img_shape")[1].GetInt32()),
                ScaleX = metas[i].GetProperty("scale_factor")[0].GetDouble(),
                ScaleY = metas[i].GetProperty("scale_factor")[1].GetDouble(),
            };
            var found = head.Predict(rois.narrow(0, start, count), cls.narrow(0, start, count), reg.narrow(0, start, count), meta, true, config);
            golden.AssertExact($"{key}.pred{i}.labels", found.Labels);
            golden.AssertClose($"{key}.pred{i}.scores", found.Scores);
            golden.AssertClose($"{key}.pred{i}.bboxes", found.Boxes);
        }
    }
}
