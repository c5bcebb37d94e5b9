using Baron.Checkpoints;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Checkpoints;

public sealed class TorchZipTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase(ScalarType.Float32)]
    [TestCase(ScalarType.Float64)]
    [TestCase(ScalarType.Float16)]
    [TestCase(ScalarType.BFloat16)]
    [TestCase(ScalarType.Int64)]
    [TestCase(ScalarType.Int32)]
    [TestCase(ScalarType.Int16)]
    [TestCase(ScalarType.Int8)]
    [TestCase(ScalarType.Byte)]
    [TestCase(ScalarType.Bool)]
    public void Tensors_of_every_type_come_back_as_they_were(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var values = tensor(new float[] { 0, 1, 2, 3, 5, 100 }, new long[] { 2, 3 }, dtype: ScalarType.Float32).to(type);
        var path = _folder.File("a.pth");
        TorchZipFile.Save(path, [new("layer.weight", values), new("empty", empty([0, 4], type))]);

        using var file = CheckpointFile.Open(path);
        Assert.That(file.Format, Is.EqualTo("pytorch_zip"));
        Assert.That(file.Tensors.Select(t => t.Name), Is.EqualTo(new[] { "layer.weight", "empty" }));
        var loaded = file.Tensors[0].Load();
        Assert.That(loaded.dtype, Is.EqualTo(type));
        Assert.That(loaded.shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(Doubles(loaded), Is.EqualTo(Doubles(values)));
    }

    [TestCase("state_dict")]
    [TestCase("model")]
    public void Wrappers_come_off(string wrapper)
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("a.pth");
        TorchZipFile.Save(path, [new("a", ones(2))], wrapper, new Dictionary<string, string> { ["epoch"] = "12" });
        using var file = CheckpointFile.Open(path);
        Assert.That(file.Tensors.Select(t => t.Name), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void The_prefix_of_distributed_training_comes_off_where_every_name_has_it()
    {
        using var scope = NewDisposeScope();
        TorchZipFile.Save(_folder.File("a.pth"), [new("module.a", ones(2)), new("module.b", ones(2))]);
        TorchZipFile.Save(_folder.File("b.pth"), [new("module.a", ones(2)), new("b", ones(2))]);
        using var all = CheckpointFile.Open(_folder.File("a.pth"));
        using var some = CheckpointFile.Open(_folder.File("b.pth"));
        Assert.That(all.Tensors.Select(t => t.Name), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(some.Tensors.Select(t => t.Name), Is.EqualTo(new[] { "module.a", "b" }));
    }

    [Test]
    public void A_parameter_named_like_a_wrapper_stays_a_parameter()
    {
        using var scope = NewDisposeScope();
        TorchZipFile.Save(_folder.File("a.pth"), [new("model", ones(2)), new("state_dict.x", ones(2))]);
        using var file = CheckpointFile.Open(_folder.File("a.pth"));
        Assert.That(file.Tensors.Select(t => t.Name), Is.EqualTo(new[] { "model", "state_dict.x" }));
    }

    [Test]
    public void The_same_weights_give_the_same_file()
    {
        using var scope = NewDisposeScope();
        TorchZipFile.Save(_folder.File("a.pth"), [new("a", ones(2))]);
        TorchZipFile.Save(_folder.File("b.pth"), [new("a", ones(2))]);
        Assert.That(File.ReadAllBytes(_folder.File("b.pth")), Is.EqualTo(File.ReadAllBytes(_folder.File("a.pth"))));
    }

    private static double[] Doubles(Tensor tensor) => tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray();
}
