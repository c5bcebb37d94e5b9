using System.Text;
using Baron.Modeling;
using Baron.Samplers.Bags;
using Baron.Structures;
using Baron.Testing.Fuzzing;
using NUnit.Framework;

namespace Baron.Samplers.Tests;

/// <summary>Damaged files that only the samplers read.</summary>
[Category("Slow")]
public sealed class FuzzTests
{
    private static IEnumerable<FuzzTarget> Targets =>
    [
        new(
            "images of a boxes cache",
            [".json"],
            _ => [Encoding.UTF8.GetBytes("""{"info": {}, "images": [{"id": 5, "file_name": "a.jpg"}, {"file_name": "b.jpg", "id": 12}], "annotations": []}""")],
            ["{", "}", "[", "]", ",", "\"images\": ", "\"id\": ", "null", "1.5", "\\ud800"],
            Read),
    ];

    [TestCaseSource(nameof(Targets))]
    public void Damaged_files_are_read_or_refused(FuzzTarget target) => FuzzRun.Check(target);

    private static void Read(string path)
    {
        using var cache = new BoxesCache(path, startIter: 0);
        var size = new ImageSize(30, 40);
        cache.Update(new ImageMeta { ImageId = 5, OriginalShape = size, ImageShape = size, ScaleX = 1, ScaleY = 1 }, [new ScoredBox(1, 2, 11, 12, 0.9f)]);
    }
}
