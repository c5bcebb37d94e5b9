using Baron.Data;
using Baron.Data.Coco;
using Baron.Framework.Tests.Checkpoints;
using NUnit.Framework;

namespace Baron.Framework.Tests.Data;

[NonParallelizable]
public sealed class AnnotationCacheTests
{
    private const string Ending = CocoAnnotationCache.Ending;

    private string? _before;
    private TemporaryFolder _cacheHome = null!;

    [SetUp]
    public void UseACacheFolderOfOurOwn()
    {
        _before = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        _cacheHome = new TemporaryFolder();
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", _cacheHome.Path);
    }

    [TearDown]
    public void RestoreTheCacheFolder()
    {
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", _before);
        _cacheHome.Dispose();
    }

    [Test]
    public void A_file_is_read_from_the_cache_that_its_first_reading_left_with_everything_in_it()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, boxes: 40);
        var first = Load(path);
        var second = Load(path);
        Assert.That((first.IsFromCache, second.IsFromCache), Is.EqualTo((false, true)));
        Assert.That(Directory.GetFiles(folder.Path).Select(Path.GetFileName), Is.EquivalentTo(new[] { "file.json", "file.json" + Ending }), "nothing else is left");
        Assert.That(AnnotationContent.Of(second), Is.EqualTo(AnnotationContent.Of(first)));
        Assert.That(AnnotationContent.Of(second), Does.Contain("caption of 2").And.Contain("neg 1,3").And.Contain("http://x/1").And.Contain("é"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_change_of_the_file_makes_its_cache_invalid(bool sameLength)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, boxes: 40);
        Load(path);
        Write(folder, boxes: sameLength ? 40 : 41, category: 3);
        var changed = Load(path);
        Assert.That(changed.IsFromCache, Is.False);
        Assert.That(changed.AnnotationsOf(0)[0].CategoryId, Is.EqualTo(3));
        Assert.That(Load(path).IsFromCache, Is.True, "there is a new cache");
    }

    [Test]
    public void A_change_that_keeps_length_and_time_is_noticed_too()
    {
        Assume.That(OperatingSystem.IsLinux(), "elsewhere nothing tells");
        using var folder = new TemporaryFolder();
        var path = Write(folder, boxes: 40);
        var written = File.GetLastWriteTimeUtc(path);
        Load(path);
        Write(folder, boxes: 40, category: 3);
        File.SetLastWriteTimeUtc(path, written);
        var changed = Load(path);
        Assert.That((changed.IsFromCache, changed.AnnotationsOf(0)[0].CategoryId), Is.EqualTo((false, 3)));
    }

    [Test]
    public void A_link_stands_for_the_file_that_it_leads_to()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        var path = Write(elsewhere, boxes: 40);
        var link = folder.File("link.json");
        File.CreateSymbolicLink(link, path);
        Assert.That(FileStamp.Of(link), Is.EqualTo(FileStamp.Of(path)));
        Load(link);
        Assert.That(Load(link).IsFromCache, Is.True);
        using (var opened = new CocoDataset(link, metainfo: new DatasetMetainfo(["dog", "eel"])))
        {
            Assert.That(opened.GetAnnotations(0).Labels, Is.EqualTo(new[] { 0 }));
            Write(elsewhere, boxes: 40, category: 3);
            using var again = new CocoDataset(link, metainfo: new DatasetMetainfo(["dog", "eel"]));
            Assert.That(again.GetAnnotations(0).Labels, Is.EqualTo(new[] { 1 }), "while the first is still there");
        }

        Assert.That(Load(link).IsFromCache, Is.False);
    }

    [Test]
    public void A_damaged_cache_is_ignored_and_replaced()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, boxes: 40);
        var expected = AnnotationContent.Of(Load(path));
        var whole = File.ReadAllBytes(path + Ending);
        List<byte[]> damages = [[], whole[..10], whole[..56], whole[..^1], [.. whole, 0]];
        for (var at = 0; at < whole.Length; at += 41)
        {
            var bytes = (byte[])whole.Clone();
            bytes[at] ^= 0x20;
            damages.Add(bytes);
        }

        foreach (var damage in damages)
        {
            File.WriteAllBytes(path + Ending, damage);
            var file = Load(path);
            Assert.That(file.IsFromCache, Is.False);
            Assert.That(AnnotationContent.Of(file), Is.EqualTo(expected));
            Assert.That(File.ReadAllBytes(path + Ending), Has.Length.EqualTo(whole.Length));
        }

        Assert.That(Load(path).IsFromCache, Is.True);
    }

    [Test]
    public void Where_the_folder_takes_no_cache_it_goes_to_the_users_cache_folder()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, boxes: 4);

        // A folder of the cache's name is in its place; permissions would not stop an administrator.
        Directory.CreateDirectory(path + Ending);
        File.WriteAllText(Path.Combine(path + Ending, "something"), "");
        Load(path);
        Assert.That(Load(path).IsFromCache, Is.True);
        Assert.That(Directory.GetFiles(Path.Combine(_cacheHome.Path, "baron", "annotations")), Has.Length.EqualTo(1));
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", "/proc/nowhere");
        Assert.That(Load(path).IsFromCache, Is.False, "without any place the file is read as before");
    }

    [Test]
    public void Small_files_leave_no_cache_and_wrong_ones_neither()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, boxes: 4);
        using (new CocoDataset(path))
        {
        }

        File.WriteAllText(path, "{ \"images\": [");
        Assert.Throws<BaronException>(() => Load(path));
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { path }));
    }

    private static CocoAnnotationFile Load(string path) => CocoAnnotationFile.Load(new FileInfo(path), smallestCached: 0);

    private static string Write(TemporaryFolder folder, int boxes, int category = 2)
    {
        var path = folder.File("file.json");
        var records = Enumerable.Range(0, boxes).Select(i =>
            $$"""{"id": {{i}}, "image_id": {{1 + (i % 3)}}, "category_id": {{(i == 0 ? category : 5)}}, "bbox": [1.5, 2, {{3 + i}}, 6.25], "area": 48, "iscrowd": {{i % 2}}, "segmentation": [[1, 2, 3, 4, 5, {{i % 10}}]]}""");
        File.WriteAllText(path, $$"""
            { "annotations": [{{string.Join(',', records)}}, {"id": 900, "image_id": 2, "caption": "caption of 2"}],
              "images": [ {"id": 1, "file_name": "é.png", "width": 20, "height": 10, "captions": ["a", "b"], "pos_category_ids": [5]},
                {"id": 2, "file_name": "b.png", "coco_url": "http://x/1", "width": 21, "height": 11, "neg_category_ids": [1, 3], "not_exhaustive_category_ids": []},
                {"id": 3, "file_name": "c.png", "width": 22, "height": 12} ],
              "categories": [{"id": 5, "name": "cat", "frequency": "r", "image_count": 7}, {"id": 2, "name": "dog", "split": "base"}, {"id": 3, "name": "eel"}] }
            """);
        return path;
    }
}
