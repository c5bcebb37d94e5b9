using System.IO.Compression;
using Baron.Checkpoints;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Checkpoints;

public sealed class UnpicklerTests
{
    private static readonly byte[] FourFloats = [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("os", "system")]
    [TestCase("posix", "system")]
    [TestCase("nt", "system")]
    [TestCase("subprocess", "Popen")]
    [TestCase("builtins", "eval")]
    [TestCase("__builtin__", "exec")]
    [TestCase("builtins", "__import__")]
    [TestCase("torch", "load")]
    [TestCase("torch.hub", "load")]
    [TestCase("numpy", "load")]
    [TestCase("runpy", "_run_code")]
    [TestCase("torch._utils", "_rebuild_tensor_v2.__globals__")]
    [TestCase("__torch__.os", "system")]
    public void A_name_off_the_list_is_refused_before_it_is_called(string module, string name)
    {
        var bytes = new PickleBytes().Global(module, name).Text("echo harm").Raw(0x85).Op("R").Archive();
        Assert.That(Open(bytes), Throws.TypeOf<BaronException>().With.Message.Contains($"'{module.Replace("__builtin__", "builtins")}.{name}'").And.Message.Contains("Nothing was run"));
    }

    [Test]
    public void A_name_off_the_list_is_refused_in_the_new_opcode_as_well()
    {
        var bytes = new PickleBytes(4).Text("os").Text("system").Raw(0x93).Text("echo harm").Raw(0x85).Op("R").Done();
        Assert.That(() => CheckpointFile.Open(_folder.File("a.pkl", bytes)), Throws.TypeOf<BaronException>().With.Message.Contains("'os.system'"));
    }

    [Test]
    public void A_name_off_the_list_is_refused_even_when_it_is_only_mentioned()
    {
        var bytes = new PickleBytes().Op("}").Text("x").Global("os", "system").Op("s").Archive();
        Assert.That(Open(bytes), Throws.TypeOf<BaronException>().With.Message.Contains("'os.system'"));
    }

    [Test]
    public void Getattr_reaches_nothing_but_inert_classes()
    {
        var bytes = new PickleBytes().Global("builtins", "getattr").Global("torch", "Tensor").Text("__class__").Raw(0x86).Op("R").Archive();
        Assert.That(Open(bytes), Throws.TypeOf<BaronException>().With.Message.Contains("builtins.getattr"));
    }

    [Test]
    public void Calling_a_value_is_refused()
    {
        var bytes = new PickleBytes().Text("os.system").Text("echo harm").Raw(0x85).Op("R").Archive();
        Assert.That(Open(bytes), Throws.TypeOf<BaronException>().With.Message.Contains("not a name"));
    }

    [Test]
    public void Histories_and_configs_of_trainers_are_inert_data()
    {
        // What MMEngine's message hub looks like: a class made without its constructor, a bound method, a numpy array.
        var bytes = new PickleBytes().Op("}(")
            .Text("meta").Op("}(").Text("cfg").Global("mmengine.config.config", "ConfigDict").Op(")R").Text("hist")
            .Global("mmengine.logging.history_buffer", "HistoryBuffer").Raw(0x29, 0x81).Op("}(")
            .Text("_statistics").Global("__builtin__", "getattr").Global("mmengine.logging.history_buffer", "HistoryBuffer").Text("mean").Raw(0x86).Op("R")
            .Text("size").Int(5).Op("ub").Op("u")
            .Text("state_dict").Global("collections", "OrderedDict").Op(")R(")
            .Text("w").Tensor("FloatStorage", "0", 4, 0, [2, 2], [2, 1]).Op("uu").Archive(("archive/data/0", FourFloats));
        using var file = CheckpointFile.Open(_folder.File("a.pth", bytes));
        Assert.That(file.Tensors.Select(t => t.Name), Is.EqualTo(new[] { "w" }));
        Assert.That(file.Tensors[0].Sum(), Is.EqualTo(10));
    }

    [TestCase(4, 0, new long[] { 2, 3 }, new long[] { 3, 1 }, "more bytes than its storage")]
    [TestCase(4, 1, new long[] { 4 }, new long[] { 1 }, "more bytes than its storage")]
    [TestCase(4, 5, new long[] { 0 }, new long[] { 1 }, "outside of its storage")]
    [TestCase(4, -1, new long[] { 1 }, new long[] { 1 }, "outside of its storage")]
    [TestCase(4, 0, new long[] { -1 }, new long[] { 1 }, "impossible shape")]
    [TestCase(4, 0, new long[] { 1L << 62, 4 }, new long[] { 0, 0 }, "impossible shape")]
    [TestCase(4, 0, new long[] { 1L << 40 }, new long[] { 0 }, "expands a storage")]
    [TestCase(4, 0, new long[] { 2, 2 }, new long[] { -1, 1 }, "impossible strides")]
    [TestCase(4, 0, new long[] { 2, 2 }, new long[] { long.MaxValue, 1 }, "impossible strides")]
    [TestCase(4, 0, new long[] { 2, 2 }, new long[] { 1 }, "2 dimensions and 1 strides")]
    [TestCase(5, 0, new long[] { 2 }, new long[] { 1 }, "should have 20 bytes")]
    [TestCase(long.MaxValue, 0, new long[] { 2 }, new long[] { 1 }, "should have")]
    [TestCase(-1, 0, new long[] { 2 }, new long[] { 1 }, "not understood")]
    public void A_tensor_outside_of_its_storage_is_refused(long count, long offset, long[] shape, long[] strides, string reason)
    {
        var bytes = new PickleBytes().Op("}").Text("x").Tensor("FloatStorage", "0", count, offset, shape, strides).Op("s").Archive(("archive/data/0", FourFloats));
        Assert.That(Open(bytes), Throws.TypeOf<BaronException>().With.Message.Contains(reason));
    }

    [Test]
    public void Expanded_and_overlapping_views_are_read_as_PyTorch_does()
    {
        using var scope = NewDisposeScope();
        var bytes = new PickleBytes().Op("}(")
            .Text("expanded").Tensor("FloatStorage", "0", 4, 1, [3, 2], [0, 1])
            .Text("windows").Tensor("FloatStorage", "0", 4, 0, [3, 2], [1, 1]).Op("u").Archive(("archive/data/0", FourFloats));
        using var file = CheckpointFile.Open(_folder.File("a.pth", bytes));
        Assert.That(file.Tensors[0].Load().data<float>().ToArray(), Is.EqualTo(new float[] { 2, 3, 2, 3, 2, 3 }));
        Assert.That(file.Tensors[1].Load().data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 2, 3, 3, 4 }));
    }

    [Test]
    public void A_storage_without_a_record_is_refused()
    {
        var bytes = new PickleBytes().Op("}").Text("x").Tensor("FloatStorage", "../../etc/passwd", 1, 0, [1], [1]).Op("s").Archive(("archive/data/0", FourFloats));
        Assert.That(Open(bytes), Throws.TypeOf<BaronException>().With.Message.Contains("is missing from the archive"));
    }

    [TestCase("../evil")]
    [TestCase("/etc/passwd")]
    [TestCase("archive/data/../../evil")]
    [TestCase("archive\\data\\0")]
    public void Records_with_names_that_leave_the_archive_are_refused(string name)
    {
        var bytes = new PickleBytes().Op("}").Archive((name, FourFloats));
        Assert.That(Open(bytes), Throws.TypeOf<BaronException>().With.Message.Contains("unsafe name"));
    }

    [Test]
    public void Two_records_of_one_name_are_refused()
    {
        var bytes = new PickleBytes().Op("}").Archive(("archive/data/0", FourFloats), ("archive/data/0", FourFloats));
        Assert.That(Open(bytes), Throws.TypeOf<BaronException>().With.Message.Contains("two records"));
    }

    [Test]
    public void Two_entries_of_one_name_are_refused()
    {
        var bytes = new PickleBytes().Op("}(").Text("x").Int(1).Text("x").Int(2).Op("u").Archive();
        Assert.That(Open(bytes), Throws.TypeOf<BaronException>().With.Message.Contains("two entries named 'x'"));
    }

    [Test]
    public void Nested_names_that_become_one_are_refused()
    {
        var bytes = new PickleBytes().Op("}(")
            .Text("a.b").Tensor("FloatStorage", "0", 4, 0, [4], [1])
            .Text("a").Op("}").Text("b").Tensor("FloatStorage", "0", 4, 0, [4], [1]).Op("su").Archive(("archive/data/0", FourFloats));
        Assert.That(Open(bytes), Throws.TypeOf<BaronException>().With.Message.Contains("two tensors named 'a.b'"));
    }

    [Test]
    public void A_dictionary_that_contains_itself_is_refused()
    {
        var bytes = new PickleBytes().Op("}q\0").Text("x").Op("h\0s").Text("w").Tensor("FloatStorage", "0", 4, 0, [4], [1]).Op("s").Archive(("archive/data/0", FourFloats));
        Assert.That(Open(bytes), Throws.TypeOf<BaronException>().With.Message.Contains("contains itself"));
    }

    [Test]
    public void Lists_that_double_forty_times_are_refused()
    {
        // Each level holds the one before it twice: 2^40 leaves in 240 bytes.
        var pickle = new PickleBytes().Op("]q\0");
        for (var i = 0; i < 40; i++)
        {
            pickle.Op("](h").Raw((byte)i).Op("h").Raw((byte)i).Op("eq").Raw((byte)(i + 1));
        }

        Assert.That(Open(pickle.Archive()), Throws.TypeOf<BaronException>().With.Message.Contains("without end"));
    }

    [Test]
    public void Deep_nesting_is_refused_without_exhausting_the_stack()
    {
        var pickle = new PickleBytes();
        for (var i = 0; i < 200_000; i++)
        {
            pickle.Op("]");
        }

        for (var i = 1; i < 200_000; i++)
        {
            pickle.Op("a");
        }

        Assert.That(Open(pickle.Archive()), Throws.TypeOf<BaronException>().With.Message.Contains("nested"));
    }

    [Test]
    public void A_flood_of_objects_is_refused()
    {
        var inflated = new byte[64 << 20];
        Array.Fill(inflated, (byte)'}');
        var zip = PickleBytes.Zip([("archive/data.pkl", inflated)], CompressionLevel.Fastest);
        Assert.That(Open(zip), Throws.TypeOf<BaronException>().With.Message.Contains("stacks more than").Or.Message.Contains("more objects"));
    }

    [Test]
    public void Overlong_whole_numbers_are_refused()
    {
        Assert.That(Open(new PickleBytes().Raw(0x8a, 65).Raw(new byte[65]).Archive()), Throws.TypeOf<BaronException>().With.Message.Contains("whole number of 65 bytes"));
        Assert.That(Open(new PickleBytes().Raw(0x8b, 0xff, 0xff, 0xff, 0x7f).Archive()), Throws.TypeOf<BaronException>().With.Message.Contains("2147483647 bytes"));
        Assert.That(Open(new PickleBytes().Raw(0x8b, 0xff, 0xff, 0xff, 0xff).Archive()), Throws.TypeOf<BaronException>().With.Message.Contains("whole number"));
    }

    [TestCase(new byte[] { (byte)'X', 0xff, 0xff, 0xff, 0xff })]
    [TestCase(new byte[] { 0x8d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f })]
    [TestCase(new byte[] { 0x8e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    [TestCase(new byte[] { (byte)'B', 0xff, 0xff, 0xff, 0x7f })]
    [TestCase(new byte[] { (byte)'T', 0xff, 0xff, 0xff, 0xff })]
    [TestCase(new byte[] { (byte)'h', 7 })]
    [TestCase(new byte[] { (byte)'j', 0xff, 0xff, 0xff, 0xff })]
    [TestCase(new byte[] { (byte)'q', 0 })]
    [TestCase(new byte[] { (byte)'R' })]
    [TestCase(new byte[] { (byte)'t' })]
    [TestCase(new byte[] { (byte)'s' })]
    [TestCase(new byte[] { (byte)'b' })]
    [TestCase(new byte[] { (byte)'(', (byte)'Q' })]
    [TestCase(new byte[] { 0xee })]
    [TestCase(new byte[] { (byte)'N', (byte)'N', (byte)'b' })]
    [TestCase(new byte[] { (byte)'(', (byte)'N', (byte)'d' })]
    [TestCase(new byte[] { (byte)'c', (byte)'o', (byte)'s' })]
    public void Damaged_pickles_are_errors_and_not_crashes(byte[] opcodes)
    {
        Assert.That(Open(new PickleBytes().Raw(opcodes).Archive()), Throws.TypeOf<BaronException>().With.Message.Contains("cannot be used as a checkpoint"));
    }

    [Test]
    public void A_memo_index_of_four_billion_costs_nothing()
    {
        var bytes = new PickleBytes().Op("}").Raw((byte)'r', 0xff, 0xff, 0xff, 0xff).Op("0j").Raw(0xff, 0xff, 0xff, 0xff)
            .Text("w").Tensor("FloatStorage", "0", 4, 0, [4], [1]).Op("s").Archive(("archive/data/0", FourFloats));
        using var file = CheckpointFile.Open(_folder.File("a.pth", bytes));
        Assert.That(file.Tensors, Has.Count.EqualTo(1));
    }

    [Test]
    public void Every_truncation_of_an_archive_is_an_error_and_not_a_crash()
    {
        var bytes = new PickleBytes().Op("}").Text("x").Tensor("FloatStorage", "0", 4, 0, [4], [1]).Op("s").Archive(("archive/data/0", FourFloats));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.That(Open(bytes[..length]), Throws.TypeOf<BaronException>(), $"{length} bytes");
        }
    }

    [Test]
    public void Changed_bytes_never_crash_the_reader()
    {
        var bytes = new PickleBytes().Op("}").Text("x").Tensor("FloatStorage", "0", 4, 0, [4], [1]).Op("s").Archive(("archive/data/0", FourFloats));
        var random = new RandomSource(1);
        for (var round = 0; round < 3000; round++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var changes = 1 + random.NextInt(3); changes > 0; changes--)
            {
                damaged[random.NextInt(damaged.Length)] = (byte)random.NextInt(256);
            }

            try
            {
                using var file = CheckpointFile.Open(_folder.File("a.pth", damaged));
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

    [Test]
    public void A_deflated_archive_is_read_and_a_size_that_deflate_cannot_reach_is_refused()
    {
        var pickle = new PickleBytes().Op("}").Text("x").Tensor("FloatStorage", "0", 4, 0, [4], [1]).Op("s").Done();
        var zip = PickleBytes.Zip([("archive/data.pkl", pickle), ("archive/data/0", FourFloats)], CompressionLevel.SmallestSize);
        using (var file = CheckpointFile.Open(_folder.File("a.pth", zip)))
        {
            Assert.That(file.Tensors[0].Sum(), Is.EqualTo(10));
        }

        // The uncompressed size of the first entry in the central directory.
        var directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
        zip[directory + 24 + 3] = 0x7f;
        Assert.That(Open(zip), Throws.TypeOf<BaronException>().With.Message.Contains("impossible size"));
    }

    [Test]
    public void A_zip_archive_of_something_else_says_so()
    {
        Assert.That(Open(PickleBytes.Zip([("a.txt", FourFloats)])), Throws.TypeOf<BaronException>().With.Message.Contains("without data.pkl"));
        Assert.That(Open(PickleBytes.Zip([("a/data.pkl", FourFloats), ("b/data.pkl", FourFloats)])), Throws.TypeOf<BaronException>().With.Message.Contains("several data.pkl"));
    }

    [TestCase("version https://git-lfs.github.com/spec/v1\n")]
    [TestCase("<html>")]
    [TestCase("")]
    public void A_file_that_is_no_checkpoint_says_so(string content)
    {
        Assert.That(Open(System.Text.Encoding.UTF8.GetBytes(content)), Throws.TypeOf<BaronException>().With.Message.Contains("cannot be used as a checkpoint"));
    }

    private TestDelegate Open(byte[] bytes)
    {
        var path = _folder.File("a.pth", bytes);
        return () => CheckpointFile.Open(path).Dispose();
    }
}
