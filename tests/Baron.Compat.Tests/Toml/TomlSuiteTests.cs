using System.Text.Json;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Baron.Compat.Tests.Toml;

/// <summary>Every case of the official suite.</summary>
[TestFixture]
[Category("Toml")]
internal sealed class TomlSuiteTests
{
    private static IEnumerable<TestCaseData> Valid => TomlSuite.Cases("valid");

    private static IEnumerable<TestCaseData> Invalid => TomlSuite.Cases("invalid");

    [TestCaseSource(nameof(Valid))]
    public void A_valid_document_gives_the_expected_values(string file)
    {
        var table = Read(file);
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(file, ".json")));
        TomlExpectation.Compare(expected.RootElement, table, "root");

        // Written and read again it is the same, and what the tree says of positions is true.
        TomlExpectation.Compare(expected.RootElement, TomlSerializer.Deserialize<TomlTable>(TomlSerializer.Serialize(table)), "written root");
        var text = File.ReadAllText(file);
        CheckSpans(SyntaxParser.ParseStrict(text), text);
    }

    [TestCaseSource(nameof(Invalid))]
    public void An_invalid_document_is_refused_with_line_and_column(string file)
    {
        Assert.That(File.Exists(file), Is.True, file);
        var error = Assert.Throws<TomlException>(() => Read(file))!;
        Assert.That(error.SourceName, Is.EqualTo(file));
        var lines = File.ReadAllText(file).Split('\n');
        Assert.That(error.Line, Is.InRange(1, lines.Length), error.Message);
        Assert.That(error.Column, Is.InRange(1, lines[error.Line!.Value - 1].Length + 1), error.Message);
        Assert.That(error.Diagnostics.HasErrors, Is.True);
    }

    private static TomlTable Read(string file)
    {
        using var stream = File.OpenRead(file);
        return TomlSerializer.Deserialize<TomlTable>(stream, new TomlSerializerOptions { SourceName = file })!;
    }

    private static void CheckSpans(DocumentSyntax document, string text)
    {
        var items = document.KeyValues.Concat(document.Tables.SelectMany(t => t.Items));
        foreach (var table in document.Tables)
        {
            CheckKey(table.Name!, text);
        }

        foreach (var item in items)
        {
            CheckKeyValue(item, text);
        }
    }

    private static void CheckKeyValue(KeyValueSyntax item, string text)
    {
        CheckKey(item.Key!, text);
        CheckValue(item.Value!, text);
    }

    private static void CheckKey(KeySyntax key, string text)
    {
        CheckValue(key.Key!, text);
        foreach (var part in key.DotKeys)
        {
            CheckValue(part.Key!, text);
        }
    }

    private static void CheckValue(ValueSyntax value, string text)
    {
        var spelling = value switch
        {
            BareKeySyntax bare => bare.Key!.Text,
            StringValueSyntax token => token.Token!.Text,
            IntegerValueSyntax token => token.Token!.Text,
            FloatValueSyntax token => token.Token!.Text,
            BooleanValueSyntax token => token.Token!.Text,
            DateTimeValueSyntax token => token.Token!.Text,
            _ => null,
        };
        var found = text.Substring(value.Span.Offset, value.Span.Length);
        if (spelling is not null)
        {
            Assert.That(found, Is.EqualTo(spelling));
        }
        else
        {
            Assert.That((found[0], found[^1]), Is.EqualTo(value is ArraySyntax ? ('[', ']') : ('{', '}')));
        }

        var before = text[..value.Span.Offset];
        Assert.That(value.Span.Start.Line, Is.EqualTo(before.Count(c => c == '\n')));
        Assert.That(value.Span.Start.Column, Is.EqualTo(before.Length - (before.LastIndexOf('\n') + 1)));
        switch (value)
        {
            case ArraySyntax array:
                foreach (var item in array.Items)
                {
                    CheckValue(item.Value!, text);
                }

                break;
            case InlineTableSyntax table:
                foreach (var item in table.Items)
                {
                    CheckKeyValue(item.KeyValue!, text);
                }

                break;
        }
    }
}
