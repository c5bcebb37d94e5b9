using System.Collections.Concurrent;
using Baron.Data;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Data;

/// <summary>A dataset in memory whose samples carry their index and a random number.</summary>
internal sealed class FakeDataset(IReadOnlyList<(ImageSize Size, int[] Labels)> images) : IClassIndexedDataset
{
    public static FakeDataset OfCount(int count) => new([.. Enumerable.Range(0, count).Select(_ => (new ImageSize(4, 4), Array.Empty<int>()))]);

    public ConcurrentBag<int> Asked { get; } = [];

    public int FirstId { get; init; }

    public Func<int, Exception?>? Failure { get; init; }

    public Func<int, bool>? Dropped { get; init; }

    public int Count => images.Count;

    public DatasetInfo Info { get; } = new([], []);

    public ImageSize GetSize(int index) => images[index].Size;

    public IReadOnlyList<int> GetClasses(int index) => [.. images[index].Labels.Distinct().Order()];

    public DataSample? Get(int index, IRandomSource random)
    {
        Asked.Add(index);
        if (Failure?.Invoke(index) is { } failure)
        {
            throw failure;
        }

        if (Dropped?.Invoke(index) == true)
        {
            return null;
        }

        var truth = new GroundTruth { Boxes = empty([0, 4]), Labels = empty([0], dtype: ScalarType.Int64), Captions = [$"{random.NextUInt64()}"] };
        return new DataSample(zeros([3, 1, 1], dtype: ScalarType.Byte), new ImageMeta { ImageId = FirstId + index }, truth);
    }
}
