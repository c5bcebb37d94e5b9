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
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "tests", "configs");

    [TestCaseSource(nameof(Configs))]
    public void Every_key_of_a_published_model_binds(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name)));
        var factory = JsonConfig.Factory(new FirstOnes(), typeof(RpnHead), typeof(ResNet), typeof(RandomSampler), typeof(ClipModel));
        var model = factory.Bind<IDetector>(JsonConfig.ToNode(document.RootElement.GetProperty("model")), "model");
        Assert.That(model.Errors.Select(e => e.ToString()), Is.Empty);
    }

    private static IEnumerable<string> Configs() =>
        Directory.GetFiles(Folder, "*.json").Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal);
}
