using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Baron.Checkpoints;
using NUnit.Framework;

namespace Baron.Framework.Tests.Checkpoints;

/// <summary>Rarer forms of checkpoints, and files that lie, change or never end: right values or an error of one line.</summary>
public sealed class CheckpointRobustnessTests
{
    private static readonly byte[] FourFloats = [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    public void The_old_format_is_known_in_every_protocol_it_can_have(int protocol)
    {
        // torch.save(..., pickle_protocol=N, _use_new_zipfile_serialization=False); from protocol 4 on pickles have frames.
        byte[] magic = protocol == 1 ? "L119547037146038801333356L\n."u8.ToArray()
            : [0x80, (byte)protocol, .. protocol >= 4 ? new byte[] { 0x95, 13, 0, 0, 0, 0, 0, 0, 0 } : [], 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];
        var path = _folder.File("a.bin", [.. magic, .. LegacyBehindMagic("FloatStorage", "torch", 4)]);
        using var file = CheckpointFile.Open(path);
        Assert.That(file.Format, Is.EqualTo("pytorch_legacy"));
        Assert.That(file.Tensors.Select(t => (t.Name, t.Sum())), Is.EqualTo(new[] { ("w", 10.0) }));
    }

    [Test]
    public void A_storage_of_bytes_in_the_old_format_is_read()
    {
        byte[] magic = [0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];
        using var file = CheckpointFile.Open(_folder.File("a.pth", [.. magic, .. LegacyBehindMagic("_UntypedStorage", "torch.storage", 16)]));
        Assert.That(file.Tensors[0].DtypeName, Is.EqualTo("uint8"));
        Assert.That(file.Tensors[0].ReadBytes(), Is.EqualTo(FourFloats[..4]));
    }

    [TestCase("conj", true)]
    [TestCase("neg", true)]
    [TestCase("conj", false)]
    public void Views_whose_conjugation_or_negation_was_put_off_are_not_read_without_it(string bit, bool isSet)
    {
        var pickle = new PickleBytes().Op("}").Text("w").Global("torch._utils", "_rebuild_tensor_v2")
            .Op("((").Text("storage").Global("torch", "FloatStorage").Text("0").Text("cpu").Int(4).Op("tQ").Int(0).Tuple(4).Tuple(1)
            .Raw(0x89).Global("collections", "OrderedDict").Op(")R}").Text(bit).Raw((byte)(isSet ? 0x88 : 0x89)).Op("stRs");
        var path = _folder.File("a.pth", pickle.Archive(("archive/data/0", FourFloats)));
        if (isSet)
        {
            Assert.That(() => CheckpointFile.Open(path), Throws.TypeOf<BaronException>().With.Message.Contains("'w' is a conjugated or negated view"));
            return;
        }

        using var file = CheckpointFile.Open(path);
        Assert.That(file.Tensors[0].Sum(), Is.EqualTo(10));
    }

    [Test]
    public void Tensors_under_keys_that_are_no_names_are_told_and_whole_numbers_of_any_size_are_names()
    {
        var pickle = new PickleBytes().Op("}(")
            .Raw(0x88).Tensor("FloatStorage", "0", 4, 0, [4], [1])
            .Op("N").Op("}").Text("x").Tensor("FloatStorage", "0", 4, 0, [4], [1]).Op("s")
            .Tuple(1, 2).Tensor("FloatStorage", "0", 4, 0, [4], [1])
            .Raw(0x89).Text("a flag is no loss")
            .Raw(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1).Tensor("FloatStorage", "0", 4, 0, [4], [1])
            .Op("u");
        using var file = CheckpointFile.Open(_folder.File("a.pth", pickle.Archive(("archive/data/0", FourFloats))));
        Assert.That(file.Tensors.Select(t => t.Name), Is.EqualTo(new[] { "18446744073709551616" }));
        Assert.That(file.LeftOut, Is.EqualTo(new[] { "True (a key that is no name)", "None (a key that is no name)", "(tuple) (a key that is no name)" }));
    }

    [TestCase("torch._utils", "_rebuild_sparse_tensor", "sparse")]
    [TestCase("torch._utils", "_rebuild_qtensor", "quantized")]
    [TestCase("torch", "qint8", "quantized")]
    [TestCase("torch", "uint16", "of type uint16")]
    [TestCase("torch", "float8_e4m3fn", "of type float8_e4m3fn")]
    public void Kinds_of_tensors_that_are_not_supported_are_called_by_their_name(string module, string name, string kind) =>
        Refuses("a.pth", new PickleBytes().Global(module, name).Archive(), $"it has tensors that are {kind} ('{module}.{name}')");

    [TestCase("addict.addict", "Dict")]
    [TestCase("pytorch_lightning.utilities.parsing", "AttributeDict")]
    [TestCase("datetime", "timezone")]
    [TestCase("torch.optim.lr_scheduler", "OneCycleLR")]
    [TestCase("torch.optim.adamw", "AdamW")]
    public void What_more_trainers_put_beside_the_weights_is_inert(string module, string name)
    {
        var pickle = new PickleBytes().Op("}(").Text("hyper_parameters").Global(module, name).Op(")").Raw(0x81).Op("}").Text("lr").Int(1).Op("sb")
            .Text("state_dict").Op("}").Text("w").Tensor("FloatStorage", "0", 4, 0, [4], [1]).Op("su");
        using var file = CheckpointFile.Open(_folder.File("a.ckpt", pickle.Archive(("archive/data/0", FourFloats))));
        Assert.That(file.Tensors.Select(t => t.Name), Is.EqualTo(new[] { "w" }));
    }

    [Test]
    public void A_bound_method_of_a_scheduler_is_data_and_cannot_be_called([Values] bool call)
    {
        // OneCycleLR keeps its annealing function in its state.
        var pickle = new PickleBytes().Op("}(").Text("lr_scheduler").Op("}").Text("anneal_func")
            .Global("__builtin__", "getattr").Global("torch.optim.lr_scheduler", "OneCycleLR").Op(")").Raw(0x81).Text("_annealing_cos").Raw(0x86).Op(call ? "R)R" : "R").Op("s")
            .Text("model").Op("}").Text("w").Tensor("FloatStorage", "0", 4, 0, [4], [1]).Op("su").Archive(("archive/data/0", FourFloats));
        if (call)
        {
            Refuses("a.pth", pickle, "not a name");
            return;
        }

        using var file = CheckpointFile.Open(_folder.File("a.pth", pickle));
        Assert.That(file.Tensors.Select(t => t.Name), Is.EqualTo(new[] { "w" }));
    }

    [Test]
    public void A_tar_archive_is_told_as_what_it_is()
    {
        var tar = new byte[1024];
        "ustar"u8.CopyTo(tar.AsSpan(257));
        Refuses("a.pth", tar, "it is a tar archive; what PyTorch wrote before 0.1.10");
    }

    [Test]
    public void The_content_tells_the_form_whatever_the_extension()
    {
        byte[] array = [.. Encoding.Latin1.GetBytes("\u0093NUMPY\u0001\u0000"), 64, 0, .. Encoding.ASCII.GetBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }".PadRight(63) + "\n"), .. FourFloats];
        using (var npz = CheckpointFile.Open(_folder.File("npz.bin", PickleBytes.Zip([("w.npy", array)]))))
        {
            Assert.That((npz.Format, npz.Tensors[0].Sum()), Is.EqualTo(("npz", 10.0)));
        }

        var header = Encoding.ASCII.GetBytes("{\n \"w\": {\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}\n}");
        using var safetensors = CheckpointFile.Open(_folder.File("st.bin", [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. header, .. FourFloats]));
        Assert.That((safetensors.Format, safetensors.Tensors[0].Sum()), Is.EqualTo(("safetensors", 10.0)));
    }

    [Test]
    public void Names_of_a_file_cannot_break_the_line_of_an_error_or_make_it_endless()
    {
        var breaking = _folder.File("a.pth", new PickleBytes().Op("}").Text("a\r\n\u001b[31m\u0085\u2028b").Tensor("FloatStorage", "0", 4, 0, [5], [1]).Op("s").Archive(("archive/data/0", FourFloats)));
        Assert.That(() => CheckpointFile.Open(breaking), Throws.TypeOf<BaronException>().With.Message.Contains("'a???[31m??b'"));
        var endless = _folder.File("b.pth", new PickleBytes().Op("}").Text(new string('n', 50_000)).Tensor("FloatStorage", "0", 4, 0, [5], [1]).Op("s").Archive(("archive/data/0", FourFloats)));
        var error = Assert.Throws<BaronException>(() => CheckpointFile.Open(endless));
        Assert.That(error!.Message, Has.Length.LessThan(1200 + endless.Length));
    }

    [Test]
    public void A_name_of_a_megabyte_is_refused() =>
        Refuses("a.pkl", new PickleBytes().Op("}").Text(new string('k', (1 << 20) + 1)).Int(1).Op("s").Done(), "a name of 1048577 bytes");

    [Test]
    public void A_frame_beyond_the_end_is_refused() =>
        Refuses("a.pkl", new PickleBytes(4).Raw(0x95, 0xff, 0, 0, 0, 0, 0, 0, 0).Op("N").Done(), "announces 255 bytes");

    [Test]
    public void A_short_text_with_a_character_that_is_no_byte_stands_for_no_bytes() =>
        Refuses("a.pkl", new PickleBytes().Global("_codecs", "encode").Text("\u4e2d").Text("latin1").Raw(0x86).Op("R").Done(), "stands for none");

    [TestCase("a list of numbers", "]", "K\u0001a")]
    [TestCase("a list of dictionaries", "]", "}a")]
    [TestCase("a list of texts", "]", "U\u0004abcda")]
    [TestCase("nothing but time", "", "N0")]
    public void A_flood_of_values_ends_early(string what, string start, string value)
    {
        var count = 12_000_000;
        var pickle = new PickleBytes().Op(start).Op(string.Concat(Enumerable.Repeat(value, count))).Done();
        var path = _folder.File("a.pkl", pickle);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => CheckpointFile.Open(path), Throws.TypeOf<BaronException>().With.Message.Contains("more objects than any checkpoint needs"), what);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(700L << 20), what);
    }

    [Test]
    public void A_small_archive_does_not_inflate_to_a_large_pickle()
    {
        var pickle = new byte[(1 << 27) + 1];
        Refuses("a.pth", PickleBytes.Zip([("archive/data.pkl", pickle)], CompressionLevel.Fastest), "its data.pkl has 134217729 bytes");
    }

    [Test]
    public void Many_tensors_do_not_repeat_a_few_bytes_without_end()
    {
        // Each one alone is a legal expanded view of half a gibibyte.
        var pickle = new PickleBytes().Op("}(");
        for (var i = 0; i < 3; i++)
        {
            pickle.Text($"w{i}").Tensor("FloatStorage", "0", 4, 0, [1L << 27], [0]);
        }

        Refuses("a.pth", pickle.Op("u").Archive(("archive/data/0", FourFloats)), "repeat 16 bytes of values to 1610612736");
    }

    [TestCase(30, (byte)'X', "'archive/data.pkl' is described in two ways", TestName = "A_local_header_with_another_name_is_refused")]
    [TestCase(8, (byte)8, "'archive/data.pkl' is described in two ways", TestName = "A_local_header_with_another_method_is_refused")]
    [TestCase(14, (byte)0xaa, "'archive/data.pkl' is described in two ways", TestName = "A_local_header_with_another_checksum_is_refused")]
    [TestCase(18, (byte)1, "'archive/data.pkl' is described in two ways", TestName = "A_local_header_with_another_size_is_refused")]
    public void The_two_descriptions_of_a_record_agree(int at, byte value, string reason)
    {
        var zip = Weights();
        Assert.That(zip[6] & 8, Is.Zero, "sizes stand in the local header");
        zip[at] = value;
        Refuses("a.pth", zip, reason);
    }

    [Test]
    public void Records_that_share_bytes_are_refused()
    {
        var zip = Weights();
        var first = zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
        var second = first + 4 + zip.AsSpan(first + 4).IndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(second + 42), 0);
        Refuses("a.pth", zip, "overlaps another one or the directory");
        BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(second + 42), first);
        Refuses("a.pth", zip, "overlaps another one or the directory");
    }

    [Test]
    public void A_shape_without_end_is_refused_before_it_is_kept()
    {
        var header = Encoding.ASCII.GetBytes($"{{\"w\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', Enumerable.Repeat(1, 65))}],\"data_offsets\":[0,4]}}}}");
        Refuses("a.safetensors", [(byte)header.Length, (byte)(header.Length >> 8), 0, 0, 0, 0, 0, 0, .. header, 0, 0, 0, 0], "more than 64 dimensions");
    }

    [Test]
    [Platform("Linux")]
    public void A_pipe_that_nobody_writes_into_is_refused_at_once()
    {
        var path = _folder.File("a.pth");
        using (var mkfifo = Process.Start("mkfifo", [path]))
        {
            mkfifo.WaitForExit();
        }

        var opening = Task.Run(() => Assert.That(() => CheckpointFile.Open(path), Throws.TypeOf<BaronException>().With.Message.EqualTo($"{path} is a pipe or a device; a checkpoint file is needed.")));
        Assert.That(opening.Wait(TimeSpan.FromSeconds(30)), Is.True, "opened in time");
    }

    [TestCase("small", 4, 0, new long[] { 4 }, new long[] { 1 })]
    [TestCase("small and transposed", 4, 0, new long[] { 2, 2 }, new long[] { 1, 2 })]
    [TestCase("large", 1 << 18, 0, new long[] { 1 << 18 }, new long[] { 1 })]
    [TestCase("large and transposed", 1 << 18, 0, new long[] { 512, 512 }, new long[] { 1, 512 })]
    [TestCase("large and sparse", 1 << 18, 0, new long[] { 2 }, new long[] { (1 << 18) - 1 })]
    public void A_file_that_is_cut_short_while_it_is_open_is_an_error(string what, int count, long offset, long[] shape, long[] strides)
    {
        // The values lie more than what is read at once behind the pickle.
        var zip = new PickleBytes().Op("}").Text("w").Tensor("FloatStorage", "0", count, offset, shape, strides).Op("s")
            .Archive(("archive/data/gap", new byte[1 << 18]), ("archive/data/0", new byte[4 * count]));
        var path = _folder.File("a.pth", zip);
        using var file = CheckpointFile.Open(path);
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(100);
        }

        Assert.That(() => file.Tensors[0].ReadBytes(), Throws.TypeOf<BaronException>().With.Message.EqualTo($"{path} became shorter while it was read."), what);
    }

    private static byte[] Weights() =>
        new PickleBytes().Op("}").Text("w").Tensor("FloatStorage", "0", 4, 0, [4], [1]).Op("s").Archive(("archive/data/0", FourFloats));

    // Version, facts, {"w": tensor of 4 elements}, ["0"], the storage.
    private static byte[] LegacyBehindMagic(string storage, string module, int count)
    {
        var root = new PickleBytes().Op("}").Text("w").Global("torch._utils", "_rebuild_tensor_v2")
            .Op("((").Text("storage").Global(module, storage).Text("0").Text("cpu").Int(count).Op("NtQ")
            .Int(0).Tuple(4).Tuple(1).Raw(0x89).Global("collections", "OrderedDict").Op(")RtRs").Done();
        return [.. new PickleBytes().Int(1001).Done(), .. new PickleBytes().Op("}").Done(), .. root, .. new PickleBytes().Op("]").Text("0").Op("a").Done(), (byte)count, 0, 0, 0, 0, 0, 0, 0, .. FourFloats];
    }

    private void Refuses(string name, byte[] content, string reason)
    {
        var path = _folder.File(name, content);
        Assert.That(() => CheckpointFile.Open(path), Throws.TypeOf<BaronException>().With.Message.Contains(reason).And.Message.StartsWith(path));
    }
}
