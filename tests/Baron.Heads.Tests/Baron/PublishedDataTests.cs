using Baron.Checkpoints;
using Baron.Modeling;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests.Baron;

/// <summary>What is published with the method (class embeddings, class frequencies) is read as it is.</summary>
[TestFixture]
public sealed class PublishedDataTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase("coco_clip_hand_craft.npy", 80)]
    [TestCase("coco_clip_hand_craft_attn12.npy", 80)]
    [TestCase("lvis_clip_hand_craft.npy", 1203)]
    [TestCase("lvis_v1_clip_detpro.npy", 1203)]
    public void The_published_class_embeddings_load(string file, int classes)
    {
        var path = Find(file);
        var head = BaronFixture.Factory(new RandomSource(1)).CreateFromToml<IBBoxHead>(
            $$"""
            type = "BaronShared2FCBBoxHead"
            in_channels = 8
            fc_out_channels = 16
            roi_feat_size = 7
            num_classes = {{classes}}
            reg_class_agnostic = true
            cls_embeddings_path = "{{path}}"
            """);
        var embeddings = head.AsModule().state_dict()["cls_embeddings"];
        Assert.That(embeddings.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(embeddings.shape, Is.EqualTo(new long[] { classes, 512 }));

        // Directions of unit length, to the precision they are kept in, and no two alike.
        var norms = embeddings.norm(1);
        Assert.That((norms - 1).abs().max().item<float>(), Is.LessThan(2e-3f));
        var alike = embeddings.matmul(embeddings.t()) - eye(classes);
        Assert.That(alike.max().item<float>(), Is.LessThan(0.9999f));
        Assert.That((embeddings - NpyFile.Load(path).to(ScalarType.Float32)).abs().max().item<float>(), Is.Zero);
    }

    [Test]
    public void The_published_class_frequencies_weigh_the_rare_classes_of_LVIS_zero()
    {
        var weights = ClassWeights.FromFile(Find("lvis_v1_train_cat_norare_info.json")).Resolve(1);
        Assert.That(weights, Has.Count.EqualTo(1204));
        Assert.That(weights.Take(1203).Count(w => w == 0), Is.EqualTo(337), "rare classes");
        Assert.That(weights.Take(1203).Count(w => w == 1), Is.EqualTo(866), "frequent and common classes");
    }

    private static string Find(string file)
    {
        var path = RepositoryPaths.Shared is { } shared ? Path.Combine(shared, "data", "clip", "class_embeddings", file) : file;
        if (!File.Exists(path))
        {
            Assert.Ignore("What is published with the method is not here; set BARON_SHARED.");
        }

        return path;
    }
}
