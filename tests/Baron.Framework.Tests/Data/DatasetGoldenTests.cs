using System.Text.Json;
using Baron.Data;
using Baron.Data.Coco;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Framework.Tests.Data;

[Category("Golden")]
public sealed class DatasetGoldenTests
{
    [TestCase("j_datasets")]
    public void Annotation_files_are_read_and_filtered_as_in_the_reference(string name)
    {
        var fixture = GoldenFixture.Open(name);
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"j_datasets_{Environment.ProcessId}.json");
        File.WriteAllText(path, fixture.Meta("json").GetRawText());
        try
        {
            foreach (var expected in fixture.Meta("results").EnumerateObject())
            {
                var filter = fixture.Meta("filters").GetProperty(expected.Name);
                var config = new FilterConfig(
                    Samples.Flag(filter, "filter_empty_gt"),
                    filter.TryGetProperty("min_size", out var size) ? size.GetInt32() : 0);
                using CocoFormatDataset dataset = expected.Name == "caption"
                    ? new CocoCaptionOvdDataset(path, filterCfg: config)
                    : new CocoDataset(path, filterCfg: config);
                var images = expected.Value.EnumerateArray().ToList();
                Assert.That(dataset.Count, Is.EqualTo(images.Count), expected.Name);
                for (var i = 0; i < images.Count; i++)
                {
                    Check(expected.Name, dataset, i, images[i]);
                }
            }
        }
        finally
        {
            File.Delete(path);
        }

        fixture.Report();
    }

    private static void Check(string name, CocoFormatDataset dataset, int index, JsonElement expected)
    {
        var where = $"{name}, image {index}";
        Assert.That(dataset.GetImageId(index), Is.EqualTo(expected.GetProperty("img_id").GetInt64()), where);
        Assert.That(dataset.GetSize(index), Is.EqualTo(new ImageSize(expected.GetProperty("height").GetInt32(), expected.GetProperty("width").GetInt32())), where);
        var annotations = dataset.GetAnnotations(index);
        var instances = expected.GetProperty("instances").EnumerateArray().ToList();
        Assert.That(annotations.Labels, Is.EqualTo(instances.Select(i => i.GetProperty("bbox_label").GetInt32())), where);
        Assert.That(annotations.Ignored, Is.EqualTo(instances.Select(i => i.GetProperty("ignore_flag").GetInt32() != 0)), where);
        Assert.That(
            annotations.Boxes,
            Is.EqualTo(instances.Select(i => Samples.Doubles(i.GetProperty("bbox"))).Select(b => new PixelBox((float)b[0], (float)b[1], (float)b[2], (float)b[3]))),
            where);
        if (expected.TryGetProperty("captions", out var captions))
        {
            Assert.That(annotations.Captions, Is.EqualTo(captions[0].EnumerateArray().Select(c => c.GetString())), where);
            Assert.That(annotations.Tags, Is.EqualTo(expected.GetProperty("tags")[0].EnumerateArray().Select(t => t.GetInt32())), where);
            Assert.That(annotations.Captions.Count > 0, Is.EqualTo(expected.GetProperty("has_caption").GetBoolean()), where);
        }
    }
}
