using System.Buffers.Binary;
using System.Text;
using Baron.Checkpoints;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Checkpoints;

public sealed class SafetensorsTests
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
        var path = _folder.File("a.safetensors");
        SafetensorsFile.Save(path, [new("x", values), new("empty", empty([0, 4], type)), new("scalar", values.view(-1).narrow(0, 1, 1).view(System.Array.Empty<long>()))]);

        using var file = CheckpointFile.Open(path);
        Assert.That(file.Format, Is.EqualTo("safetensors"));
        Assert.That(file.TryGet("x", out var x), Is.True);
        var loaded = x!.Load();
        Assert.That(loaded.dtype, Is.EqualTo(type));
        Assert.That(loaded.shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(Doubles(loaded), Is.EqualTo(Doubles(values)));
        Assert.That(file.TryGet("empty", out var none) && none.Load().shape.SequenceEqual([0, 4]), Is.True);
        Assert.That(file.TryGet("scalar", out var scalar) && scalar.Shape.Count == 0 && scalar.Sum() == 1, Is.True);
    }

    [Test]
    public void Views_are_written_as_their_values()
    {
        using var scope = NewDisposeScope();
        var values = tensor(new float[] { 1, 2, 3, 4, 5, 6 }, new long[] { 2, 3 }, dtype: ScalarType.Float32);
        var path = _folder.File("a.safetensors");
        SafetensorsFile.Save(path, [new("t", values.transpose(0, 1))]);

        using var file = CheckpointFile.Open(path);
        Assert.That(file.Tensors[0].Shape, Is.EqualTo(new long[] { 3, 2 }));
        Assert.That(Doubles(file.Tensors[0].Load()), Is.EqualTo(new double[] { 1, 4, 2, 5, 3, 6 }));
    }

    [Test]
    public void Tensors_without_elements_have_no_bytes_whatever_their_shape()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("a.safetensors");
        SafetensorsFile.Save(path, [new("a", zeros(3, 0)), new("b", zeros(0, 3)), new("c", zeros(2, 0, 4))]);
        using var file = CheckpointFile.Open(path);
        Assert.That(file.Tensors.Select(t => t.ReadBytes().Length + (int)t.Sum() + (int)t.Load().numel()), Is.All.Zero);
    }

    [Test]
    public void Metadata_travel_with_the_tensors()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("a.safetensors");
        SafetensorsFile.Save(path, [new("x", zeros(2))], new Dictionary<string, string> { ["note"] = "a \"quoted\" wörd\n" });

        using var file = CheckpointFile.Open(path);
        Assert.That(file.Metadata["note"], Is.EqualTo("a \"quoted\" wörd\n"));
    }

    [Test]
    public void Values_start_at_multiples_of_their_size_and_the_same_weights_give_the_same_file()
    {
        using var scope = NewDisposeScope();
        KeyValuePair<string, Tensor>[] tensors = [new("b", ones(3, ScalarType.Byte)), new("d", ones(2, ScalarType.Float64)), new("f", ones(1, ScalarType.Float32))];
        SafetensorsFile.Save(_folder.File("a.safetensors"), tensors);
        SafetensorsFile.Save(_folder.File("b.safetensors"), tensors);

        var bytes = File.ReadAllBytes(_folder.File("a.safetensors"));
        Assert.That(File.ReadAllBytes(_folder.File("b.safetensors")), Is.EqualTo(bytes));
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(bytes) % 8, Is.Zero);
        Assert.That(Encoding.UTF8.GetString(bytes, 8, (int)BinaryPrimitives.ReadInt64LittleEndian(bytes)).IndexOf("\"d\"", StringComparison.Ordinal), Is.EqualTo(1));
    }

    [Test]
    public void The_same_name_twice_is_refused_when_writing_and_leaves_no_file()
    {
        using var scope = NewDisposeScope();
        Assert.That(
            () => SafetensorsFile.Save(_folder.File("a.safetensors"), [new("x", zeros(1)), new("x", zeros(1))]),
            Throws.TypeOf<BaronException>().With.Message.Contains("'x'"));
        Assert.That(Directory.GetFiles(_folder.Path), Is.Empty);
    }

    [TestCase("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4, "truncated")]
    [TestCase("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 12, "describes only 8")]
    [TestCase("{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8, "12 bytes by its shape")]
    [TestCase("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "overlap or leave a hole")]
    [TestCase("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "overlap")]
    [TestCase("{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8, "whole numbers")]
    [TestCase("{\"x\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}", 8, "impossible shape")]
    [TestCase("{\"x\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}", 8, "whole numbers")]
    [TestCase("{\"x\":{\"dtype\":\"Q4\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "'Q4'")]
    [TestCase("{\"x\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "lacks")]
    [TestCase("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"run\":1}}", 8, "'run'")]
    [TestCase("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "twice")]
    [TestCase("{\"__metadata__\":{\"a\":1},\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "'a'")]
    [TestCase("{\"x\":", 8, "JSON")]
    [TestCase("[]", 0, "JSON object")]
    [TestCase("{} trailing", 0, "JSON")]
    public void A_header_that_is_wrong_is_refused_with_the_reason(string header, int data, string reason)
    {
        var path = _folder.File("bad.safetensors", Compose((ulong)Encoding.UTF8.GetByteCount(header), header, data));
        Assert.That(() => CheckpointFile.Open(path), Throws.TypeOf<BaronException>().With.Message.Contains(reason).And.Message.Contains("bad.safetensors"));
    }

    [TestCase(ulong.MaxValue, "claims")]
    [TestCase(100_000_001UL, "claims")]
    [TestCase(1000UL, "truncated")]
    public void A_header_length_beyond_the_file_is_refused(ulong length, string reason)
    {
        var path = _folder.File("bad.safetensors", Compose(length, "{}", 0));
        Assert.That(() => CheckpointFile.Open(path), Throws.TypeOf<BaronException>().With.Message.Contains(reason));
    }

    [Test]
    public void Every_truncation_of_a_file_is_an_error_and_not_a_crash()
    {
        using var scope = NewDisposeScope();
        SafetensorsFile.Save(_folder.File("a.safetensors"), [new("x", ones(3)), new("y", ones(2))]);
        var bytes = File.ReadAllBytes(_folder.File("a.safetensors"));
        for (var length = 0; length < bytes.Length; length++)
        {
            var path = _folder.File("cut.safetensors", bytes[..length]);
            Assert.That(() => CheckpointFile.Open(path), Throws.TypeOf<BaronException>(), $"{length} bytes");
        }
    }

    [Test]
    public void A_missing_file_and_a_folder_are_readable_errors()
    {
        Assert.That(() => CheckpointFile.Open(_folder.File("none.pth")), Throws.TypeOf<BaronException>().With.Message.Contains("does not exist"));
        Assert.That(() => CheckpointFile.Open(_folder.Path), Throws.TypeOf<BaronException>().With.Message.Contains("folder"));
    }

    [Test]
    public void A_closed_file_gives_no_more_values()
    {
        using var scope = NewDisposeScope();
        SafetensorsFile.Save(_folder.File("a.safetensors"), [new("x", ones(3))]);
        var file = CheckpointFile.Open(_folder.File("a.safetensors"));
        file.Dispose();
        Assert.That(() => file.Tensors[0].Load(), Throws.TypeOf<ObjectDisposedException>());
    }

    private static byte[] Compose(ulong length, string header, int data)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        return [.. bytes, .. Encoding.UTF8.GetBytes(header), .. new byte[data]];
    }

    private static double[] Doubles(Tensor tensor) => tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray();
}
