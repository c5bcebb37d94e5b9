using System.Text.Json;
using Baron.Checkpoints;
using Baron.Configuration;
using Baron.Modeling;
using Baron.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests.Baron;

/// <summary>
/// The model of a config of this repository at its full size. The published files that its construction reads (class embeddings,
/// frequencies) are made up; weights are not loaded.
/// </summary>
internal sealed class PublishedModel : IDisposable
{
    private const string Head = "model.roi_head.bbox_head.";

    private readonly string _folder = Directory.CreateTempSubdirectory("baron").FullName;

    /// <summary>Builds a model.</summary>
    /// <param name="config">Below <c>configs/baron</c>, without <c>.toml</c>.</param>
    public PublishedModel(string config)
    {
        var path = Path.Combine(RepositoryPaths.Root, "configs", "baron", config + ".toml");
        var plain = ConfigDocument.Load(path).Root;
        var classes = At(plain, Head + "num_classes")!.AsInt32();
        List<ConfigOverride> changes = [ConfigOverride.Set(Head + "cls_embeddings_path", Embeddings(classes, At(plain, "model.roi_head.clip_cfg.text_encoder.embed_dim")!.AsInt32()), "the test")];
        foreach (var key in new[] { Head + "loss_cls.class_weight", Head + "class_info" }.Where(key => At(plain, key) is ConfigScalar))
        {
            changes.Add(ConfigOverride.Set(key, Frequencies(classes), "the test"));
        }

        Module = BaronFixture.Factory().Create<IDetector>(ConfigDocument.Load(path, changes).Root["model"]!, "model").AsModule();
    }

    /// <summary>The model.</summary>
    public nn.Module Module { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Module.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static ConfigNode? At(ConfigTable root, string path) =>
        path.Split('.').Aggregate((ConfigNode?)root, (node, key) => (node as ConfigTable)?[key]);

    private string Embeddings(int classes, int width)
    {
        var path = Path.Combine(_folder, "embeddings.npy");
        using var values = zeros(classes, width);
        NpyFile.Save(path, values);
        return path;
    }

    private string Frequencies(int classes)
    {
        var path = Path.Combine(_folder, "frequencies.json");
        File.WriteAllText(path, JsonSerializer.Serialize(Enumerable.Range(1, classes).Select(id => new { id, image_count = id % 4 })));
        return path;
    }
}
