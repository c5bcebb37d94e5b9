using System.Text;
using Baron.Checkpoints;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Checkpoints;

public sealed class NpyTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase(new long[] { })]
    [TestCase(new long[] { 6 })]
    [TestCase(new long[] { 2, 3 })]
    [TestCase(new long[] { 1, 2, 0 })]
    public void Arrays_come_back_as_they_were(long[] shape)
    {
        using var scope = NewDisposeScope();
        var count = shape.Aggregate(1L, (a, b) => a * b);
        var values = arange(count).to(ScalarType.Float32).reshape(shape);
        NpyFile.Save(_folder.File("a.npy"), values);
        var loaded = NpyFile.Load(_folder.File("a.npy"));
        Assert.That(loaded.shape, Is.EqualTo(shape));
        Assert.That(loaded.data<float>().ToArray(), Is.EqualTo(values.data<float>().ToArray()));
    }

    [Test]
    public void The_values_start_at_a_multiple_of_64_as_numpy_writes_them()
    {
        using var scope = NewDisposeScope();
        NpyFile.Save(_folder.File("a.npy"), ones(3));
        var bytes = File.ReadAllBytes(_folder.File("a.npy"));
        Assert.That((bytes.Length - 12) % 64, Is.Zero);
        Assert.That(Encoding.Latin1.GetString(bytes, 1, 5), Is.EqualTo("NUMPY"));
        Assert.That(bytes[bytes.Length - 13], Is.EqualTo((byte)'\n'));
    }

    [Test]
    public void Bfloat16_has_no_numpy_type()
    {
        using var scope = NewDisposeScope();
        Assert.That(() => NpyFile.Save(_folder.File("a.npy"), ones(3, ScalarType.BFloat16)), Throws.TypeOf<BaronException>().With.Message.Contains("bfloat16"));
    }

    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }", "20 bytes" /* by shape */)]
    [TestCase("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "objects")]
    [TestCase("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "records")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (x,), }", "impossible shape")]
    [TestCase("{'descr': '<f4', 'fortran_order': False}", "no shape")]
    public void Damaged_headers_are_readable_errors(string header, string reason)
    {
        byte[] bytes = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), 1, 2, 3, 4];
        var path = _folder.File("a.npy", bytes);
        Assert.That(() => NpyFile.Load(path), Throws.TypeOf<BaronException>().With.Message.Contains(reason == "20 bytes" ? "has 4 bytes" : reason));
    }

    [Test]
    public void Arrays_of_words_in_an_archive_are_no_weights()
    {
        static byte[] Array(string header, params byte[] values) => [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. values];
        var path = _folder.File("a.npz", PickleBytes.Zip(
        [
            ("names.npy", Array("{'descr': '<U1', 'fortran_order': False, 'shape': (1,), }", 65, 0, 0, 0)),
            ("things.npy", Array("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 0x80)),
            ("records.npy", Array("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", 0, 0, 0, 0)),
            ("counts.npy", Array("{'descr': '<u2', 'fortran_order': False, 'shape': (1,), }", 1, 2)),
            ("w.npy", Array("{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }", 0, 1, 0, 2)),
        ]));
        using var file = CheckpointFile.Open(path);
        Assert.That(file.Tensors.Select(t => $"{t} {t.Sum()}"), Is.EqualTo(new[] { "w int16 [2] 3" }));
        Assert.That(file.LeftOut, Is.EqualTo(new[] { "names (texts)", "things (objects)", "records (records)", "counts (uint16)" }));
        Assert.That(CheckpointConverter.Convert(path, _folder.File("a.pth")).LeftOut, Is.EqualTo(file.LeftOut));
    }

    [Test]
    public void The_demo_embeddings_have_unit_rows()
    {
        var path = RepositoryPaths.Shared is { } shared ? Path.Combine(shared, "demo", "cls_emb.npy") : null;
        if (path is null || !File.Exists(path))
        {
            Assert.Ignore("The demo folder is not beside the checkout.");
        }

        using var scope = NewDisposeScope();
        var rows = NpyFile.Load(path!);
        Assert.That(rows.shape, Is.EqualTo(new long[] { 20, 64 }));
        var squares = rows.mul(rows).sum(1).data<float>().ToArray();
        Assert.That(squares, Is.All.EqualTo(1f).Within(1e-5f));
    }
}
