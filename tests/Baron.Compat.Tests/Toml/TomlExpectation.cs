using System.Globalization;
using System.Text.Json;
using Tomlyn;
using Tomlyn.Model;

namespace Baron.Compat.Tests.Toml;

/// <summary>Compares a parsed value with the suite's tagged JSON.</summary>
internal static class TomlExpectation
{
    public static void Compare(JsonElement expected, object? actual, string path)
    {
        if (expected.ValueKind == JsonValueKind.Array)
        {
            var items = actual switch
            {
                TomlArray array => array.ToList(),
                TomlTableArray tables => tables.Cast<object?>().ToList(),
                _ => null,
            };
            Assert.That(items, Is.Not.Null, $"{path} is an array");
            Assert.That(items, Has.Count.EqualTo(expected.GetArrayLength()), path);
            for (var i = 0; i < items!.Count; i++)
            {
                Compare(expected[i], items[i], $"{path}[{i}]");
            }
        }
        else if (IsLeaf(expected))
        {
            CompareLeaf(expected.GetProperty("type").GetString()!, expected.GetProperty("value").GetString()!, actual, path);
        }
        else
        {
            Assert.That(actual, Is.InstanceOf<TomlTable>(), path);
            var table = (TomlTable)actual!;
            Assert.That(table.Keys, Is.EquivalentTo(expected.EnumerateObject().Select(p => p.Name)), path);
            foreach (var property in expected.EnumerateObject())
            {
                Compare(property.Value, table[property.Name], $"{path}.{property.Name}");
            }
        }
    }

    private static bool IsLeaf(JsonElement element) =>
        element.EnumerateObject().Count() == 2
        && element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        && element.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String;

    private static void CompareLeaf(string type, string value, object? actual, string path)
    {
        switch (type)
        {
            case "string":
                Assert.That(actual, Is.EqualTo(value), path);
                break;
            case "integer":
                Assert.That(actual, Is.TypeOf<long>().And.EqualTo(long.Parse(value, CultureInfo.InvariantCulture)), path);
                break;
            case "bool":
                Assert.That(actual, Is.EqualTo(bool.Parse(value)), path);
                break;
            case "float":
                Assert.That(actual, Is.TypeOf<double>(), path);
                var number = value.TrimStart('+', '-') switch
                {
                    "inf" => value[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
                    "nan" => double.NaN,
                    _ => double.Parse(value, CultureInfo.InvariantCulture),
                };

                // -0 and 0 are equal as numbers but not as values.
                Assert.That(
                    double.IsNaN(number) ? double.IsNaN((double)actual!) : BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits((double)actual!),
                    Is.True,
                    $"{path}: expected {value}, got {actual}");
                break;
            default:
                CompareDate(type, value, actual, path);
                break;
        }
    }

    private static void CompareDate(string type, string value, object? actual, string path)
    {
        Assert.That(actual, Is.TypeOf<TomlDateTime>(), path);
        var date = (TomlDateTime)actual!;
        switch (type)
        {
            case "datetime":
                var wanted = DateTimeOffset.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
                Assert.That(date.Kind, Is.AnyOf(TomlDateTimeKind.OffsetDateTimeByZ, TomlDateTimeKind.OffsetDateTimeByNumber), path);
                Assert.That(date.DateTime.EqualsExact(wanted), Is.True, $"{path}: expected {value}, got {date}");
                break;
            case "datetime-local":
                Assert.That(date.Kind, Is.EqualTo(TomlDateTimeKind.LocalDateTime), path);
                Assert.That(date.DateTime.DateTime, Is.EqualTo(DateTime.Parse(value, CultureInfo.InvariantCulture)), path);
                break;
            case "date-local":
                Assert.That(date.Kind, Is.EqualTo(TomlDateTimeKind.LocalDate), path);
                Assert.That(date.DateTime.DateTime, Is.EqualTo(DateTime.Parse(value, CultureInfo.InvariantCulture)), path);
                break;
            case "time-local":
                Assert.That(date.Kind, Is.EqualTo(TomlDateTimeKind.LocalTime), path);
                Assert.That(date.DateTime.TimeOfDay, Is.EqualTo(TimeOnly.Parse(value, CultureInfo.InvariantCulture).ToTimeSpan()), path);
                break;
            default:
                Assert.Fail($"{path}: the suite has an unknown type '{type}'");
                break;
        }
    }
}
