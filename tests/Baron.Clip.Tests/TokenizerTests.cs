using System.IO.Compression;
using System.Text;
using Baron.Clip.Prompts;
using Baron.Clip.Tokenization;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Clip.Tests;

[TestFixture]
public sealed class TokenizerTests
{
    [TestCase("e_tokenizer", false)]
    [TestCase("e_tokenizer", true)]
    [Category("Golden")]
    public void Tokens_are_those_of_the_reference(string name, bool published)
    {
        var golden = GoldenFixture.Open(name);
        var tokenizer = published ? Published() : ClipTokenizer.Default;
        Assert.That(tokenizer.VocabularySize, Is.EqualTo(golden.Meta("vocab_size").GetInt32()));
        Assert.That(tokenizer.StartId, Is.EqualTo(golden.Meta("sot").GetInt32()));
        Assert.That(tokenizer.EndId, Is.EqualTo(golden.Meta("eot").GetInt32()));

        var counts = golden.Array<long>("counts");
        var ids = golden.Array<long>("ids");
        var start = 0;
        var index = 0;
        var decoded = golden.Meta("decoded").EnumerateArray().Select(e => e.GetString()!).ToArray();
        foreach (var element in golden.Meta("strings").EnumerateArray())
        {
            var text = element.GetString()!;
            var expected = ids.AsSpan(start, (int)counts[index]).ToArray();
            var actual = tokenizer.Encode(text);
            Assert.That(actual.Select(i => (long)i), Is.EqualTo(expected), $"{index}: '{text}'");
            Assert.That(tokenizer.Decode(actual), Is.EqualTo(decoded[index]), $"{index}: '{text}'");
            start += (int)counts[index++];
        }

        var captions = golden.Meta("batch_captions").EnumerateArray().Select(e => e.GetString()!).ToList();
        AssertRows(golden, "tokenize77_truncate", tokenizer.Tokenize(captions, 77, padToContext: true));
        AssertRows(golden, "tokenize16_truncate", tokenizer.Tokenize(captions, 16, padToContext: true));
        AssertRows(golden, "dynamic_truncate", tokenizer.Tokenize(captions, 77));
        AssertRows(golden, "dynamic12_truncate", tokenizer.Tokenize(captions, 12));
        var shortest = new[] { captions[0], captions[^1] };
        AssertRows(golden, "dynamic_short", tokenizer.Tokenize(shortest, 77));
        Assert.That(
            () => tokenizer.Tokenize(captions, 77, truncate: false),
            Throws.TypeOf<BaronException>().With.Message.Contains("77 is the most"));
        golden.Report();
    }

    [Test]
    public void A_small_vocabulary_gives_its_own_size_and_ids()
    {
        var tokenizer = new ClipTokenizer(["#version: test", "a b", "ab c</w>"], "test");
        Assert.Multiple(() =>
        {
            Assert.That(tokenizer.VocabularySize, Is.EqualTo(512 + 2 + 2));
            Assert.That(tokenizer.StartId, Is.EqualTo(514));
            Assert.That(tokenizer.EndId, Is.EqualTo(515));
            Assert.That(tokenizer.Encode("ABC abc"), Is.EqualTo(new[] { 513, 513 }));
            Assert.That(tokenizer.Encode("ab"), Has.Count.EqualTo(2), "the merge is of 'b' inside of a word");
            Assert.That(tokenizer.Decode([513, 515]), Is.EqualTo("abc <|endoftext|>"));
        });
    }

    [Test]
    public void The_demo_vocabulary_has_799_tokens()
    {
        var path = RepositoryPaths.Shared is { } shared ? Path.Combine(shared, "demo", "demo_bpe.txt.gz") : "";
        if (!File.Exists(path))
        {
            Assert.Ignore("The reference's demo vocabulary is not here; set BARON_SHARED.");
        }

        Assert.That(ClipTokenizer.Load(path).VocabularySize, Is.EqualTo(799));
    }

    [Test]
    public void A_vocabulary_that_cannot_be_read_is_one_readable_line()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var broken = Path.Combine(folder.FullName, "broken.txt.gz");
            File.WriteAllText(broken, "this is not gzip");
            var wrong = Path.Combine(folder.FullName, "wrong.txt");
            File.WriteAllText(wrong, "header\na b\nab xyz\n");
            Assert.Multiple(() =>
            {
                Assert.That(() => ClipTokenizer.Load(Path.Combine(folder.FullName, "absent.gz")), Throws.TypeOf<BaronException>().With.Message.Contains("absent.gz"));
                Assert.That(() => ClipTokenizer.Load(broken), Throws.TypeOf<BaronException>().With.Message.Contains("broken.txt.gz"));
                Assert.That(() => ClipTokenizer.Load(wrong), Throws.TypeOf<BaronException>().With.Message.Contains("line 3").And.Message.Contains("ab xyz"));
            });
        }
        finally
        {
            folder.Delete(true);
        }
    }

    [TestCase("&amp;amp;", "&")]
    [TestCase("&#128;", "\u20ac")]
    [TestCase("&#0;", "\ufffd")]
    [TestCase("&#1;x", "x")]
    [TestCase("&#xD800;", "\ufffd")]
    [TestCase("&#99999999999999999999;", "\ufffd")]
    [TestCase("&notit;", "\u00acit;")]
    [TestCase("&notin;", "\u2209")]
    [TestCase("&nosuchthing;", "&nosuchthing;")]
    [TestCase("&; & &&amp;", "&; & &&")]
    [TestCase("&NotEqualTilde;", "\u2242\u0338")]
    public void Character_references_are_resolved_as_browsers_do(string text, string expected) =>
        Assert.That(HtmlEntities.Unescape(HtmlEntities.Unescape(text)), Is.EqualTo(expected));

    [Test]
    public void Encoding_is_the_same_from_many_threads()
    {
        var words = Enumerable.Range(0, 400).Select(i => $"word{i % 37} red star {i % 11}").ToArray();
        var once = words.Select(w => ClipTokenizer.Default.Encode(w).ToArray()).ToArray();
        var many = new int[words.Length][];
        Parallel.For(0, words.Length, i => many[i] = [.. ClipTokenizer.Default.Encode(words[i])]);
        Assert.That(many, Is.EqualTo(once));
    }

    // The vocabulary as OpenAI publishes it.
    private static ClipTokenizer Published()
    {
        var path = RepositoryPaths.Shared is { } shared ? Path.Combine(shared, "data", "clip", "bpe_simple_vocab_16e6.txt.gz") : "";
        if (!File.Exists(path))
        {
            Assert.Ignore("The published vocabulary is not here; set BARON_SHARED.");
        }

        return ClipTokenizer.Load(path);
    }

    private static void AssertRows(GoldenFixture golden, string name, long[][] rows)
    {
        Assert.That(new long[] { rows.Length, rows[0].Length }, Is.EqualTo(golden.Shape(name)), name);
        Assert.That(rows.SelectMany(r => r), Is.EqualTo(golden.Array<long>(name)), name);
    }
}
