using System.Text.Json;
using System.Text.RegularExpressions;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Framework.Tests;

/// <summary>Every fixture of the set's index has a test that is named after it, here or in another project.</summary>
[Category("Golden")]
public sealed class GoldenCoverageTests
{
    private const string None = "no index";

    [TestCaseSource(nameof(Fixtures))]
    public void A_fixture_has_a_test_of_its_own(string fixture)
    {
        if (fixture == None)
        {
            Assert.Ignore("This set of fixtures has no index.json; set BARON_GOLDEN to a folder that has it.");
        }

        var quoted = Regex.Escape(fixture);
        var test = new Regex($@"\[TestCase\(""{quoted}""|public (void|Task|async Task) (\w*_)?{quoted}(_\w*)?\(", RegexOptions.IgnoreCase);
        var sources = Directory.EnumerateDirectories(Path.Combine(RepositoryPaths.Root, "tests"), "*.Tests")
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories));
        Assert.That(sources.Any(path => test.IsMatch(File.ReadAllText(path))), $"no test is named after the fixture {fixture}");
    }

    [TestCaseSource(nameof(Fixtures))]
    public void A_fixture_has_a_row_in_the_document(string fixture)
    {
        if (fixture == None)
        {
            Assert.Ignore("This set of fixtures has no index.json; set BARON_GOLDEN to a folder that has it.");
        }

        Assert.That(FidelityDocument.Names("Fixtures"), Has.Exactly(1).EqualTo(fixture), $"docs/fidelity.md tells nothing of {fixture}");
    }

    private static IEnumerable<string> Fixtures()
    {
        var index = Path.Combine(RepositoryPaths.Golden, "index.json");
        if (!File.Exists(index))
        {
            return [None];
        }

        using var document = JsonDocument.Parse(File.ReadAllText(index));
        return [.. document.RootElement.GetProperty("fixtures").EnumerateArray().Select(fixture => Path.GetFileNameWithoutExtension(fixture.GetProperty("file").GetString()!))];
    }
}
