using System.IO.Compression;
using System.Text;
using Baron.Clip.Tokenization;
using Baron.Testing.Fuzzing;
using NUnit.Framework;

namespace Baron.Clip.Tests;

/// <summary>Damaged files that only CLIP reads.</summary>
[Category("Slow")]
public sealed class FuzzTests
{
    private const string Vocabulary = "\"a vocabulary\"\na b\nab c</w>\nt h\nth e</w>\nab abc</w>\n";

    private static IEnumerable<FuzzTarget> Targets =>
    [
        new("vocabularies", [".txt"], _ => [Encoding.UTF8.GetBytes(Vocabulary)], ["</w>", " ", "\n", "a b", "a b c", "\u0120", "\u00a0", "\u2028"], Read),
        new("compressed vocabularies", [".txt.gz"], _ => [Compress(Vocabulary)], [], Read),
    ];

    [TestCaseSource(nameof(Targets))]
    public void Damaged_files_are_read_or_refused(FuzzTarget target) => FuzzRun.Check(target);

    private static void Read(string path)
    {
        var tokenizer = ClipTokenizer.Load(path);
        tokenizer.Decode(tokenizer.Encode("the abc of ünïcode &amp; \u0001"));
    }

    private static byte[] Compress(string text)
    {
        using var result = new MemoryStream();
        using (var stream = new GZipStream(result, CompressionLevel.SmallestSize))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return result.ToArray();
    }
}
