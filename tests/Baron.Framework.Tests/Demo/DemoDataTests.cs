using System.Diagnostics;
using Baron.Data;
using Baron.Data.Coco;
using Baron.Demo;
using Baron.Framework.Tests.Checkpoints;
using Baron.Media;
using Baron.Structures;
using Baron.Visualization;
using NUnit.Framework;

namespace Baron.Framework.Tests.Demo;

public sealed class DemoDataTests
{
    [Test]
    public void The_same_seed_draws_the_same_scene_and_another_seed_another()
    {
        using var first = World.Draw(new RandomSource(5));
        using var second = World.Draw(new RandomSource(5));
        using var other = World.Draw(new RandomSource(6));
        Assert.That(second.Image.Pixels.SequenceEqual(first.Image.Pixels), Is.True);
        Assert.That(second.Objects, Is.EqualTo(first.Objects));
        Assert.That(other.Image.Pixels.SequenceEqual(first.Image.Pixels), Is.False);
    }

    [Test]
    public void Scenes_follow_the_recipe()
    {
        var scenes = Enumerable.Range(0, 300).Select(i =>
        {
            using var scene = World.Draw(new RandomSource((ulong)i));
            Assert.That(scene.Image.Size, Is.EqualTo(new ImageSize(128, 128)));
            return scene.Objects;
        }).ToList();
        var all = scenes.SelectMany(o => o).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(scenes.Select(o => o.Count), Has.All.InRange(0, 5));
            Assert.That((double)all.Count / scenes.Count, Is.InRange(3.2, 3.7), "objects a picture; 3.5 in the reference's data");
            Assert.That(all.Select(o => o.Category).Distinct().Count(), Is.EqualTo(20));
            Assert.That(all.Select(o => o.Color).Distinct().Count(), Is.EqualTo(8));
            Assert.That(all.Select(o => o.Size), Has.All.InRange(18, 56));
            Assert.That(all, Has.All.Matches<SceneObject>(o => o.X1 >= 1 && o.Y1 >= 1 && o.X2 <= 127 && o.Y2 <= 127 && o.Width > 4 && o.Height > 4));
            Assert.That(all.Average(o => o.Width), Is.InRange(25, 33), "28.7 in the reference's data");
            Assert.That(all.Count(o => World.NovelCategories.Contains(o.Category)) / (double)all.Count, Is.InRange(0.25, 0.36));
        });
    }

    [Test]
    public void A_box_has_about_the_nominal_size_and_whole_quarters_of_pixels()
    {
        var settings = new SceneSettings(MinObjects: 1, MaxObjects: 1);
        for (var seed = 0UL; seed < 10; seed++)
        {
            using var scene = World.Draw(new RandomSource(seed), settings);
            var item = scene.Objects.Single();
            Assert.That(item.X1 * 4 % 1, Is.Zero, "extents are quarters of pixels");
            Assert.That(item.Width, Is.InRange(item.Size * 0.4, item.Size * 1.75));
        }
    }

    [Test]
    public void Written_data_has_the_files_and_the_form_of_the_reference()
    {
        using var folder = new TemporaryFolder();
        DemoData.Write(folder.Path, seed: 1, trainCount: 12, valCount: 5);
        var annotations = Path.Combine(folder.Path, "annotations");
        Assert.That(
            Directory.GetFiles(annotations).Select(Path.GetFileName).Order(),
            Is.EqualTo(new[]
            {
                "captions_train.json", "captions_train_allcaps.json", "captions_val.json", "instances_train.json", "instances_train_base.json",
                "instances_train_novel.json", "instances_val.json", "instances_val_base.json", "instances_val_novel.json", "phrases_val.json",
            }));

        using var all = new CocoDataset("annotations/instances_train.json", [new Baron.Data.Transforms.LoadImageFromFile(), new Baron.Data.Transforms.PackDetInputs()], folder.Path, new DataPrefix("train"));
        using var baseOnly = new CocoDataset("annotations/instances_train_base.json", dataRoot: folder.Path);
        using var novelOnly = new CocoDataset("annotations/instances_train_novel.json", dataRoot: folder.Path);
        Assert.That(all.Count, Is.EqualTo(12));
        Assert.That(all.Info.ClassNames, Is.EqualTo(World.Categories));
        for (var i = 0; i < 12; i++)
        {
            Assert.That(baseOnly.GetAnnotations(i).Boxes.Length + novelOnly.GetAnnotations(i).Boxes.Length, Is.EqualTo(all.GetAnnotations(i).Boxes.Length));
            Assert.That(baseOnly.GetAnnotations(i).Labels.Select(l => World.Categories[l]), Is.SubsetOf(World.BaseCategories));
            using var sample = all.Get(i, new RandomSource(0))!;
            Assert.That(sample.Image.shape, Is.EqualTo(new long[] { 3, 128, 128 }));
        }

        using var phrases = new CocoDataset("annotations/phrases_val.json", dataRoot: folder.Path);
        using var val = new CocoDataset("annotations/instances_val.json", dataRoot: folder.Path);
        Assert.That(phrases.Info.ClassNames, Has.Count.EqualTo(160));
        Assert.That(phrases.Info.ClassNames[21], Is.EqualTo("orange bell"));
        for (var i = 0; i < 5; i++)
        {
            Assert.That(phrases.GetAnnotations(i).Labels.Select(l => l % 20), Is.EqualTo(val.GetAnnotations(i).Labels), "a phrase ends with the shape");
        }

        using var captions = new CocoCaptionOvdDataset("annotations/captions_train_allcaps.json", dataRoot: folder.Path);
        using var listed = new CocoCaptionOvdDataset("annotations/captions_train.json", dataRoot: folder.Path);
        Assert.That(captions.GetAnnotations(3).Captions, Has.Count.EqualTo(3));
        Assert.That(captions.GetAnnotations(3).Captions, Is.EqualTo(listed.GetAnnotations(3).Captions));
        foreach (var word in all.GetAnnotations(3).Labels.Select(l => World.Categories[l]))
        {
            Assert.That(captions.GetAnnotations(3).Captions, Has.All.Contains(word));
        }
    }

    [Test]
    public void Data_that_is_there_is_not_drawn_again_unless_it_is_other_data()
    {
        using var folder = new TemporaryFolder();
        var drawn = 0;
        void Write(ulong seed) => DemoData.Write(folder.Path, seed, 3, 2, _ => Interlocked.Increment(ref drawn));
        Write(1);
        Write(1);
        Assert.That(drawn, Is.EqualTo(5));
        Write(2);
        Assert.That(drawn, Is.EqualTo(10));
    }

    [Test]
    public void Windows_come_with_sentences_that_name_what_they_show()
    {
        using var folder = new TemporaryFolder();
        DemoData.WriteScenes(folder.Path, seed: 1, count: 20);
        var dataset = new RegionCaptionDataset("annotations/scenes.json", folder.Path, new DataPrefix("clip"), templates: ["a photo of {article} {}."]);
        Assert.That(dataset.Count, Is.EqualTo(20));
        var random = new RandomSource(1);
        var (templates, several, none) = (0, 0, 0);
        for (var i = 0; i < 400; i++)
        {
            using var sample = dataset.Get(i % 20, random)!;
            Assert.That(sample.Image.shape, Is.EqualTo(new long[] { 3, 64, 64 }));
            Assert.That(sample.Image.min().item<float>(), Is.GreaterThanOrEqualTo(0));
            Assert.That(sample.Image.max().item<float>(), Is.InRange(30, 255));
            var caption = sample.Truth.Captions.Single();
            foreach (var tag in sample.Truth.Tags)
            {
                Assert.That(caption, Does.Contain(World.Categories[tag]));
            }

            templates += caption == $"a photo of {WorldCaptions.Article(World.Categories[sample.Truth.Tags.FirstOrDefault()])} {World.Categories[sample.Truth.Tags.FirstOrDefault()]}." ? 1 : 0;
            several += sample.Truth.Tags.Count > 1 ? 1 : 0;
            none += sample.Truth.Tags.Count == 0 ? 1 : 0;
        }

        Assert.That(templates, Is.GreaterThan(60));
        Assert.That(several, Is.GreaterThan(20));
        Assert.That(none, Is.InRange(2, 100));
    }

    [Test]
    public void Windows_are_resampled_as_the_detector_crops_regions()
    {
        using var scene = World.Draw(new RandomSource(2));
        using var scope = TorchSharp.torch.NewDisposeScope();
        var window = new PixelBox(10.3f, 20.7f, 71.9f, 128f);
        foreach (var flip in new[] { false, true })
        {
            var planes = new float[3 * 16 * 16];
            WindowSampler.Resample(scene.Image, window, 16, flip, planes);
            var images = scene.Image.ToTensor().to(TorchSharp.torch.ScalarType.Float32).unsqueeze(0);
            var rois = TorchSharp.torch.tensor(new float[] { 0, window.X1, window.Y1, window.X2, window.Y2 }, [1, 5]);
            var expected = Baron.Ops.RoiAlign.Apply(images, rois, new ImageSize(16, 16), 1.0, 2)[0];
            expected = (flip ? expected.flip(2) : expected).contiguous();
            Assert.That(planes, Is.EqualTo(expected.data<float>().ToArray()).Within(1e-3f));
        }
    }

    [Test]
    [Explicit("Writes pictures to look at, to the folder of BARON_PICTURES, and measures.")]
    public void Pictures_to_look_at()
    {
        var folder = Environment.GetEnvironmentVariable("BARON_PICTURES")!;
        Directory.CreateDirectory(folder);
        var style = new ClassStyle(World.Categories, World.NovelCategories.Select(c => World.Categories.ToList().IndexOf(c)));
        var visualizer = new DetLocalVisualizer();
        var plain = new List<ImageBuffer>();
        var annotated = new List<ImageBuffer>();
        for (var i = 0; i < 24; i++)
        {
            var scene = World.Draw(new RandomSource((ulong)i + 100));
            plain.Add(scene.Image);
            annotated.Add(visualizer.Draw(scene.Image, null, new ImageAnnotations
            {
                Boxes = [.. scene.Objects.Select(o => new PixelBox((float)o.X1, (float)o.Y1, (float)o.X2, (float)o.Y2))],
                Labels = [.. scene.Objects.Select(o => World.Categories.ToList().IndexOf(o.Category))],
                Ignored = new bool[scene.Objects.Count],
            }, style));
        }

        using var sheet = ContactSheet.Arrange(plain, 6, new ImageSize(256, 256));
        ImageCodec.Write(Path.Combine(folder, "scenes.png"), sheet);
        using var boxes = ContactSheet.Arrange(annotated, 4, new ImageSize(512, 512));
        ImageCodec.Write(Path.Combine(folder, "boxes.png"), boxes);

        var watch = Stopwatch.StartNew();
        DemoData.Write(Path.Combine(folder, "data"), seed: (ulong)watch.GetHashCode());
        TestContext.Out.WriteLine($"2,300 pictures in {watch.Elapsed.TotalSeconds:0.0} s");
        watch.Restart();
        DemoData.WriteScenes(Path.Combine(folder, "clip"), 3, 2000);
        TestContext.Out.WriteLine($"2,000 scenes in {watch.Elapsed.TotalSeconds:0.0} s");
        var dataset = new RegionCaptionDataset("annotations/scenes.json", Path.Combine(folder, "clip"), new DataPrefix("clip"), templates: ["a photo of {article} {}."]);
        var random = new RandomSource(0);
        var windows = new List<ImageBuffer>();
        for (var i = 0; i < 30; i++)
        {
            using var sample = dataset.Get(i, random)!;
            using var bytes = sample.Image.round().to(TorchSharp.torch.ScalarType.Byte);
            var window = ImageBuffer.FromTensor(bytes);
            using (window)
            {
                var large = window.Resize(new ImageSize(256, 256), Interpolation.Nearest);
                Draw.Label(large, sample.Truth.Captions[0], 0, 256, 0.35, RgbColor.White);
                windows.Add(large);
            }
        }

        using var windowSheet = ContactSheet.Arrange(windows, 6, new ImageSize(256, 256));
        ImageCodec.Write(Path.Combine(folder, "windows.png"), windowSheet);
        watch.Restart();
        for (var i = 0; i < 500; i++)
        {
            dataset.Get(i, random)!.Dispose();
        }

        TestContext.Out.WriteLine($"{watch.Elapsed.TotalMilliseconds / 500:0.00} ms a window");
    }
}
