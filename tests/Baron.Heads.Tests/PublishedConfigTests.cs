using System.Text.Json;
using Baron.Backbones;
using Baron.Clip;
using Baron.Modeling;
using Baron.Samplers;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Heads.Tests;

[TestFixture]
public sealed class PublishedConfigTests
{
    [TestCaseSource(nameof(Configs))]
    public void Every_key_of_a_published_model_binds(string name)
    {
        var path = Path.Combine(Folder() ?? ".", name);
        if (!File.Exists(path))
        {
            Assert.Ignore("The published configs are not here; set BARON_SHARED.");
        }

        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var factory = JsonConfig.Factory(new FirstOnes(), typeof(RpnHead), typeof(ResNet), typeof(RandomSampler), typeof(ClipModel));
        var model = factory.Bind<IDetector>(JsonConfig.ToNode(document.RootElement.GetProperty("model")), "model");
        Assert.That(model.Errors.Select(e => e.ToString()), Is.Empty);
    }

    private static IEnumerable<string> Configs() => Folder() is { } folder
        ? Directory.GetFiles(folder, "*.json").Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)
        : ["none"];

    private static string? Folder() =>
        RepositoryPaths.Shared is { } shared && Directory.Exists(Path.Combine(shared, "configs")) ? Path.Combine(shared, "configs") : null;
}
