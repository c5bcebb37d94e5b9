using Baron.Data;
using Baron.Data.Coco;
using Baron.Data.Transforms;
using Baron.Framework.Tests.Checkpoints;
using Baron.Media;
using Baron.Structures;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Data;

public sealed class CocoCaptionDatasetTests
{
    private const string Inside = """
        { "images": [
            {"id": 4, "file_name": "a.png", "width": 20, "height": 10, "captions": ["a cat", "two dogs"], "pos_category_ids": [2, 9]},
            {"id": 7, "file_name": "a.png", "width": 20, "height": 10, "captions": []},
            {"id": 8, "file_name": "a.png", "width": 20, "height": 10} ],
          "annotations": [],
          "categories": [{"id": 5, "name": "cat"}, {"id": 2, "name": "dog"}] }
        """;

    private const string Listed = """
        { "images": [
            {"id": 4, "file_name": "a.png", "width": 20, "height": 10},
            {"id": 7, "file_name": "a.png", "width": 20, "height": 10} ],
          "annotations": [
            {"id": 1, "image_id": 4, "caption": "a cat"},
            {"id": 2, "image_id": 4, "caption": "two dogs"} ] }
        """;

    [TestCase(Inside)]
    [TestCase(Listed)]
    public void Captions_stand_in_images_or_in_annotations(string text)
    {
        using var folder = new TemporaryFolder();
        using var dataset = new CocoCaptionOvdDataset(Write(folder, text));
        Assert.That(dataset.GetAnnotations(0).Captions, Is.EqualTo(new[] { "a cat", "two dogs" }));
        Assert.That(dataset.GetAnnotations(0).Boxes, Is.EqualTo(new[] { new PixelBox(0, 0, 20, 10) }), "the picture is the only box");
        Assert.That(dataset.GetAnnotations(0).Labels, Is.EqualTo(new[] { 0 }));
        Assert.That(dataset.GetAnnotations(1).Captions, Is.Empty);
    }

    [Test]
    public void Captions_of_regions_are_captions_of_their_picture()
    {
        using var folder = new TemporaryFolder();
        using var dataset = new CocoCaptionOvdDataset(Write(folder, """
            { "images": [{"id": 4, "file_name": "a.png", "width": 20, "height": 10}], "categories": [{"id": 5, "name": "cat"}],
              "annotations": [{"id": 1, "image_id": 4, "category_id": 5, "bbox": [1, 1, 5, 5], "caption": "a cat's ear"}, {"id": 2, "image_id": 4, "caption": "a cat"}] }
            """));
        Assert.That(dataset.GetAnnotations(0).Captions, Is.EqualTo(new[] { "a cat's ear", "a cat" }));
    }

    [Test]
    public void Classes_known_to_be_in_a_picture_are_its_tags()
    {
        using var folder = new TemporaryFolder();
        using var dataset = new CocoCaptionOvdDataset(Write(folder, Inside));
        Assert.That(dataset.GetAnnotations(0).Tags, Is.EqualTo(new[] { 1 }), "by label; what is no category is left out");
        Assert.That(dataset.GetAnnotations(2).Tags, Is.Empty);
    }

    [Test]
    public void Another_picture_takes_the_place_of_one_without_captions_while_training()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, Inside);
        using var dataset = new CocoCaptionOvdDataset(path, [new LoadImageFromFile(), new LoadAnnotations(), new PackDetInputs()], folder.Path);
        Assert.That(dataset.Count, Is.EqualTo(3));
        Assert.That(dataset.Get(1, new RandomSource(1)), Is.Null);
        Assert.That(dataset.Get(2, new RandomSource(1)), Is.Null);
        using var sample = dataset.Get(0, new RandomSource(1));
        Assert.That(sample, Is.Not.Null);

        using var filtered = new CocoCaptionOvdDataset(path, filterCfg: new FilterConfig(FilterEmptyGt: true));
        Assert.That(filtered.Count, Is.EqualTo(1));
        using var tested = new CocoCaptionOvdDataset(path, [new LoadImageFromFile(), new LoadAnnotations(), new PackDetInputs()], folder.Path, testMode: true);
        using var kept = tested.Get(1, new RandomSource(1));
        Assert.That(kept, Is.Not.Null);
    }

    [Test]
    public void Captions_and_tags_reach_the_branch_with_the_flipped_picture()
    {
        using var folder = new TemporaryFolder();
        var branch = new MultiBranch(["det_batch", "caption_batch"], new Dictionary<string, IReadOnlyList<ITransform>> { ["caption_batch"] = [new PackDetInputs()] });
        using var dataset = new CocoCaptionOvdDataset(Write(folder, Inside), [new LoadImageFromFile(), new LoadAnnotations(), new RandomFlip([1.0]), branch], folder.Path);
        using var sample = dataset.Get(0, new RandomSource(1))!;
        Assert.That(sample.Branch, Is.EqualTo("caption_batch"));
        Assert.That(sample.Meta.ImageId, Is.EqualTo(4));
        Assert.That(sample.Meta.Flipped, Is.True);
        Assert.That(sample.Truth.Captions, Is.EqualTo(new[] { "a cat", "two dogs" }));
        Assert.That(sample.Truth.Tags, Is.EqualTo(new[] { 1 }));
        Assert.That(sample.Truth.Boxes.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 0, 20, 10 }), "the whole picture stays the whole picture");
    }

    [Test]
    public void A_file_without_any_caption_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, """{ "images": [{"id": 1, "file_name": "a.png", "width": 20, "height": 10}], "annotations": [] }""");
        Assert.That(() => new CocoCaptionOvdDataset(path).Dispose(), Throws.TypeOf<BaronException>().With.Message.Contains("no image of").And.Message.Contains(path));
    }

    private static string Write(TemporaryFolder folder, string text)
    {
        using var picture = new ImageBuffer(10, 20);
        ImageCodec.Write(folder.File("a.png"), picture);
        var path = folder.File("file.json");
        File.WriteAllText(path, text);
        return path;
    }
}
