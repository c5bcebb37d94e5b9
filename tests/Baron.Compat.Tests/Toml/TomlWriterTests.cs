using NUnit.Framework;
using Tomlyn;
using Tomlyn.Model;

namespace Baron.Compat.Tests.Toml;

/// <summary>What is written is TOML and reads back as it was.</summary>
[TestFixture]
internal sealed class TomlWriterTests
{
    [Test]
    public void Values_come_before_tables_and_keys_are_quoted_where_needed()
    {
        var table = new TomlTable
        {
            ["db"] = new TomlTable { ["port"] = 5432L, ["deep"] = new TomlTable { ["on"] = true } },
            ["title"] = "a \"quoted\" \\ text\nwith\ttabs \u0001",
            ["two words"] = new TomlArray { 1L, "x", new TomlArray { 2.0 } },
            ["point"] = new TomlTable(inline: true) { ["x"] = 1L },
            ["runs"] = new TomlTableArray { new TomlTable { ["n"] = 1L }, new TomlTable() },
            ["none"] = new TomlTableArray(),
            ["empty"] = new TomlTable(),
        };
        Assert.That(TomlSerializer.Serialize(table), Is.EqualTo("""
            title = "a \"quoted\" \\ text\nwith\ttabs \u0001"
            "two words" = [1, "x", [2.0]]
            point = { x = 1 }
            none = []

            [db]
            port = 5432

            [db.deep]
            on = true

            [[runs]]
            n = 1

            [[runs]]

            [empty]

            """.ReplaceLineEndings("\n")));
    }

    [TestCase(0.1, "0.1")]
    [TestCase(1.0, "1.0")]
    [TestCase(-0.0, "-0.0")]
    [TestCase(1e300, "1e+300")]
    [TestCase(double.NaN, "nan")]
    [TestCase(double.NegativeInfinity, "-inf")]
    public void Floats_stay_floats(double value, string text)
    {
        var toml = TomlSerializer.Serialize(new TomlTable { ["a"] = value });
        Assert.That(toml.TrimEnd(), Is.EqualTo($"a = {text}"));
        Assert.That(BitConverter.DoubleToInt64Bits((double)TomlSerializer.Deserialize<TomlTable>(toml)!["a"]), Is.EqualTo(BitConverter.DoubleToInt64Bits(value)));
    }

    [Test]
    public void Long_arrays_are_broken_into_lines()
    {
        var array = new TomlArray();
        for (var i = 0; i < 60; i++)
        {
            array.Add($"class {i}");
        }

        var toml = TomlSerializer.Serialize(new TomlTable { ["classes"] = array });
        Assert.That(toml, Does.StartWith("classes = [\n  \"class 0\",\n  \"class 1\",\n"));
        Assert.That(((TomlArray)TomlSerializer.Deserialize<TomlTable>(toml)!["classes"]).Count, Is.EqualTo(60));
        Assert.That(TomlSerializer.Serialize(new TomlTable { ["classes"] = array }, new TomlSerializerOptions { WriteIndented = false }).Split('\n'), Has.Length.EqualTo(2));
    }

    [Test]
    public void Clr_numbers_and_dates_are_written()
    {
        var table = new TomlTable
        {
            ["int"] = 3,
            ["float"] = 0.1f,
            ["date"] = new DateOnly(2024, 2, 29),
            ["time"] = new TimeOnly(7, 32, 0, 500),
            ["local"] = new DateTime(2024, 2, 29, 1, 2, 3),
            ["offset"] = new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(-7)),
        };
        Assert.That(TomlSerializer.Serialize(table), Is.EqualTo(
            "int = 3\nfloat = 0.1\ndate = 2024-02-29\ntime = 07:32:00.5\nlocal = 2024-02-29T01:02:03\noffset = 2024-02-29T01:02:03-07:00\n"));
    }

    [Test]
    public void What_toml_cannot_hold_is_refused()
    {
        Assert.That(() => TomlSerializer.Serialize(new TomlTable { ["a"] = new TomlArray { null } }), Throws.TypeOf<TomlException>().With.Message.Contains("null"));
        Assert.That(() => TomlSerializer.Serialize(new TomlTable { ["a"] = ulong.MaxValue }), Throws.TypeOf<TomlException>());
        Assert.That(() => TomlSerializer.Serialize(new TomlTable { ["a"] = new object() }), Throws.TypeOf<TomlException>());
        Assert.That(() => TomlSerializer.Serialize("text"), Throws.TypeOf<TomlException>());
    }
}
