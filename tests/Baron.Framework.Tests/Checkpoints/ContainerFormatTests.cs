using System.Text.Json;
using Baron.Checkpoints;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Checkpoints;

public sealed class ContainerFormatTests
{
    [TestCaseSource(nameof(Files))]
    public void Every_container_gives_the_values_that_PyTorch_saw(string name)
    {
        var folder = Folder();
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        var tensors = expected.RootElement.GetProperty(name).GetProperty("tensors");
        using var file = CheckpointFile.Open(Path.Combine(folder, name));
        Assert.That(file.Tensors.Select(t => t.Name), Is.EquivalentTo(tensors.EnumerateObject().Select(p => p.Name)));
        foreach (var property in tensors.EnumerateObject())
        {
            Assert.That(file.TryGet(property.Name, out var tensor), Is.True);
            Assert.That(tensor!.DtypeName, Is.EqualTo(property.Value.GetProperty("dtype").GetString()), property.Name);
            Assert.That(tensor.Shape, Is.EqualTo(property.Value.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())), property.Name);
            Assert.That(tensor.Sum(), Is.EqualTo(property.Value.GetProperty("sum").GetDouble()).Within(1e-9), property.Name);
            if (tensor.Count > 0)
            {
                using var values = tensor.Load().to(ScalarType.Float64);
                var flat = values.data<double>().ToArray();
                Assert.That(flat[0], Is.EqualTo(property.Value.GetProperty("first").GetDouble()), property.Name);
                Assert.That(flat[^1], Is.EqualTo(property.Value.GetProperty("last").GetDouble()), property.Name);
            }
        }
    }

    [TestCase("demo/kd_s0.pth", "backbone.conv1.weight", new long[] { 32, 3, 7, 7 })]
    [TestCase("demo/base_s0.pth", "roi_head.bbox_head.fc_cls.weight", new long[] { 256, 256 })]
    [TestCase("demo/tiny_clip.pth", "text_projection", new long[] { 64, 64 })]
    public void Published_weights_open_with_their_names(string path, string name, long[] shape)
    {
        var shared = RepositoryPaths.Shared;
        if (shared is null)
        {
            Assert.Ignore("The shared folder is not beside the checkout.");
        }

        using var file = CheckpointFile.Open(Path.Combine(shared!, path));
        Assert.That(file.TryGet(name, out var tensor), Is.True, string.Join(", ", file.Tensors.Take(400).Select(t => t.ToString())));
        Assert.That(tensor!.Shape, Is.EqualTo(shape));
        Assert.That(file.Tensors.Select(t => t.Sum()), Is.All.Matches<double>(double.IsFinite));
    }

    [TestCaseSource(nameof(Files))]
    public void Changed_bytes_are_errors_or_other_values_but_never_a_crash(string name)
    {
        var original = File.ReadAllBytes(Path.Combine(Folder(), name));
        var rounds = int.Parse(Environment.GetEnvironmentVariable("BARON_FUZZ_ROUNDS") ?? "200", System.Globalization.CultureInfo.InvariantCulture);
        using var folder = new TemporaryFolder();
        var random = new RandomSource(7);
        for (var round = 0; round < rounds; round++)
        {
            var damaged = (byte[])original.Clone();
            for (var changes = 1 + random.NextInt(4); changes > 0; changes--)
            {
                damaged[random.NextInt(damaged.Length)] = (byte)random.NextInt(256);
            }

            if (random.NextInt(4) == 0)
            {
                damaged = damaged[..random.NextInt(damaged.Length)];
            }

            var path = folder.File("damaged" + Path.GetExtension(name), damaged);
            try
            {
                using var file = CheckpointFile.Open(path);
                foreach (var tensor in file.Tensors)
                {
                    tensor.Sum();
                }
            }
            catch (BaronException)
            {
                // The expected end of most of them.
            }
        }
    }

    private static string Folder()
    {
        var folder = RepositoryPaths.Shared is { } shared ? Path.Combine(shared, "data", "checkpoints") : null;
        if (folder is null || !Directory.Exists(folder))
        {
            Assert.Ignore("The sample checkpoints are not beside the checkout.");
        }

        return folder!;
    }

    private static IEnumerable<string> Files()
    {
        var path = RepositoryPaths.Shared is { } shared ? Path.Combine(shared, "data", "checkpoints", "expected.json") : null;
        if (path is null || !File.Exists(path))
        {
            return ["zip.pth"];
        }

        using var expected = JsonDocument.Parse(File.ReadAllText(path));
        return [.. expected.RootElement.EnumerateObject().Select(p => p.Name)];
    }
}
