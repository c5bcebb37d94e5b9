using Baron.Configuration;
using Baron.Framework.Tests.Configuration;
using NUnit.Framework;
using static Baron.Framework.Tests.Registry.SampleComponents;

namespace Baron.Framework.Tests.Registry;

public sealed class PathParameterTests
{
    private static readonly string Here = Directory.GetCurrentDirectory();

    [Test]
    public void Relative_paths_are_relative_to_the_current_folder_and_come_out_in_full()
    {
        var full = Full("file = \"a/b.json\"\noutput = \"../out\"\nlist = [\"x\", \"/y\"]\nplain = \"not/a/path\"");
        Assert.That(full.At("file"), Is.EqualTo($"\"{Here}/a/b.json\""));
        Assert.That(full.At("output"), Is.EqualTo($"\"{Path.GetFullPath("../out")}\""));
        Assert.That(full.At("list"), Is.EqualTo($"[\"{Here}/x\", \"/y\"]"));
        Assert.That(full.At("plain"), Is.EqualTo("\"not/a/path\""));
    }

    [Test]
    public void Paths_below_another_key_stay_as_they_are_and_that_key_comes_out_in_full()
    {
        var full = Full("data_root = \"data/coco\"\nann_file = \"annotations/x.json\"\ndata_prefix = { img = \"train\" }");
        Assert.That(ConfigWriter.Inline(full), Is.EqualTo(
            $"{{ type = \"Files\", data_root = \"{Here}/data/coco\", ann_file = \"annotations/x.json\", data_prefix = {{ img = \"train\" }} }}"));
    }

    [Test]
    public void Without_that_key_they_are_relative_to_the_current_folder()
    {
        var full = Full("ann_file = \"x.json\"\ndata_root = \"\"\ndata_prefix = { img = \"train\" }");
        Assert.That(full.At("ann_file"), Is.EqualTo($"\"{Here}/x.json\""));
        Assert.That(full.At("data_prefix.img"), Is.EqualTo($"\"{Here}/train\""));
    }

    [TestCase("open-mmlab://detectron2/resnet50_caffe")]
    [TestCase("torchvision://resnet50")]
    [TestCase("")]
    public void What_is_no_path_stays_as_it_is(string value)
    {
        Assert.That(Full($"file = \"{value}\"").At("file"), Is.EqualTo($"\"{value}\""));
    }

    [Test]
    public void Files_that_do_not_exist_are_found_with_their_place()
    {
        using var folder = new ConfigFolder();
        folder.File("data/there.json", "{}");
        Directory.CreateDirectory(Path.Combine(folder.Root, "data/train"));
        var root = Toml.Parse($"""
            type = "Files"
            file = "{folder.Root}/none.json"
            data_root = "{folder.Root}/data"
            ann_file = "there.json"
            data_prefix.img = "train"
            data_prefix.seg = "there.json"
            output = "{folder.Root}/written/later"
            list = ["{folder.Root}/data/there.json", "{folder.Root}/data/nor_this.json"]
            """);
        var missing = Factory().Bind<IShape>(root).MissingFiles();
        Assert.That(missing.Select(m => m.ToString()), Is.EqualTo(new[]
        {
            $"test.toml:2:8: warning: file: there is no file {folder.Root}/none.json",
            $"test.toml:6:19: warning: data_prefix.seg: there is no folder {folder.Root}/data/there.json",
            $"test.toml:8:{29 + folder.Root.Length}: warning: list.1: there is no file {folder.Root}/data/nor_this.json",
        }));
        Assert.That(Factory().Bind<IShape>(root).MissingFiles(ConfigSeverity.Error)[0].ToString(), Does.Not.Contain("warning"));
    }

    [Test]
    public void Files_below_a_folder_that_does_not_exist_are_not_reported_besides_it()
    {
        var missing = Factory().Bind<IShape>(Toml.Parse("type = \"Files\"\ndata_root = \"no/such/folder\"\nann_file = \"x.json\"")).MissingFiles();
        Assert.That(missing.Single().Message, Does.StartWith("data_root: there is no folder"));
    }

    private static ConfigTable Full(string toml) => (ConfigTable)Factory().Bind<IShape>(Toml.Parse("type = \"Files\"\n" + toml)).WithFullPaths();
}
