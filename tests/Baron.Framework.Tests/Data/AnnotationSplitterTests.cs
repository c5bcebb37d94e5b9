using System.Text.Json;
using Baron.Data;
using Baron.Data.Coco;
using Baron.Framework.Tests.Checkpoints;
using NUnit.Framework;

namespace Baron.Framework.Tests.Data;

public sealed class AnnotationSplitterTests
{
    private const string Text = """
        { "info": {"a": [1, {"annotations": []}]},
          "annotations": [ {"id": 1, "image_id": 1, "category_id": 1, "segmentation": [[1.50, 2]]},
            {"id": 2, "category_id": 2, "image_id": 2, "note": "x, y"}, {"id": 3, "image_id": 1, "category_id": 1} ],
          "images": [{"id": 1}, {"id": 2}],
          "categories": [{"id": 1, "name": "person"SPLIT_BASE}, {"id": 2, "name": "cat"SPLIT_NOVEL}, {"id": 3, "name": "hair drier"}] }
        """;

    [TestCase("base", 1, 3)]
    [TestCase("novel", 2)]
    [TestCase("2,1", 1, 2, 3)]
    [TestCase("3")]
    public void Chosen_annotations_stay_and_so_does_everything_else(string keep, params int[] ids)
    {
        using var folder = new TemporaryFolder();
        var (source, target) = (Write(folder, ", \"split\": \"base\"", ", \"split\": \"novel\""), folder.File("out.json"));
        var before = File.ReadAllBytes(source);
        var result = AnnotationSplitter.Split(source, target, keep);
        using var document = JsonDocument.Parse(File.ReadAllBytes(target));
        Assert.That(document.RootElement.GetProperty("annotations").EnumerateArray().Select(a => a.GetProperty("id").GetInt32()), Is.EqualTo(ids));
        Assert.That(document.RootElement.GetProperty("images").GetArrayLength(), Is.EqualTo(2));
        Assert.That(document.RootElement.GetProperty("categories").GetArrayLength(), Is.EqualTo(3));
        Assert.That((result.Kept, result.Removed), Is.EqualTo((ids.Length, 3 - ids.Length)));
        Assert.That(File.ReadAllBytes(source), Is.EqualTo(before));
        if (ids.Contains(1))
        {
            Assert.That(File.ReadAllText(target), Does.Contain("[[1.50, 2]]"), "kept byte for byte");
        }
    }

    [Test]
    public void Without_a_split_field_the_scheme_decides_by_names()
    {
        using var folder = new TemporaryFolder();
        var source = Write(folder, "", "");
        Assert.That(AnnotationSplitter.Split(source, folder.File("base.json"), "base", SplitScheme.OvCoco).Kept, Is.EqualTo(2));
        Assert.That(AnnotationSplitter.Split(source, folder.File("novel.json"), "novel", SplitScheme.OvCoco).Kept, Is.EqualTo(1));
        var error = Assert.Throws<BaronException>(() => AnnotationSplitter.Split(source, folder.File("none.json"), "base", SplitScheme.OvLvis))!;
        Assert.That(error.Message, Does.Contain(source).And.Contain("frequency"));
        Assert.That(File.Exists(folder.File("none.json")), Is.False);
    }

    [Test]
    public void Or_by_frequencies()
    {
        using var folder = new TemporaryFolder();
        var source = Write(folder, ", \"frequency\": \"f\"", ", \"frequency\": \"r\"");
        Assert.That(AnnotationSplitter.Split(source, folder.File("base.json"), "base", SplitScheme.OvLvis).Kept, Is.EqualTo(2));
        Assert.That(AnnotationSplitter.Split(source, folder.File("novel.json"), "novel", SplitScheme.OvLvis).Kept, Is.EqualTo(1));
    }

    [TestCase("9", "no category 9")]
    [TestCase("person", "not a choice")]
    [TestCase("", "No category")]
    public void A_wrong_choice_is_a_readable_error(string keep, string expected)
    {
        using var folder = new TemporaryFolder();
        var source = Write(folder, "", "");
        var error = Assert.Throws<BaronException>(() => AnnotationSplitter.Split(source, folder.File("out.json"), keep))!;
        Assert.That(error.Message, Does.Contain(expected));
    }

    [Test]
    public void A_file_is_never_split_onto_itself_and_must_be_there()
    {
        using var folder = new TemporaryFolder();
        var source = Write(folder, "", "");
        Assert.Throws<BaronException>(() => AnnotationSplitter.Split(source, source, "1"));
        Assert.Throws<BaronException>(() => AnnotationSplitter.Split(folder.File("absent.json"), folder.File("out.json"), "1"));
        File.WriteAllText(source, "{ \"annotations\": [");
        Assert.Throws<BaronException>(() => AnnotationSplitter.Split(source, folder.File("out.json"), "1"));
    }

    [TestCase("""{ "annotations": [{"id": 1, "category_id": 4294967297}], "categories": [{"id": 1, "name": "a"}] }""", "no whole number as 'category_id'")]
    [TestCase("""{ "annotations": [{"id": 1, "category_id": [1]}], "categories": [{"id": 1, "name": "a"}] }""", "no whole number as 'category_id'")]
    [TestCase("""{ "annotations": [{"id": 1, "category_id": 1}], "categories": [{"id": 1, "name": "a"}], "annotations": [] }""", "'annotations' twice")]
    public void What_cannot_be_told_apart_is_not_split(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        var source = folder.File("in.json", System.Text.Encoding.UTF8.GetBytes(text));
        Assert.That(() => AnnotationSplitter.Split(source, folder.File("out.json"), "1"), Throws.TypeOf<BaronException>().With.Message.Contains(expected).And.Message.Contains(source));
        Assert.That(File.Exists(folder.File("out.json")), Is.False);
    }

    private static string Write(TemporaryFolder folder, string first, string second)
    {
        var path = folder.File("in.json");
        File.WriteAllText(path, Text.Replace("SPLIT_BASE", first, StringComparison.Ordinal).Replace("SPLIT_NOVEL", second, StringComparison.Ordinal));
        return path;
    }
}
