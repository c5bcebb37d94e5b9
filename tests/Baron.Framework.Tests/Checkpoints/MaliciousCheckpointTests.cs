using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Baron.Checkpoints;
using NUnit.Framework;

namespace Baron.Framework.Tests.Checkpoints;

/// <summary>
/// Whole files as an attacker would hand them out. Each one would run something, read something or fill the memory with a reader that
/// trusts it; each is refused with a reason, runs nothing and costs little.
/// </summary>
public sealed class MaliciousCheckpointTests
{
    private const long MaxAllocated = 300L << 20;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCaseSource(nameof(Files))]
    public void Is_refused_with_a_reason_and_runs_nothing(string name, Func<string, byte[]> make, string reason)
    {
        var canary = _folder.File("canary");
        var path = _folder.File(name, make(canary));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(
            () =>
            {
                using var file = CheckpointFile.Open(path);
                foreach (var tensor in file.Tensors)
                {
                    tensor.ReadBytes();
                }
            },
            Throws.TypeOf<BaronException>().With.Message.Contains(reason).And.Message.StartsWith(path));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(MaxAllocated));
        Assert.That(File.Exists(canary), Is.False);
    }

    private static IEnumerable<TestCaseData> Files()
    {
        // Code, by every way a pickle can name it.
        yield return Case("a reduce of os.system", "a.pth", c => System(c).Archive(), "'posix.system'");
        yield return Case("a reduce in a plain pickle", "a.pkl", c => System(c).Done(), "'posix.system'");
        yield return Case("a reduce in the old PyTorch format", "a.pth", c => Legacy(System(c).Done()), "'posix.system'");
        yield return Case("a reduce in a TorchScript archive", "a.pt", c => PickleBytes.Zip([("x/data.pkl", System(c).Done()), ("x/constants.pkl", new PickleBytes().Op(")").Done())]), "'posix.system'");
        yield return Case("a name from the stack", "a.pkl", c => new PickleBytes(4).Text("subprocess").Text("Popen").Raw(0x93).Text($"touch {c}").Raw(0x85).Op("R").Done(), "'subprocess.Popen'");
        yield return Case("an instance opcode", "a.pkl", c => new PickleBytes(0).Op($"(S'touch {c}'\niposix\nsystem\n").Done(), "'posix.system'");
        yield return Case("an object opcode", "a.pkl", c => new PickleBytes().Op("(").Global("posix", "system").Text($"touch {c}").Op("o").Done(), "'posix.system'");
        yield return Case("a new object", "a.pkl", c => new PickleBytes().Global("subprocess", "Popen").Text($"touch {c}").Raw(0x85, 0x81).Done(), "'subprocess.Popen'");
        yield return Case("eval under its old name", "a.pkl", c => new PickleBytes().Global("__builtin__", "eval").Text($"open('{c}','w')").Raw(0x85).Op("R").Done(), "'builtins.eval'");
        yield return Case("exec behind the weights", "a.pth", c => new PickleBytes().Op("}(").Text("w").Tensor("FloatStorage", "0", 1, 0, [1], [1]).Text("x").Global("builtins", "exec").Text($"open('{c}','w')").Raw(0x85).Op("Ru").Archive(("archive/data/0", new byte[4])), "'builtins.exec'");
        yield return Case("a dotted name that walks into an allowed module", "a.pkl", c => new PickleBytes(4).Text("collections").Text("OrderedDict.__init__.__globals__").Raw(0x93).Done(), "OrderedDict.__init__.__globals__");
        yield return Case("getattr on an allowed class", "a.pkl", c => new PickleBytes().Global("builtins", "getattr").Global("collections", "OrderedDict").Text("__reduce__").Raw(0x86).Op("R").Done(), "builtins.getattr");
        yield return Case("a file-loading constructor", "a.pkl", c => new PickleBytes().Global("numpy", "fromfile").Text("/etc/passwd").Raw(0x85).Op("R").Done(), "'numpy.fromfile'");
        yield return Case("a module of the file's own", "a.pth", c => new PickleBytes().Global("my_model", "Net").Op(")R").Archive(), "'my_model.Net'");
        yield return Case("an extension code", "a.pkl", c => new PickleBytes().Raw(0x82, 1).Done(), "opcode 0x82");
        yield return Case("a persistent id that is a path", "a.pth", c => new PickleBytes().Op("}").Text("x").Tensor("FloatStorage", "../../../etc/passwd", 1, 0, [1], [1]).Op("s").Archive(), "missing from the archive");

        // Memory, by every way a few bytes can ask for much.
        yield return Case("a text of 4 GB", "a.pkl", c => new PickleBytes().Raw((byte)'X', 0xff, 0xff, 0xff, 0xff).Done(), "announces 4294967295 bytes");
        yield return Case("bytes of 16 exabytes", "a.pkl", c => new PickleBytes().Raw(0x8e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff).Done(), "announces");
        yield return Case("lists that double sixty times", "a.pkl", c => Doubling(60), "without end");
        yield return Case("a list that holds itself", "a.pkl", c => new PickleBytes().Op("]q\0h\0a").Done(), "contains itself");
        yield return Case("ten million empty tuples", "a.pth", c => PickleBytes.Zip([("x/data.pkl", Flood((byte)')', 10_000_000))], CompressionLevel.Fastest), "stacks more than");
        yield return Case("a tensor of a terabyte over one number", "a.pth", c => new PickleBytes().Op("}").Text("x").Tensor("FloatStorage", "0", 1, 0, [1L << 38], [0]).Op("s").Archive(("archive/data/0", new byte[4])), "expands a storage");
        yield return Case("a storage larger than its record", "a.pth", c => new PickleBytes().Op("}").Text("x").Tensor("FloatStorage", "0", 1L << 40, 0, [1L << 40], [1]).Op("s").Archive(("archive/data/0", new byte[4])), "should have");
        yield return Case("a zip bomb", "a.pth", c => Bomb(), "impossible size");
        yield return Case("a safetensors header of 90 MB that is not there", "a.safetensors", c => Header(90_000_000, "{}"), "truncated");
        yield return Case("safetensors that overlap", "a.safetensors", c => Header("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", 8), "overlap");
        yield return Case("a shape that overflows", "a.safetensors", c => Header("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0), "impossible shape");
        yield return Case("a numpy array of objects", "a.npy", c => Npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", System(c).Done()), "it holds objects");
        yield return Case("a numpy array of eight petabytes", "a.npy", c => Npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000, 1000), }", []), "has 0 bytes");
        yield return Case("a record outside of the archive", "a.pth", c => PickleBytes.Zip([("../../x/data.pkl", System(c).Done())]), "unsafe name");
    }

    private static TestCaseData Case(string what, string name, Func<string, byte[]> make, string reason) => new TestCaseData(name, make, reason).SetArgDisplayNames(what);

    private static PickleBytes System(string canary) => new PickleBytes().Global("posix", "system").Text($"touch {canary}").Raw(0x85).Op("R");

    private static byte[] Legacy(byte[] pickle)
    {
        var magic = new PickleBytes().Raw(0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).Done();
        var version = new PickleBytes().Raw((byte)'M', 0xe9, 0x03).Done();
        var facts = new PickleBytes().Op("}").Text("little_endian").Raw(0x88).Op("s").Done();
        return [.. magic, .. version, .. facts, .. pickle, .. new PickleBytes().Op("]").Done()];
    }

    private static byte[] Doubling(int levels)
    {
        var pickle = new PickleBytes().Op("]q\0");
        for (var i = 0; i < levels; i++)
        {
            pickle.Op("](h").Raw((byte)i).Op("h").Raw((byte)i).Op("eq").Raw((byte)(i + 1));
        }

        return pickle.Done();
    }

    private static byte[] Flood(byte opcode, int count)
    {
        var bytes = new byte[count + 3];
        Array.Fill(bytes, opcode);
        (bytes[0], bytes[1], bytes[^1]) = (0x80, 2, (byte)'.');
        return bytes;
    }

    private static byte[] Bomb()
    {
        var zip = PickleBytes.Zip([("x/data.pkl", new PickleBytes().Op("}").Done())], CompressionLevel.SmallestSize);
        var directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(directory + 24), 0x7fffffff);
        return zip;
    }

    private static byte[] Header(string json, int data) => [.. Header((ulong)json.Length, json), .. new byte[data]];

    private static byte[] Header(ulong length, string json)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        return [.. bytes, .. Encoding.UTF8.GetBytes(json)];
    }

    private static byte[] Npy(string header, byte[] data)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. data];
    }
}
