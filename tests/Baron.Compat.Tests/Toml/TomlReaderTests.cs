using NUnit.Framework;
using System.Text;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Parsing;
using Tomlyn.Serialization;

namespace Baron.Compat.Tests.Toml;

/// <summary>What the suite does not look at: messages, several mistakes at once, places, limits.</summary>
[TestFixture]
internal sealed class TomlReaderTests
{
    [TestCase("a = \"\"\"\\\r\n  \"\"\"", "")]
    [TestCase("a = \"\"\"x \\   \n\n\t y\"\"\"", "x y")]
    [TestCase("a = \"\"\"\"\"two\"\"\"\"\"", "\"\"two\"\"")]
    [TestCase("a = ''''''", "")]
    [TestCase("a = '''\n'x'\n'''", "'x'\n")]
    [TestCase("a = \"\\e\\x41\\u00e9\\U0001F600\"", "\u001BAé😀")]
    public void Strings_are_read(string toml, string expected) =>
        Assert.That(TomlSerializer.Deserialize<TomlTable>(toml)!["a"], Is.EqualTo(expected));

    [TestCase("9223372036854775807", 9223372036854775807)]
    [TestCase("-9223372036854775808", long.MinValue)]
    [TestCase("0x7fff_ffff_ffff_ffff", long.MaxValue)]
    [TestCase("0xDEADBEEF", 0xDEADBEEF)]
    [TestCase("0o755", 493)]
    [TestCase("0b1_0", 2)]
    [TestCase("+0", 0)]
    public void Integers_are_read(string text, long expected) =>
        Assert.That(TomlSerializer.Deserialize<TomlTable>($"a = {text}")!["a"], Is.EqualTo(expected));

    [TestCase("9223372036854775808", "'9223372036854775808' does not fit into 64 bits.")]
    [TestCase("0x8000000000000000", "'0x8000000000000000' does not fit into 64 bits.")]
    [TestCase("1e999", "'1e999' is beyond the range of a 64-bit float.")]
    [TestCase("True", "'True' is written 'true' in TOML.")]
    [TestCase("yes", "'yes' is not a value; a string needs quotes.")]
    [TestCase("2023-02-29", "There is no day 2023-02-29.")]
    [TestCase("24:00:00", "'24:00:00' has an hour beyond 23, a minute beyond 59 or a second beyond 59.")]
    [TestCase("\"a\\qb\"", "There is no escape '\\' with 'q'; a backslash itself is written \\\\.")]
    [TestCase("\"\\uD800\"", "U+D800 is not a Unicode character.")]
    [TestCase("[1, 2", "This array is not closed: ']' is missing.")]
    [TestCase("{ a = 1 b = 2 }", "Expected ',' or '}' in an inline table, found 'b'.")]
    [TestCase("\"x", "This string is not closed: '\"' is missing at its end (a string over several lines starts with \"\"\").")]
    [TestCase("1 2", "Expected the end of the line, found '2'.")]
    [TestCase("", "Expected a value, found the end of the file.")]
    public void A_mistake_is_one_sentence(string value, string message)
    {
        var error = Assert.Throws<TomlException>(() => TomlSerializer.Deserialize<TomlTable>($"key = {value}"))!;
        Assert.That(error.Diagnostics[0].Message, Is.EqualTo(message));
        Assert.That(error.Message, Does.StartWith("(1,"));
    }

    [Test]
    public void All_mistakes_of_a_document_are_found_in_one_go()
    {
        var document = SyntaxParser.Parse("a = 1\nb = \nc = yes # no\n[t\nx = 1\na = 2\n[u]\na = 1\na = 2\n", "some.toml");
        Assert.That(document.Diagnostics.Select(d => d.Span.ToStringSimple()), Is.EqualTo(new[]
        {
            "some.toml(2,5)", "some.toml(3,5)", "some.toml(4,3)", "some.toml(9,1)",
        }));
        Assert.That(document.Diagnostics[3].Message, Is.EqualTo("The key 'a' is defined already (line 8)."));
        Assert.That(document.KeyValues.Select(k => k.Span.Start.Line), Is.EqualTo(new[] { 0 }));
    }

    [Test]
    public void An_exception_knows_its_place_from_one()
    {
        var options = new TomlSerializerOptions { SourceName = "x.toml" };
        var error = Assert.Throws<TomlException>(() => TomlSerializer.Deserialize<TomlTable>("a = 1\n  b = ?", options))!;
        Assert.That((error.SourceName, error.Line, error.Column, error.Offset), Is.EqualTo(("x.toml", 2, 7, 12)));
    }

    [Test]
    public void A_byte_that_is_not_utf8_has_a_place()
    {
        using var stream = new MemoryStream([.. "a = 1\nb = \""u8, 0xFF, .. "\"\n"u8]);
        var error = Assert.Throws<TomlException>(() => TomlSerializer.Deserialize<TomlTable>(stream))!;
        Assert.That((error.Line, error.Column), Is.EqualTo((2, 6)));
        Assert.That(error.Diagnostics[0].Message, Is.EqualTo("The byte 0xFF is not UTF-8; save the file as UTF-8."));
    }

    [Test]
    public void Deep_nesting_is_a_mistake_and_no_stack_overflow()
    {
        var toml = "a = " + new string('[', 100_000);
        var error = Assert.Throws<TomlException>(() => TomlSerializer.Deserialize<TomlTable>(toml))!;
        Assert.That(error.Diagnostics[0].Message, Does.Contain("nested deeper"));
    }

    [Test]
    public void Keys_keep_their_order_and_their_case()
    {
        var table = TomlSerializer.Deserialize<TomlTable>("z = 1\nA = 2\na = 3\n[t]\n[b]")!;
        Assert.That(table.Keys, Is.EqualTo(new[] { "z", "A", "a", "t", "b" }));
    }

    [Test]
    public void The_metadata_store_has_the_span_of_every_key()
    {
        var store = new TomlMetadataStore();
        var options = new TomlSerializerOptions { SourceName = "m.toml", MetadataStore = store };
        var table = TomlSerializer.Deserialize<TomlTable>("a.b = 0x10\n[t]\nlist = [{ x = 1 }]\n", options)!;

        Assert.That(SpanOf(table, "a"), Is.EqualTo("m.toml(1,1)-(1,10)"));
        Assert.That(SpanOf((TomlTable)table["a"], "b"), Is.EqualTo("m.toml(1,1)-(1,10)"));
        Assert.That(SpanOf(table, "t"), Is.EqualTo("m.toml(2,1)-(2,3)"));
        Assert.That(SpanOf((TomlTable)((TomlArray)((TomlTable)table["t"])["list"])[0]!, "x"), Is.EqualTo("m.toml(3,11)-(3,15)"));

        string SpanOf(TomlTable owner, string key)
        {
            Assert.That(store.TryGetProperties(owner, out var properties), Is.True);
            Assert.That(properties!.TryGetProperty(key, out var property), Is.True);
            return property!.Span.ToString();
        }
    }

    [Test]
    public void A_document_is_read_from_text_reader_and_stream_alike()
    {
        const string Toml = "\uFEFFa = \"ä\"\r\n";
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Toml));
        using var reader = new StringReader(Toml);
        Assert.That(TomlSerializer.Deserialize<TomlTable>(stream)!["a"], Is.EqualTo("ä"));
        Assert.That(TomlSerializer.Deserialize<TomlTable>(reader)!["a"], Is.EqualTo("ä"));
        Assert.That(TomlSerializer.TryDeserialize<TomlTable>("a = ", out _), Is.False);
    }

    [TestCase("[[a.b]]\n[[a.b]]\n[a]\nc = 1")]
    [TestCase("[a.b.c]\n[a]\nb.d = 1")]
    [TestCase("[fruit]\napple.color = 1\napple.taste.sweet = true\n[fruit.apple.texture]\nsmooth = true")]
    [TestCase("[[a]]\nb.c = 1\n[[a]]\nb.c = 2")]
    [TestCase("a = { b.c = 1, b.d = 2 }")]
    public void Tables_may_grow_where_the_specification_lets_them(string toml) =>
        Assert.That(() => TomlSerializer.Deserialize<TomlTable>(toml), Throws.Nothing);

    [TestCase("[a]\nb.c = 1\n[a.b]", 3)]
    [TestCase("[a.b]\n[a]\nb.c = 1", 3)]
    [TestCase("a = []\n[[a]]", 2)]
    [TestCase("a = [{ b = 1 }]\n[a.c]", 2)]
    [TestCase("[[a.b]]\n[a]\nb.y = 2", 3)]
    [TestCase("[a]\n[a]", 2)]
    [TestCase("[a.b]\n[[a]]", 2)]
    [TestCase("a = {}\na.b = 1", 2)]
    [TestCase("a = { b = { c = 1 }, b.d = 2 }", 1)]
    public void Tables_may_not_grow_elsewhere(string toml, int line) =>
        Assert.That(Assert.Throws<TomlException>(() => TomlSerializer.Deserialize<TomlTable>(toml))!.Line, Is.EqualTo(line));
}
