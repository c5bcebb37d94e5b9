using Baron.Data;
using Baron.Data.Samplers;
using Baron.Media;
using Baron.Structures;
using NUnit.Framework;

namespace Baron.Framework.Tests.Data;

public sealed class DataLoaderTests
{
    [Test]
    public void Batches_are_the_same_for_every_number_of_workers()
    {
        var expected = Read(Loader(workers: 0));
        Assert.That(expected, Has.Count.EqualTo(8));
        Assert.That(Read(Loader(workers: 1)), Is.EqualTo(expected));
        Assert.That(Read(Loader(workers: 3)), Is.EqualTo(expected));
    }

    [Test]
    public void Reading_from_a_later_batch_continues_exactly()
    {
        var all = Read(Loader(workers: 0));
        Assert.That(Read(Loader(workers: 2), first: 5), Is.EqualTo(all.Skip(5)));
        var endless = Loader(workers: 2, sampler: new InfiniteSampler());
        Assert.That(Read(endless, first: 30, count: 4), Is.EqualTo(Read(endless, count: 34).Skip(30)));
    }

    [Test]
    public void Another_epoch_or_seed_has_another_order_and_other_randomness()
    {
        var first = Read(Loader(workers: 0));
        Assert.That(Read(Loader(workers: 0), epoch: 1), Is.Not.EqualTo(first));
        Assert.That(Read(Loader(workers: 0, seed: 2)), Is.Not.EqualTo(first));
    }

    [Test]
    public void A_source_of_batches_rolls_over_epochs_and_seeks()
    {
        using var source = new LoaderBatchSource(Loader(workers: 2));
        var all = Enumerable.Range(0, 20).Select(_ => Take(source)).ToList();
        Assert.That(source.Position, Is.EqualTo(20));
        Assert.That(all.Take(8), Is.EqualTo(Read(Loader(workers: 0))));
        Assert.That(all.Skip(8).Take(8), Is.EqualTo(Read(Loader(workers: 0), epoch: 1)));
        using var later = new LoaderBatchSource(Loader(workers: 1));
        later.Seek(13);
        Assert.That(Enumerable.Range(0, 7).Select(_ => Take(later)), Is.EqualTo(all.Skip(13)));
    }

    [Test]
    public void No_more_is_loaded_ahead_than_the_bound()
    {
        var dataset = FakeDataset.OfCount(1000);
        var loader = new DataLoader(new DataLoaderConfig(dataset, BatchSize: 2, NumWorkers: 2, PrefetchFactor: 3), 1);
        using (var batches = loader.Read().GetEnumerator())
        {
            batches.MoveNext();
            batches.Current.Dispose();
            Thread.Sleep(200);
            Assert.That(dataset.Asked, Has.Count.LessThanOrEqualTo(2 * 2 * 3 + 2));
        }

        // Leaving the enumeration stops the workers.
        var asked = dataset.Asked.Count;
        Thread.Sleep(50);
        Assert.That(dataset.Asked, Has.Count.EqualTo(asked));
    }

    [TestCase(0)]
    [TestCase(2)]
    public void An_error_in_a_worker_reaches_the_reader(int workers)
    {
        var dataset = new FakeDataset([.. Enumerable.Repeat((new ImageSize(4, 4), Array.Empty<int>()), 20)])
        {
            Failure = index => index == 13 ? new MediaException("Cannot read the image 'folder/13.jpg': the file is truncated.") : null,
        };
        var loader = new DataLoader(new DataLoaderConfig(dataset, BatchSize: 4, NumWorkers: workers), 1);
        var error = Assert.Throws<MediaException>(() => Read(loader))!;
        Assert.That(error.Message, Does.Contain("folder/13.jpg"));
    }

    [Test]
    public void A_fault_of_a_dataset_becomes_one_line_that_names_the_sample()
    {
        var dataset = new FakeDataset([.. Enumerable.Repeat((new ImageSize(4, 4), Array.Empty<int>()), 4)])
        {
            Failure = index => index == 2 ? new InvalidOperationException("boom") : null,
        };
        var error = Assert.Throws<BaronException>(() => Read(new DataLoader(new DataLoaderConfig(dataset), 1)))!;
        Assert.That(error.Message, Does.Contain("2").And.Contain("boom"));
    }

    [Test]
    public void Broken_pictures_are_skipped_and_counted_where_the_config_says_so()
    {
        var dataset = new FakeDataset([.. Enumerable.Repeat((new ImageSize(4, 4), Array.Empty<int>()), 20)])
        {
            Failure = index => index % 5 == 0 ? new MediaException($"Cannot read the image '{index}.jpg': the file is truncated.") : null,
        };
        var loader = new DataLoader(new DataLoaderConfig(dataset, BatchSize: 4, NumWorkers: 2, BrokenImages: BrokenImages.Skip), 1);
        var lines = new List<string>();
        loader.Skipped += line =>
        {
            lock (lines)
            {
                lines.Add(line);
            }
        };
        var batches = Read(loader);
        Assert.That(batches.SelectMany(b => b).Select(s => s.Id), Has.Exactly(20).Items.And.None.Matches<long>(id => id % 5 == 0));
        Assert.That(loader.SkippedImages, Is.GreaterThanOrEqualTo(4));
        Assert.That(lines, Has.Count.EqualTo(loader.SkippedImages));
        Assert.That(lines[0], Does.Contain(".jpg"));
    }

    [Test]
    public void Where_every_picture_is_broken_the_error_says_what_is_wrong_with_them()
    {
        var dataset = new FakeDataset([.. Enumerable.Repeat((new ImageSize(4, 4), Array.Empty<int>()), 3)])
        {
            Failure = index => new MediaException($"Cannot read the image 'picture{index}.jpg': the file is truncated."),
        };
        var error = Assert.Throws<BaronException>(() => Read(new DataLoader(new DataLoaderConfig(dataset, BrokenImages: BrokenImages.Skip), 1)))!;
        Assert.That(error.Message, Does.Contain("100 samples in a row").And.Contain("picture").And.Contain("truncated"));
    }

    [Test]
    public void For_evaluation_broken_pictures_are_left_out_and_no_picture_comes_twice([Values(0, 2)] int workers)
    {
        var dataset = new FakeDataset([.. Enumerable.Repeat((new ImageSize(4, 4), Array.Empty<int>()), 11)])
        {
            Failure = index => index is 2 or 3 or 5 or 10 ? new MediaException("Cannot read the image.") : null,
            Dropped = index => index == 7,
        };
        var config = new DataLoaderConfig(dataset, BatchSize: 2, NumWorkers: workers, Sampler: new DefaultSampler(shuffle: false), BrokenImages: BrokenImages.Skip);
        var loader = new DataLoader(config, 1) { ReplacesSamples = false };
        var lines = new System.Collections.Concurrent.ConcurrentBag<string>();
        loader.Skipped += lines.Add;
        Assert.That(Read(loader).Select(batch => string.Join(',', batch.Select(s => s.Id))), Is.EqualTo(new[] { "0,1", "4", "6", "8,9" }));
        Assert.That(loader.SkippedImages, Is.EqualTo(4));
        Assert.That(lines, Has.Count.EqualTo(5).And.Some.Contains("Sample 7 is left out"));
    }

    [Test]
    public void A_dropped_sample_is_replaced_by_one_of_the_same_source()
    {
        FakeDataset Part(int bad) => new([.. Enumerable.Repeat((new ImageSize(4, 4), Array.Empty<int>()), 6)]) { Dropped = index => index == bad };
        var joined = new ConcatDataset([Part(1), Part(3)]);
        var loader = new DataLoader(
            new DataLoaderConfig(joined, BatchSize: 4, Sampler: new MultiSourceSampler(4, [2, 2])), 1);
        var asked = loader.Read().Take(30).ToList();
        foreach (var batch in asked)
        {
            using (batch)
            {
                Assert.That(batch.Samples, Has.Count.EqualTo(4));
            }
        }

        var replaced = Enumerable.Range(0, 50).Select(i => joined.Replacement(7, new RandomSource((ulong)i))).ToList();
        Assert.That(replaced, Has.All.InRange(6, 11));
    }

    [Test]
    public void A_pipeline_that_drops_everything_is_an_error_and_not_an_endless_search()
    {
        var dataset = new FakeDataset([.. Enumerable.Repeat((new ImageSize(4, 4), Array.Empty<int>()), 6)]) { Dropped = _ => true };
        Assert.Throws<BaronException>(() => Read(new DataLoader(new DataLoaderConfig(dataset), 1)));
    }

    [Test]
    public void The_last_short_batch_is_kept_or_dropped()
    {
        var keep = new DataLoader(new DataLoaderConfig(FakeDataset.OfCount(10), BatchSize: 4), 1);
        var drop = new DataLoader(new DataLoaderConfig(FakeDataset.OfCount(10), BatchSize: 4, DropLast: true), 1);
        Assert.That(Read(keep).Select(b => b.Length), Is.EqualTo(new[] { 4, 4, 2 }));
        Assert.That(keep.BatchesPerEpoch, Is.EqualTo(3));
        Assert.That(Read(drop).Select(b => b.Length), Is.EqualTo(new[] { 4, 4 }));
        Assert.That(drop.BatchesPerEpoch, Is.EqualTo(2));
    }

    [Test]
    public void Batches_of_one_orientation_contain_every_sample_once()
    {
        var dataset = new FakeDataset([.. Enumerable.Range(0, 23).Select(i => (new ImageSize(10, i % 3 == 0 ? 5 : 20), Array.Empty<int>()))]);
        var loader = new DataLoader(new DataLoaderConfig(dataset, BatchSize: 4, BatchSampler: new AspectRatioBatchSampler()), 1);
        var batches = Read(loader);
        Assert.That(batches.SelectMany(b => b).Select(s => s.Id), Is.EquivalentTo(Enumerable.Range(0, 23)));
        Assert.That(loader.BatchesPerEpoch, Is.EqualTo(batches.Count));
        Assert.That(batches.Count(b => b.Select(s => s.Id % 3 == 0).Distinct().Count() > 1), Is.LessThanOrEqualTo(1), "only the rest mixes");
    }

    private static DataLoader Loader(int workers, ulong seed = 1, IDataSampler? sampler = null) =>
        new(new DataLoaderConfig(FakeDataset.OfCount(30), BatchSize: 4, NumWorkers: workers, Sampler: sampler), seed);

    private static (long Id, string Draw)[] Take(LoaderBatchSource source)
    {
        using var batch = source.Next();
        return Content(batch);
    }

    private static List<(long Id, string Draw)[]> Read(DataLoader loader, int epoch = 0, long first = 0, int? count = null)
    {
        var result = new List<(long, string)[]>();
        foreach (var batch in count is { } limit ? loader.Read(epoch, first).Take(limit) : loader.Read(epoch, first))
        {
            using (batch)
            {
                result.Add(Content(batch));
            }
        }

        return result;
    }

    private static (long Id, string Draw)[] Content(SampleBatch batch) => [.. batch.Samples.Select(s => (s.Meta.ImageId, s.Truth.Captions[0]))];
}
