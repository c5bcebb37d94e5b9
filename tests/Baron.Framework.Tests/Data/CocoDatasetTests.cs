using System.Text;
using Baron.Data;
using Baron.Data.Coco;
using Baron.Data.Transforms;
using Baron.Framework.Tests.Checkpoints;
using Baron.Framework.Tests.Media;
using Baron.Media;
using Baron.Structures;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Data;

public sealed class CocoDatasetTests
{
    private const string Categories = "\"categories\": [{\"id\": 5, \"name\": \"cat\"}, {\"id\": 2, \"name\": \"dog\"}]";
    private const string Image = """{"id": 1, "file_name": "a.png", "width": 20, "height": 10}""";

    [Test]
    public void Labels_follow_the_file_or_the_classes_of_the_config()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, $$"""{ "images": [{{Image}}], "annotations": [{{Box(1, 1, 5)}}, {{Box(2, 1, 2)}}], {{Categories}} }""");
        using var file = new CocoDataset(path);
        Assert.That(file.Info.ClassNames, Is.EqualTo(new[] { "cat", "dog" }));
        Assert.That(file.Info.CategoryIds, Is.EqualTo(new[] { 5, 2 }));
        Assert.That(file.GetAnnotations(0).Labels, Is.EqualTo(new[] { 0, 1 }));

        using var config = new CocoDataset(path, metainfo: new DatasetMetainfo(["dog", "horse"]));
        Assert.That(config.GetAnnotations(0).Labels, Is.EqualTo(new[] { 0 }), "cats are left out");
        Assert.That(config.AbsentClasses, Is.EqualTo(new[] { "horse" }));
        Assert.That(config.Info.CategoryIds, Is.EqualTo(new[] { 2, -1 }));
        var warnings = DatasetWarnings.Of(new RepeatDataset(new ConcatDataset([config, config]), 2)).ToList();
        Assert.That(warnings, Has.Count.EqualTo(2).And.All.Contains("horse").And.All.Contains(path).And.None.Contains("dog"));
        Assert.That(DatasetWarnings.Of(file), Is.Empty);
    }

    [TestCase("""{ "images": [""", "not valid JSON")]
    [TestCase("""<html>""", "not valid JSON")]
    [TestCase("", "not valid JSON")]
    [TestCase("""[1, 2]""", "must be an object")]
    [TestCase("""{ "annotations": [] }""", "no 'images'")]
    [TestCase("""{ "images": 3 }""", "'images' must be a list")]
    [TestCase("""{ "images": [{"id": 1, "width": 3, "height": 4}] }""", "no 'file_name' for image 1")]
    [TestCase("""{ "images": [{"id": 1, "file_name": "a", "width": 0, "height": 4}] }""", "'width' and 'height' for image 1")]
    [TestCase("""{ "images": [IMAGE], "annotations": [{"id": 4, "image_id": 9, "category_id": 5, "bbox": [1, 1, 2, 2]}], CATEGORIES }""", "annotation 4 of image 9")]
    [TestCase("""{ "images": [IMAGE], "annotations": [{"id": 4, "image_id": 1, "category_id": 5, "bbox": [1, 1, 2]}], CATEGORIES }""", "annotation 4")]
    [TestCase("""{ "images": [IMAGE], "annotations": [{"id": 4, "image_id": 1, "bbox": [1, 1, 2, 2]}], CATEGORIES }""", "'category_id' for annotation 4")]
    [TestCase("""{ "images": [IMAGE, IMAGE], CATEGORIES }""", "two images with the id 1")]
    [TestCase("""{ "images": [IMAGE] }""", "no categories")]
    [TestCase("""{ "images": [], CATEGORIES }""", "no images")]
    [TestCase("""{ "images": [IMAGE], "annotations": [{"id": 4, "image_id": 1, "category_id": 5, "bbox": [1, 1, 1e400, 2]}], CATEGORIES }""", "'bbox' that is not [x, y, width, height] for annotation 4")]
    [TestCase("""{ "images": [IMAGE], "annotations": [{"id": 4, "image_id": 1, "category_id": 5, "bbox": [1, 1, 2, 2], "iscrowd": "1"}], CATEGORIES }""", "an 'iscrowd' that is neither 0 nor 1 for annotation 4")]
    [TestCase("""{ "images": [IMAGE], "annotations": [{"id": 4, "image_id": 1, "category_id": 5, "bbox": [1, 1, 2, 2], "ignore": []}], CATEGORIES }""", "an 'ignore' that is neither 0 nor 1 for annotation 4")]
    [TestCase("""{ "images": [IMAGE], "annotations": [{"id": 4, "image_id": 1, "category_id": 5, "bbox": [1, 1, 2, 2], "area": "4"}], CATEGORIES }""", "an 'area' that is no number for annotation 4")]
    [TestCase("""{ "images": [IMAGE], "annotations": [], CATEGORIES, "annotations": [] }""", "has 'annotations' twice")]
    [TestCase("""{ "images": [{"id": 1, "coco_url": "http://x/y/a.png", "width": 3, "height": 4}], CATEGORIES }""", "no 'file_name' for image 1")]
    [TestCase("""{ "images": [{"id": 1, "file_name": "", "width": 3, "height": 4}], CATEGORIES }""", "no 'file_name' for image 1")]
    [TestCase("""{ "images": [{"id": 1, "file_name": "a", "width": 3, "height": 4, "pos_category_ids": [4294967301]}], CATEGORIES }""", "'pos_category_ids' are not all whole numbers of 32 bits")]
    [TestCase("""{ "images": [IMAGE], "categories": [{"id": "5", "name": "cat"}] }""", "a category without a whole number from 0 on as 'id'")]
    public void A_wrong_annotation_file_is_one_readable_line(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, text.Replace("IMAGE", Image, StringComparison.Ordinal).Replace("CATEGORIES", Categories, StringComparison.Ordinal));
        var error = Assert.Throws<BaronException>(() => new CocoDataset(path).Dispose())!;
        Assert.That(error.Message, Does.Contain(path).And.Contain(expected));
        Assert.That(error.Message, Does.Not.Contain("\n"));
    }

    [TestCase(1, 1)]
    [TestCase(-2, 2, 3)]
    [TestCase(7, 1, 2, 3)]
    [TestCase(int.MinValue, 1, 2, 3)]
    public void The_first_or_the_last_images_may_be_chosen(int indices, params int[] expected)
    {
        using var folder = new TemporaryFolder();
        string Numbered(int id) => Image.Replace("\"id\": 1", $"\"id\": {id}", StringComparison.Ordinal);
        var path = Write(folder, $$"""{ "images": [{{Numbered(1)}}, {{Numbered(2)}}, {{Numbered(3)}}], "annotations": [], {{Categories}} }""");
        using var dataset = new CocoDataset(path, indices: indices);
        Assert.That(Enumerable.Range(0, dataset.Count).Select(dataset.GetImageId), Is.EqualTo(expected));
        Assert.That(() => new CocoDataset(path, indices: 0).Dispose(), Throws.TypeOf<BaronException>().With.Message.Contains("indices is 0"));
    }

    [Test]
    public void Wrong_classes_are_readable_errors()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, $$"""{ "images": [{{Image}}], "annotations": [], {{Categories}} }""");
        void Fails(string expected, params string[] classes) =>
            Assert.That(Assert.Throws<BaronException>(() => new CocoDataset(path, metainfo: new DatasetMetainfo(classes)).Dispose())!.Message, Does.Contain(expected));
        Fails("is empty");
        Fails("'dog' twice", "dog", "cat", "dog");
        Fails("none of metainfo.classes", "horse");
    }

    [Test]
    public void A_missing_annotation_file_and_absent_pictures_are_readable_errors()
    {
        using var folder = new TemporaryFolder();
        var missing = Assert.Throws<BaronException>(() => new CocoDataset("absent.json", dataRoot: folder.Path).Dispose())!;
        Assert.That(missing.Message, Does.Contain("absent.json").And.Contain("does not exist"));

        Write(folder, $$"""{ "images": [{{Image}}], "annotations": [], {{Categories}} }""");
        var absent = Assert.Throws<BaronException>(() => new CocoDataset("file.json", Steps(), folder.Path, new DataPrefix("pictures")).Dispose())!;
        Assert.That(absent.Message, Does.Contain("names images that are absent").And.Contain(Path.Combine(folder.Path, "pictures", "a.png")).And.Contain("data_prefix"));
    }

    [Test]
    public void A_picture_that_is_lost_or_broken_later_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, $$"""{ "images": [{{Image}}], "annotations": [], {{Categories}} }""");
        using var picture = ImageCodecTests.Picture(10, 20);
        var file = folder.File("a.png");
        ImageCodec.Write(file, picture);
        using var dataset = new CocoDataset(path, Steps(), folder.Path);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..60]);
        var broken = Assert.Throws<MediaException>(() => dataset.Get(0, new RandomSource(0))!.Dispose())!;
        Assert.That(broken.Message, Does.Contain(file).And.Contain("truncated"));
        File.Delete(file);
        var lost = Assert.Throws<MediaException>(() => dataset.Get(0, new RandomSource(0))!.Dispose())!;
        Assert.That(lost.Message, Does.Contain(file).And.Contain("does not exist").And.Contain("data_prefix"));
    }

    [Test]
    public void Large_files_are_read_in_parts_and_tokens_may_lie_across_them()
    {
        // Names longer than the reader's buffer, keys in an unusual order, a byte-order mark.
        using var folder = new TemporaryFolder();
        var text = new StringBuilder("\uFEFF{ \"annotations\": [");
        for (var i = 0; i < 3000; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(Box(i + 1, (i % 50) + 1, i % 2 == 0 ? 5 : 2));
        }

        text.Append("], ").Append(Categories).Append(", \"info\": {\"x\": [{}, [[1]]], \"note\": \"").Append('n', 3 << 20).Append("\"}, \"images\": [");
        for (var i = 1; i <= 50; i++)
        {
            text.Append(i == 1 ? "" : ",").Append($$"""{"height": 10, "width": 20, "id": {{i}}, "file_name": "{{new string('f', 50_000)}}{{i}}.png"}""");
        }

        text.Append("] }");
        using var dataset = new CocoDataset(Write(folder, text.ToString()));
        Assert.That(dataset.Count, Is.EqualTo(50));
        Assert.That(Enumerable.Range(0, 50).Sum(i => dataset.GetAnnotations(i).Boxes.Length), Is.EqualTo(3000));
        Assert.That(dataset.GetPath(49), Does.EndWith("f50.png"));
    }

    [Test]
    public void Masks_of_every_form_are_read_and_invalid_ones_are_ignored()
    {
        using var folder = new TemporaryFolder();
        string WithMask(int id, string mask) => $$"""{"id": {{id}}, "image_id": 1, "category_id": 5, "bbox": [2, 1, 4, 3], "segmentation": {{mask}}}""";
        var path = Write(folder, $$"""
            { "images": [{{Image}}], {{Categories}}, "annotations": [
              {{WithMask(1, "[[2, 1, 6, 1, 6, 4, 2, 4]]")}},
              {{WithMask(2, """{"counts": [21, 3, 7, 3, 7, 3, 7, 3, 146], "size": [10, 20]}""")}},
              {{WithMask(3, """{"counts": "e03700000[4", "size": [10, 20]}""")}},
              {{WithMask(4, "[[2, 1, 6, 1]]")}},
              {{WithMask(5, "[]")}} ] }
            """);
        using var picture = ImageCodecTests.Picture(10, 20);
        ImageCodec.Write(folder.File("a.png"), picture);
        using var dataset = new CocoDataset(path, [new LoadImageFromFile(), new LoadAnnotations(withMask: true), new PackDetInputs()], folder.Path);
        using var sample = dataset.Get(0, new RandomSource(0))!;
        var masks = sample.Truth.Masks!;
        Assert.That(masks.shape, Is.EqualTo(new long[] { 3, 10, 20 }));
        Assert.That(sample.Truth.IgnoredBoxes!.shape, Is.EqualTo(new long[] { 2, 4 }));
        using var expected = zeros([10, 20], dtype: ScalarType.Byte);
        expected.narrow(0, 1, 3).narrow(1, 2, 4).fill_(1);
        for (var i = 0; i < 3; i++)
        {
            using var mask = masks[i];
            Assert.That(mask.data<byte>().ToArray(), Is.EqualTo(expected.data<byte>().ToArray()), $"mask {i}");
        }
    }

    [TestCase("[2, 1, 6, 1, 6, 4]", "polygons are not lists")]
    [TestCase("[[[2, 1], [6, 1], [6, 4]]]", "a coordinate that is no number")]
    [TestCase("[[2, 1, null, 1, 6, 4]]", "a coordinate that is no number")]
    [TestCase("""{"counts": [10, 1000], "size": [10, 20]}""", "run lengths do not fit its size")]
    [TestCase("""{"counts": [-1, 5], "size": [10, 20]}""", "run lengths do not fit its size")]
    [TestCase("""{"counts": [1.5, 5], "size": [10, 20]}""", "not whole numbers")]
    [TestCase("""{"counts": "~~~", "size": [10, 20]}""", "compressed run lengths are damaged")]
    [TestCase("""{"counts": 5, "size": [10, 20]}""", "neither text nor a list")]
    [TestCase("""{"counts": [200], "size": [10]}""", "'size' is not [height, width]")]
    [TestCase("""{"counts": [200], "size": [20, 10]}""", "a run-length mask of 10 x 20 pixels for a picture of 20 x 10")]
    public void A_mask_that_is_none_is_an_error_that_names_its_annotation(string mask, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = WriteMask(folder, mask);
        using var dataset = new CocoDataset(path);
        var error = Assert.Throws<BaronException>(() => dataset.GetAnnotations(0).ReadMask!(0, new ImageSize(10, 20)))!;
        Assert.That(error.Message, Does.Contain(path).And.Contain(expected).And.EndWith("for annotation 31."));
    }

    [Test]
    public void Run_lengths_written_with_a_point_are_whole_numbers_too()
    {
        using var folder = new TemporaryFolder();
        using var dataset = new CocoDataset(WriteMask(folder, """{"counts": [21.0, 3.0], "size": [10.0, 20.0]}"""));
        Assert.That(dataset.GetAnnotations(0).ReadMask!(0, new ImageSize(10, 20))!.ToBitmap().Pixels.Count(p => p == 1), Is.EqualTo(3));
    }

    [Test]
    public void Masks_are_not_read_from_another_file_than_the_boxes()
    {
        using var folder = new TemporaryFolder();
        var path = WriteMask(folder, "[[2, 1, 6, 1, 6, 4]]");
        using var dataset = new CocoDataset(path);
        WriteMask(folder, "[[2, 1, 7, 1, 7, 5.25]]");
        var error = Assert.Throws<BaronException>(() => dataset.GetAnnotations(0).ReadMask!(0, new ImageSize(10, 20)))!;
        Assert.That(error.Message, Does.Contain(path).And.Contain("another file").And.Contain("changed"));
    }

    [Test]
    public void A_compressed_annotation_file_is_said_to_be_one()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("file.json.gz", [0x1f, 0x8b, 8, 0]);
        Assert.That(() => new CocoDataset(path).Dispose(), Throws.TypeOf<BaronException>().With.Message.Contains("compressed by gzip").And.Message.Contains(path));
    }

    [Test]
    public void A_picture_without_instances_has_no_masks_and_a_dataset_without_masks_says_so()
    {
        using var folder = new TemporaryFolder();
        using var picture = ImageCodecTests.Picture(10, 20);
        ImageCodec.Write(folder.File("a.png"), picture);
        ITransform[] steps = [new LoadImageFromFile(), new LoadAnnotations(withMask: true), new PackDetInputs()];
        using (var empty = new CocoDataset(Write(folder, $$"""{ "images": [{{Image}}], "annotations": [], {{Categories}} }"""), steps, folder.Path))
        {
            using var sample = empty.Get(0, new RandomSource(0))!;
            Assert.That(sample.Truth.Masks!.shape, Is.EqualTo(new long[] { 0, 10, 20 }));
        }

        using var boxes = new CocoDataset(Write(folder, $$"""{ "images": [{{Image}}], "annotations": [{{Box(1, 1, 5)}}], {{Categories}} }"""), steps, folder.Path);
        var error = Assert.Throws<BaronException>(() => boxes.Get(0, new RandomSource(0))!.Dispose())!;
        Assert.That(error.Message, Does.Contain("no masks").And.Contain("a.png"));
    }

    [Test]
    public void Nothing_is_left_of_a_batch_that_is_disposed()
    {
        using var folder = new TemporaryFolder();
        using var picture = ImageCodecTests.Picture(10, 20);
        ImageCodec.Write(folder.File("a.png"), picture);
        var path = Write(folder, $$"""
            { "images": [{{Image}}], {{Categories}}, "annotations": [
              {"id": 1, "image_id": 1, "category_id": 5, "bbox": [2, 1, 4, 3], "iscrowd": 0, "segmentation": [[2, 1, 6, 1, 6, 4, 2, 4]]},
              {"id": 2, "image_id": 1, "category_id": 5, "bbox": [2, 1, 4, 3], "iscrowd": 1, "segmentation": [[2, 1, 6, 1, 6, 4, 2, 4]]} ] }
            """);
        ITransform[] steps = [new LoadImageFromFile(), new LoadAnnotations(withMask: true), new RandomFlip([0.5]), new PackDetInputs()];
        using var dataset = new CocoDataset(path, steps, folder.Path);
        var loader = new DataLoader(new DataLoaderConfig(dataset, NumWorkers: 2, Sampler: new Baron.Data.Samplers.InfiniteSampler()), 1);
        var preprocessor = new Baron.Data.Preprocessing.DetDataPreprocessor([1, 2, 3], [1, 2, 3], 32, padMask: true);
        var before = Tensor.TotalCount;
        foreach (var batch in loader.Read().Take(20))
        {
            using (batch)
            {
                using var scope = NewDisposeScope();
                Assert.That(preprocessor.Process(batch.Samples, CPU).Truths[0].Masks!.shape, Is.EqualTo(new long[] { 1, 32, 32 }));
            }
        }

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void Lvis_pictures_are_named_by_their_address()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, $$"""
            { "images": [{"id": 1, "coco_url": "http://images.example.org/train2017/000000000009.jpg", "width": 20, "height": 10},
                {"id": 2, "coco_url": "", "file_name": "val2017/000000000025.jpg", "width": 20, "height": 10}],
              "annotations": [{{Box(1, 1, 5)}}], {{Categories}} }
            """);
        using var dataset = new LvisV1Dataset(path, dataRoot: folder.Path);
        Assert.That(dataset.GetPath(0), Is.EqualTo(Path.Combine(folder.Path, "train2017/000000000009.jpg")));
        Assert.That(dataset.GetPath(1), Is.EqualTo(Path.Combine(folder.Path, "val2017/000000000025.jpg")));
    }

    [Test]
    public void Joined_datasets_keep_their_places_and_must_agree_on_classes()
    {
        var joined = new ConcatDataset([FakeDataset.OfCount(3), FakeDataset.OfCount(4)]);
        Assert.That(joined.Count, Is.EqualTo(7));
        Assert.That(joined.Locate(2), Is.EqualTo((0, 2)));
        Assert.That(joined.Locate(3), Is.EqualTo((1, 0)));
        using var folder = new TemporaryFolder();
        var path = Write(folder, $$"""{ "images": [{{Image}}], "annotations": [], {{Categories}} }""");
        using var both = new CocoDataset(path);
        using var one = new CocoDataset(path, metainfo: new DatasetMetainfo(["dog"]));
        Assert.Throws<BaronException>(() => _ = new ConcatDataset([both, one]));
        Assert.That(new RepeatDataset(joined, 3).Count, Is.EqualTo(21));
        var large = new RepeatDataset(joined, 200_000_000);
        Assert.That(() => new RepeatDataset(joined, int.MaxValue), Throws.TypeOf<BaronException>().With.Message.Contains("fewer times"));
        Assert.That(() => new ConcatDataset([large, large]), Throws.TypeOf<BaronException>().With.Message.Contains("samples together"));
    }

    private static string Box(int id, int image, int category) =>
        $$"""{"id": {{id}}, "image_id": {{image}}, "category_id": {{category}}, "bbox": [1.5, 2, 8, 6], "area": 48, "iscrowd": 0}""";

    private static string WriteMask(TemporaryFolder folder, string mask) => Write(folder, $$"""
        { "images": [{{Image}}], {{Categories}}, "annotations": [
          {"id": 31, "image_id": 1, "category_id": 5, "bbox": [2, 1, 4, 3], "segmentation": {{mask}}}] }
        """);

    private static ITransform[] Steps() => [new LoadImageFromFile(), new LoadAnnotations(), new PackDetInputs()];

    private static string Write(TemporaryFolder folder, string text)
    {
        var path = folder.File("file.json");
        File.WriteAllText(path, text);
        return path;
    }
}
