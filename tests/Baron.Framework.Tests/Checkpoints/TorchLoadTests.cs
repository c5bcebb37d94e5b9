using System.Globalization;
using Baron.Checkpoints;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Checkpoints;

/// <summary>What PyTorch itself makes of files written here.</summary>
public sealed class TorchLoadTests
{
    private const string Script =
        """
        import sys, torch
        state = torch.load(sys.argv[1], weights_only=True)
        state = state[sys.argv[2]] if len(sys.argv) > 2 else state
        for name, value in state.items():
            print(name, str(value.dtype)[6:], list(value.shape), repr(value.double().sum().item()), sep="|")
        """;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        PythonTorch.Require();
        _folder = new TemporaryFolder();
    }

    [TearDown]
    public void TearDown() => _folder?.Dispose();

    [TestCase(null)]
    [TestCase("state_dict")]
    public void PyTorch_opens_what_is_written_with_weights_only(string? wrapper)
    {
        using var scope = NewDisposeScope();
        var values = tensor(new float[] { 0.5f, 1, -2, 3, 5, 100 }, new long[] { 2, 3 }, dtype: ScalarType.Float32);
        var tensors = new List<KeyValuePair<string, Tensor>> { new("transposed", values.transpose(0, 1)), new("empty", empty(0, 4)), new("scalar", tensor(7L)), new("ünï.weight", values) };
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Bool })
        {
            tensors.Add(new(type.ToString(), values.to(type)));
        }

        var path = _folder.File("a.pth");
        TorchZipFile.Save(path, tensors, wrapper, wrapper is null ? null : new Dictionary<string, string> { ["epoch"] = "1" });
        string[] arguments = wrapper is null ? [path] : [path, wrapper];
        var lines = PythonTorch.Run(Script, arguments);
        using var file = CheckpointFile.Open(path);
        Assert.That(lines, Is.EqualTo(file.Tensors.Select(t => $"{t.Name}|{t.DtypeName}|[{string.Join(", ", t.Shape)}]|{Python3(t.Sum())}")));
    }

    private static string Python3(double value) => value == Math.Floor(value) ? value.ToString("F1", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);
}
