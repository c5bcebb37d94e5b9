using System.Text;
using Baron.Testing.Fuzzing;
using NUnit.Framework;

namespace Baron.Heads.Tests;

/// <summary>Damaged files that only the heads read.</summary>
[Category("Slow")]
public sealed class FuzzTests
{
    private static IEnumerable<FuzzTarget> Targets =>
    [
        new(
            "class frequencies",
            [".json"],
            _ => [Encoding.UTF8.GetBytes("""[{"id": 2, "image_count": 3, "name": "cat", "frequency": "r"}, {"name": "dog", "id": 1, "image_count": 0}, {"id": 7, "image_count": 100}]""")],
            ["{", "}", "[", "]", ",", "\"id\": ", "\"image_count\": ", "null", "1.5", "\\ud800"],
            path => ClassWeights.FromFile(path).Resolve(backgroundWeight: 1)),
    ];

    [TestCaseSource(nameof(Targets))]
    public void Damaged_files_are_read_or_refused(FuzzTarget target) => FuzzRun.Check(target);
}
