using Baron.Configuration;
using Baron.Data;
using Baron.Data.Coco;
using Baron.Data.Transforms;
using Baron.Data.Voc;
using Baron.Framework.Tests.Checkpoints;
using Baron.Framework.Tests.Media;
using Baron.Media;
using Baron.Registry;
using Baron.Structures;
using NUnit.Framework;

namespace Baron.Framework.Tests.Data;

public sealed class LvisAndVocDatasetTests
{
    private const string Lvis = """
        { "images": [
            {"id": 1, "file_name": "COCO_val2014_000000000009.jpg", "coco_url": "http://images.example.org/val2017/000000000009.jpg", "width": 20, "height": 10,
             "neg_category_ids": [7, 2], "not_exhaustive_category_ids": [5]},
            {"id": 2, "file_name": "000000000010.jpg", "coco_url": "http://images.example.org/train2017/000000000010.jpg", "width": 20, "height": 10} ],
          "annotations": [{"id": 1, "image_id": 1, "category_id": 5, "bbox": [1, 1, 5, 5], "area": 25}],
          "categories": [{"id": 5, "name": "a", "frequency": "r"}, {"id": 2, "name": "b", "frequency": "c"}, {"id": 7, "name": "c", "frequency": "f"}] }
        """;

    private static readonly ComponentFactory Factory = new(ComponentCatalog.CreateDefault());

    [TestCase("LVISV1Dataset", "val2017/000000000009.jpg", "train2017/000000000010.jpg")]
    [TestCase("LVISV05Dataset", "000000000009.jpg", "000000000010.jpg")]
    [TestCase("LVISDataset", "000000000009.jpg", "000000000010.jpg")]
    public void Pictures_of_each_version_of_LVIS_have_their_names(string type, string first, string second)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("lvis.json"), Lvis);
        using var dataset = (CocoFormatDataset)Factory.CreateFromToml<IDataset>($$"""
            type = "{{type}}"
            data_root = "{{folder.Path}}"
            ann_file = "lvis.json"
            data_prefix = { img = "pictures/" }
            """);
        Assert.That(dataset.GetPath(0), Is.EqualTo(Path.Combine(folder.Path, "pictures", first)));
        Assert.That(dataset.GetPath(1), Is.EqualTo(Path.Combine(folder.Path, "pictures", second)));
        Assert.That(dataset.Info.ClassNames, Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public void Absent_and_partly_annotated_classes_of_an_image_are_known_as_labels()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("lvis.json"), Lvis);
        using var all = new LvisV1Dataset("lvis.json", dataRoot: folder.Path);
        Assert.That(all.GetAnnotations(0).NegativeClasses, Is.EqualTo(new[] { 2, 1 }));
        Assert.That(all.GetAnnotations(0).NotExhaustiveClasses, Is.EqualTo(new[] { 0 }));
        Assert.That(all.GetAnnotations(0).Boxes, Is.EqualTo(new[] { new PixelBox(1, 1, 6, 6) }));
        Assert.That(all.GetAnnotations(1).NegativeClasses, Is.Empty);
        using var some = new LvisV1Dataset("lvis.json", dataRoot: folder.Path, metainfo: new DatasetMetainfo(["c", "a"]));
        Assert.That(some.GetAnnotations(0).NegativeClasses, Is.EqualTo(new[] { 0 }), "in the order of the config, others left out");
        Assert.That(some.GetAnnotations(0).NotExhaustiveClasses, Is.EqualTo(new[] { 1 }));
        using var filtered = new LvisV1Dataset("lvis.json", dataRoot: folder.Path, filterCfg: new FilterConfig(FilterEmptyGt: true));
        Assert.That(filtered.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_release_of_Pascal_VOC_is_read_with_boxes_counted_from_zero_and_difficult_ones_ignored()
    {
        using var folder = new TemporaryFolder();
        WriteVoc(folder);
        var dataset = (VocDataset)Factory.CreateFromToml<IDataset>($$"""
            type = "VOCDataset"
            data_root = "{{folder.Path}}"
            ann_file = "VOC2007/ImageSets/Main/trainval.txt"
            data_prefix = { sub_data_root = "VOC2007/" }
            filter_cfg = { filter_empty_gt = true, min_size = 8, bbox_min_size = 4 }
            pipeline = [ { type = "LoadImageFromFile" }, { type = "LoadAnnotations" }, { type = "PackDetInputs" } ]
            """);
        Assert.That(dataset.Count, Is.EqualTo(1), "the second has no object of the classes, the third is too small");
        Assert.That(dataset.GetImageId(0), Is.EqualTo(2008000005));
        Assert.That(dataset.GetSize(0), Is.EqualTo(new ImageSize(10, 20)));
        var annotations = dataset.GetAnnotations(0);
        Assert.That(annotations.Boxes, Is.EqualTo(new[] { new PixelBox(2, 1, 11, 8), new PixelBox(0, 0, 9, 9), new PixelBox(4, 4, 6, 9) }));
        Assert.That(annotations.Labels, Is.EqualTo(new[] { 11, 14, 7 }), "dog, person, cat of the 20 classes");
        Assert.That(annotations.Ignored, Is.EqualTo(new[] { false, true, true }), "difficult; less than four pixels wide");
        using var sample = dataset.Get(0, new RandomSource(1))!;
        Assert.That(sample.Image.shape, Is.EqualTo(new long[] { 3, 10, 20 }));
        Assert.That(sample.Truth.IgnoredBoxes!.shape, Is.EqualTo(new long[] { 2, 4 }));
        Assert.That(dataset.GetClasses(0), Is.EqualTo(new[] { 7, 11, 14 }));

        var test = new VocDataset(
            "VOC2007/ImageSets/Main/trainval.txt", dataRoot: folder.Path, dataPrefix: new DataPrefix(SubDataRoot: "VOC2007"), metainfo: new DatasetMetainfo(["cat", "kraken"]), testMode: true);
        Assert.That(test.Count, Is.EqualTo(3));
        Assert.That(test.GetAnnotations(0).Labels, Is.EqualTo(new[] { 0 }));
        Assert.That(test.GetAnnotations(0).Ignored, Is.EqualTo(new[] { false }));
        Assert.That(test.GetAnnotations(1).Labels, Is.EqualTo(new[] { 1 }));
        Assert.That(test.GetSize(1), Is.EqualTo(new ImageSize(12, 14)), "from the picture where the XML file does not say");
    }

    [Test]
    public void Names_with_blanks_and_boxes_without_extent()
    {
        using var folder = new TemporaryFolder();
        var annotations = Directory.CreateDirectory(folder.File("Annotations")).FullName;
        void Annotation(string name, string corners) => File.WriteAllText(
            Path.Combine(annotations, name + ".xml"),
            $"<annotation><size><width>20</width><height>10</height></size><object><name>cat</name><bndbox>{corners}</bndbox></object></annotation>");
        Annotation("my cat 2", "<xmin>2</xmin><ymin>2</ymin><xmax>6</xmax><ymax>6</ymax>");
        Annotation("thin", "<xmin>2</xmin><ymin>2</ymin><xmax>2</xmax><ymax>6</ymax>");
        Annotation("wrong", "<xmin>6</xmin><ymin>2</ymin><xmax>2</xmax><ymax>6</ymax>");
        VocDataset Read(string list, bool test = false)
        {
            File.WriteAllText(folder.File("list.txt"), list);
            return new VocDataset("list.txt", dataRoot: folder.Path, testMode: test);
        }

        Assert.That(Path.GetFileName(Read("my cat 2\r\n").GetPath(0)), Is.EqualTo("my cat 2.jpg"));
        Assert.That(Path.GetFileName(Read("my cat 2  -1\n").GetPath(0)), Is.EqualTo("my cat 2.jpg"), "the second column of a list of one class");
        Assert.That(Read("my cat 2\nthin").GetAnnotations(1).Ignored, Is.EqualTo(new[] { true }), "nothing is learnt from a box without width");
        Assert.That(Read("thin", test: true).GetAnnotations(0).Ignored, Is.EqualTo(new[] { false }), "it is an object all the same");
        Assert.That(() => Read("wrong"), Throws.TypeOf<BaronException>().With.Message.Contains(Path.Combine(annotations, "wrong.xml")).And.Message.Contains("a box of 'cat' that ends before it begins"));
    }

    [TestCase("<annotation><object>", "not in the format")]
    [TestCase("<annotation><object><bndbox/></object></annotation>", "no 'name'")]
    [TestCase("<annotation><object><name>cat</name></object></annotation>", "'cat' has no 'bndbox'")]
    [TestCase("<annotation><object><name>cat</name><bndbox><xmin>x</xmin></bndbox></object></annotation>", "no number as 'xmin'")]
    [TestCase("<!DOCTYPE a [<!ENTITY b 'c'>]><annotation>&b;</annotation>", "not in the format")]
    [TestCase(null, "does not exist")]
    public void A_wrong_file_of_Pascal_VOC_is_one_readable_line(string? text, string expected)
    {
        using var folder = new TemporaryFolder();
        WriteVoc(folder);
        var path = Path.Combine(folder.Path, "VOC2007", "Annotations", "2008_000005.xml");
        File.Delete(path);
        if (text is not null)
        {
            File.WriteAllText(path, text);
        }

        var error = Assert.Throws<BaronException>(() => _ = new VocDataset(
            "VOC2007/ImageSets/Main/trainval.txt", dataRoot: folder.Path, dataPrefix: new DataPrefix(SubDataRoot: "VOC2007")))!;
        Assert.That(error.Message, Does.Contain(path).And.Contain(expected).And.Not.Contain("\n"));
    }

    [Test]
    public void Settings_of_Pascal_VOC_are_refused_elsewhere_and_the_other_way_round()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("lvis.json"), Lvis);
        Assert.Throws<BaronException>(() => new CocoDataset("lvis.json", dataRoot: folder.Path, filterCfg: new FilterConfig(BboxMinSize: 3)).Dispose());
        Assert.Throws<BaronException>(() => new CocoDataset("lvis.json", dataRoot: folder.Path, dataPrefix: new DataPrefix(SubDataRoot: "VOC2007")).Dispose());
        WriteVoc(folder);
        Assert.Throws<BaronException>(() => _ = new VocDataset("VOC2007/ImageSets/Main/trainval.txt", dataRoot: folder.Path, dataPrefix: new DataPrefix("JPEGImages", "VOC2007")));
        var classes = Assert.Throws<BaronException>(() => _ = new VocDataset(
            "VOC2007/ImageSets/Main/trainval.txt", dataRoot: folder.Path, dataPrefix: new DataPrefix(SubDataRoot: "VOC2007"), metainfo: new DatasetMetainfo(["Cat"])))!;
        Assert.That(classes.Message, Does.Contain("metainfo.classes"));
        Assert.Throws<BaronException>(() => _ = new VocDataset("absent.txt", dataRoot: folder.Path));
    }

    private static void WriteVoc(TemporaryFolder folder)
    {
        string Sub(params string[] parts)
        {
            var path = Path.Combine([folder.Path, "VOC2007", .. parts]);
            Directory.CreateDirectory(path);
            return path;
        }

        static string Box(string name, string difficult, params string[] corners) =>
            $"<object><name>{name}</name>{difficult}<bndbox><xmax>{corners[2]}</xmax><xmin>{corners[0]}</xmin><ymin>{corners[1]}</ymin><ymax>{corners[3]}</ymax></bndbox></object>";
        File.WriteAllText(Path.Combine(Sub("ImageSets", "Main"), "trainval.txt"), "2008_000005  1\n2008_000006 -1\n\n2008_000007\n");
        var annotations = Sub("Annotations");
        File.WriteAllText(
            Path.Combine(annotations, "2008_000005.xml"),
            "<annotation><size><width>20</width><height>10</height><depth>3</depth></size>"
            + Box("dog", "<difficult>0</difficult>", "3", "2.9", "12", "9") + Box("person", "<difficult>1</difficult>", "1", "1", "10", "10")
            + Box("cat", "", "5", "5", "7", "10") + "</annotation>");
        File.WriteAllText(Path.Combine(annotations, "2008_000006.xml"), $"<annotation>{Box("kraken", "", "1", "1", "5", "5")}</annotation>");
        File.WriteAllText(
            Path.Combine(annotations, "2008_000007.xml"),
            $"<annotation><size><width>20</width><height>7</height></size>{Box("dog", "", "1", "1", "8", "6")}</annotation>");
        var pictures = Sub("JPEGImages");
        foreach (var (name, height, width) in new[] { ("2008_000005", 10, 20), ("2008_000006", 12, 14), ("2008_000007", 7, 20) })
        {
            using var picture = ImageCodecTests.Picture(height, width);
            ImageCodec.Write(Path.Combine(pictures, name + ".jpg"), picture);
        }
    }
}
