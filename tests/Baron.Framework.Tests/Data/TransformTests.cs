using Baron.Configuration;
using Baron.Data;
using Baron.Data.Coco;
using Baron.Data.Preprocessing;
using Baron.Data.Samplers;
using Baron.Data.Transforms;
using Baron.Framework.Tests.Checkpoints;
using Baron.Framework.Tests.Media;
using Baron.Media;
using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using Baron.Structures;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Data;

public sealed class TransformTests
{
    private static readonly ComponentFactory Factory = new(ComponentCatalog.CreateDefault());

    [TestCase("""type = "LoadImageFromFile" """, typeof(LoadImageFromFile))]
    [TestCase("""
        type = "LoadImageFromFile"
        file_client_args = { backend = "disk" }
        """, typeof(LoadImageFromFile))]
    [TestCase("""
        type = "LoadAnnotations"
        with_bbox = true
        with_mask = true
        poly2mask = false
        """, typeof(LoadAnnotations))]
    [TestCase("""
        type = "Resize"
        scale = [1333, 800]
        keep_ratio = true
        """, typeof(Resize))]
    [TestCase("""
        type = "Resize"
        scale_factor = 0.5
        interpolation = "area"
        """, typeof(Resize))]
    [TestCase("""
        type = "RandomChoiceResize"
        scales = [[1333, 640], [1333, 800]]
        keep_ratio = true
        """, typeof(RandomChoiceResize))]
    [TestCase("""
        type = "RandomFlip"
        prob = 0.5
        """, typeof(RandomFlip))]
    [TestCase("""
        type = "RandomFlip"
        prob = [0.2, 0.3]
        direction = ["horizontal", "vertical"]
        """, typeof(RandomFlip))]
    [TestCase("""
        type = "Normalize"
        mean = [123.675, 116.28, 103.53]
        std = [58.395, 57.12, 57.375]
        to_rgb = true
        """, typeof(Normalize))]
    [TestCase("""
        type = "Pad"
        size_divisor = 32
        pad_val = { img = 114, masks = 0, seg = 255 }
        """, typeof(Pad))]
    [TestCase("""
        type = "PackDetInputs"
        meta_keys = ["img_id", "img_path", "ori_shape", "img_shape", "scale_factor", "flip", "flip_direction", "captions", "tags", "image_ids"]
        """, typeof(PackDetInputs))]
    [TestCase("""
        type = "MultiBranch"
        branch_field = ["det_batch", "kd_batch"]
        det_batch = { type = "PackDetInputs" }
        """, typeof(MultiBranch))]
    [TestCase("""
        type = "MultiBranch"
        branch_field = ["det_batch", "kd_batch"]
        kd_batch = [{ type = "RandomFlip", prob = 1.0 }, { type = "PackDetInputs" }]
        """, typeof(MultiBranch))]
    public void Steps_are_written_as_in_published_configs(string toml, Type expected) =>
        Assert.That(Factory.CreateFromToml<ITransform>(toml), Is.TypeOf(expected));

    [Test]
    public void Preprocessors_and_loaders_are_written_as_in_published_configs()
    {
        var preprocessor = Factory.CreateFromToml<IDataPreprocessor>("""
            type = "MultiBranchDataPreprocessor"
            [data_preprocessor]
            type = "DetDataPreprocessor"
            mean = [123.675, 116.28, 103.53]
            std = [58.395, 57.12, 57.375]
            bgr_to_rgb = true
            pad_mask = true
            pad_size_divisor = 32
            """);
        Assert.That(((MultiBranchDataPreprocessor)preprocessor).Inner, Is.TypeOf<DetDataPreprocessor>());
        Assert.That(Factory.CreateFromToml<IImagePreprocessor>("""
            type = "ImgDataPreprocessor"
            mean = [1.0, 2.0, 3.0]
            std = [1.0, 1.0, 1.0]
            bgr_to_rgb = true
            """), Is.TypeOf<ImgDataPreprocessor>());

        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.json"), """
            { "images": [{"id": 1, "file_name": "a.png", "width": 20, "height": 10}], "annotations": [], "categories": [{"id": 1, "name": "cat"}] }
            """);
        using var picture = ImageCodecTests.Picture(10, 20);
        ImageCodec.Write(folder.File("a.png"), picture);
        var loader = Factory.CreateFromToml<DataLoaderConfig>($$"""
            batch_size = 4
            num_workers = 2
            persistent_workers = true
            sampler = { type = "CustomGroupMultiSourceSampler", batch_size = 4, source_ratio = [2, 2], shuffle = true }
            [dataset]
            type = "ConcatDataset"
            [[dataset.datasets]]
            type = "CocoDataset"
            data_root = "{{folder.Path}}"
            ann_file = "a.json"
            data_prefix = { img = "" }
            filter_cfg = { filter_empty_gt = false, min_size = 5 }
            metainfo = { classes = ["cat"] }
            pipeline = [
              { type = "LoadImageFromFile" }, { type = "LoadAnnotations", with_bbox = true }, { type = "RandomFlip", prob = 0.5 },
              { type = "MultiBranch", branch_field = ["det_batch", "kd_batch"], det_batch = { type = "PackDetInputs" } },
            ]
            [[dataset.datasets]]
            type = "ClassBalancedDataset"
            oversample_thr = 1e-3
            [dataset.datasets.dataset]
            type = "CocoDataset"
            data_root = "{{folder.Path}}"
            ann_file = "a.json"
            pipeline = [
              { type = "LoadImageFromFile" }, { type = "LoadAnnotations", with_bbox = true },
              { type = "MultiBranch", branch_field = ["det_batch", "kd_batch"], kd_batch = { type = "PackDetInputs" } },
            ]
            """);
        Assert.That(loader.Sampler, Is.TypeOf<CustomGroupMultiSourceSampler>());
        using var batch = new DataLoader(loader, 1).Read().First();
        Assert.That(batch["det_batch"], Has.Count.EqualTo(2));
        Assert.That(batch["kd_batch"], Has.Count.EqualTo(2));
    }

    [Test]
    public void Impossible_settings_are_refused_when_the_config_is_read()
    {
        Assert.Throws<BaronException>(() => _ = new Resize());
        Assert.Throws<BaronException>(() => _ = new Resize([800], keepRatio: true));
        Assert.Throws<BaronException>(() => _ = new RandomFlip([1.5]));
        Assert.Throws<BaronException>(() => _ = new RandomChoiceResize([]));
        Assert.Throws<BaronException>(() => _ = new PackDetInputs(["colour"]));
        Assert.Throws<BaronException>(() => _ = new Normalize([1, 2], [1, 2]));
        Assert.Throws<BaronException>(() => _ = new Pad());
        Assert.Throws<BaronException>(() => _ = new LoadImageFromFile(backendArgs: new Dictionary<string, string> { ["backend"] = "petrel" }));
        Assert.Throws<BaronException>(() => _ = new MultiBranch(["a"], new Dictionary<string, IReadOnlyList<ITransform>> { ["b"] = [new PackDetInputs()] }));
        Assert.Throws<ConfigException>(() => Factory.CreateFromToml<ITransform>("""
            type = "RandomFlip"
            direction = "sideways"
            """));
    }

    [Test]
    public void Boxes_are_clipped_to_the_resized_picture_unless_told_not_to()
    {
        using var clipped = Sample(10, 20, new PixelBox(-4, 2, 30, 8));
        new Resize([40, 20]).Apply(clipped, new RandomSource(0));
        Assert.That(clipped.Boxes[0], Is.EqualTo(new PixelBox(0, 4, 40, 16)));
        Assert.That(clipped.Meta.ImageShape, Is.EqualTo(new ImageSize(20, 40)));
        Assert.That((clipped.Meta.ScaleX, clipped.Meta.ScaleY), Is.EqualTo((2.0, 2.0)));
        using var free = Sample(10, 20, new PixelBox(-4, 2, 30, 8));
        new Resize([40, 20], clipObjectBorder: false).Apply(free, new RandomSource(0));
        Assert.That(free.Boxes[0], Is.EqualTo(new PixelBox(-8, 4, 60, 16)));
    }

    [Test]
    public void Scales_and_flips_are_drawn_with_their_probabilities()
    {
        var random = new RandomSource(1);
        var sizes = new Dictionary<int, int>();
        var flips = new Dictionary<string, int>();
        var resize = new RandomChoiceResize([[20, 10], [30, 15], [40, 20]], keepRatio: true);
        var flip = new RandomFlip([0.2, 0.3], [FlipDirection.Horizontal, FlipDirection.Diagonal]);
        for (var i = 0; i < 3000; i++)
        {
            using var sample = Sample(10, 20);
            resize.Apply(sample, random);
            flip.Apply(sample, random);
            sizes[sample.Size.Width] = sizes.GetValueOrDefault(sample.Size.Width) + 1;
            flips[sample.Meta.FlipDirection ?? ""] = flips.GetValueOrDefault(sample.Meta.FlipDirection ?? "") + 1;
        }

        Assert.That(sizes.Keys, Is.EquivalentTo(new[] { 20, 30, 40 }));
        Assert.That(sizes.Values, Has.All.EqualTo(1000).Within(140));
        Assert.That(flips["horizontal"], Is.EqualTo(600).Within(120));
        Assert.That(flips["diagonal"], Is.EqualTo(900).Within(140));
    }

    [TestCase(FlipDirection.Horizontal, 12, 2, 17, 8)]
    [TestCase(FlipDirection.Vertical, 3, 2, 8, 8)]
    [TestCase(FlipDirection.Diagonal, 12, 2, 17, 8)]
    public void A_flip_moves_boxes_and_masks_with_the_picture(FlipDirection direction, float x1, float y1, float x2, float y2)
    {
        using var sample = Sample(10, 20, new PixelBox(3, 2, 8, 8));
        sample.Masks = [new PolygonMask(sample.Size, [[3, 2, 8, 2, 8, 8, 3, 8]]), new PolygonMask(sample.Size, [[3, 2, 8, 2, 8, 8, 3, 8]]).ToBitmap()];
        using var before = sample.Image!.Clone();
        RandomFlip.Flip(sample, direction);
        Assert.That(sample.Boxes[0], Is.EqualTo(new PixelBox(x1, y1, x2, y2)));
        Assert.That(sample.Masks[0].ToBitmap().Pixels, Is.EqualTo(sample.Masks[1].ToBitmap().Pixels), "both forms agree");
        Assert.That(sample.Masks[1].ToBitmap().Pixels[(4 * 20) + (int)x1], Is.EqualTo(1));
        using var twice = sample.Image!.Flip(direction);
        Assert.That(twice.Pixels.SequenceEqual(before.Pixels), Is.True);
    }

    [Test]
    public void Normalising_and_padding_inside_the_pipeline_gives_what_the_preprocessor_gives()
    {
        double[] mean = [123.675, 116.28, 103.53];
        double[] std = [58.395, 57.12, 57.375];
        DataSample Run(params ITransform[] steps) => new Pipeline([.. steps, new PackDetInputs()]).Run(Sample(10, 20, new PixelBox(1, 1, 5, 5)), new RandomSource(0))!;
        using var inside = Run(new Normalize(mean, std), new Pad(sizeDivisor: 16));
        using var outside = Run();
        using var scope = NewDisposeScope();
        var first = new DetDataPreprocessor().Process([inside], CPU);
        var second = new DetDataPreprocessor(mean, std, 16, bgrToRgb: true).Process([outside], CPU);
        Assert.That(first.Images.shape, Is.EqualTo(second.Images.shape));
        Assert.That((first.Images - second.Images).abs().max().item<float>(), Is.LessThan(1e-5));
        Assert.That(inside.Meta.ImageShape, Is.EqualTo(new ImageSize(16, 32)), "a padded picture counts in full, as in the reference");
    }

    [Test]
    public void One_sample_may_feed_several_branches_each_with_its_own_steps()
    {
        var branches = new MultiBranch(["plain", "mirrored"], new Dictionary<string, IReadOnlyList<ITransform>>
        {
            ["mirrored"] = [new RandomFlip([1]), new PackDetInputs()],
            ["plain"] = [new PackDetInputs()],
        });
        using var batch = new SampleBatch([new Pipeline([branches]).Run(Sample(4, 6, new PixelBox(1, 1, 3, 3)), new RandomSource(0))!]);
        Assert.That(batch.Branches, Is.EquivalentTo(new[] { "plain", "mirrored" }));
        Assert.That(batch["plain"][0].Meta.Flipped, Is.False);
        Assert.That(batch["mirrored"][0].Meta.Flipped, Is.True);
        Assert.That(batch["plain"][0].Truth.Boxes[0, 0].item<float>(), Is.EqualTo(1));
        Assert.That(batch["mirrored"][0].Truth.Boxes[0, 0].item<float>(), Is.EqualTo(3));
    }

    [Test]
    public void A_pipeline_that_packs_nothing_or_loads_nothing_says_so()
    {
        var unpacked = Assert.Throws<BaronException>(() => new Pipeline([]).Run(Sample(4, 4), new RandomSource(0)))!;
        Assert.That(unpacked.Message, Does.Contain("PackDetInputs"));
        var unloaded = Assert.Throws<BaronException>(() => new Pipeline([new Resize([4, 4])]).Run(new PipelineSample(new ImageMeta { Path = "a.jpg" }, ImageAnnotations.Empty), new RandomSource(0)))!;
        Assert.That(unloaded.Message, Does.Contain("LoadImageFromFile").And.Contain("a.jpg"));
    }

    [Test]
    public void Annotations_loaded_after_a_resize_keep_the_size_of_the_file_with_their_masks()
    {
        using var folder = new TemporaryFolder();
        using var picture = ImageCodecTests.Picture(10, 20);
        ImageCodec.Write(folder.File("a.png"), picture);
        var annotations = new ImageAnnotations
        {
            Boxes = [new PixelBox(3, 2, 8, 8)],
            Labels = [0],
            Ignored = [false],
            ReadMask = (_, size) => new PolygonMask(size, [[3, 2, 8, 2, 8, 8, 3, 8]]),
        };
        foreach (var scale in new[] { new[] { 40, 20 }, [10, 5] })
        {
            using var scope = NewDisposeScope();
            var steps = new Pipeline([new LoadImageFromFile(), new Resize(scale), new LoadAnnotations(withMask: true), new PackDetInputs()]);
            using var sample = steps.Run(new PipelineSample(new ImageMeta { Path = folder.File("a.png") }, annotations), new RandomSource(0))!;
            Assert.That(sample.Size, Is.EqualTo(new ImageSize(scale[1], scale[0])));
            Assert.That(sample.Truth.Boxes.data<float>().ToArray(), Is.EqualTo(new[] { 3f, 2, 8, 8 }));
            Assert.That(sample.Truth.IsOfFile, Is.True);
            var masks = new DetDataPreprocessor(padSizeDivisor: 32, padMask: true).Process([sample], CPU).Truths[0].Masks!;
            Assert.That(masks.shape, Is.EqualTo(new long[] { 1, 10, 20 }), "not padded: they do not lie in the input");
            Assert.That(masks.sum().item<long>(), Is.EqualTo(30));
        }
    }

    [Test]
    public void Whatever_a_step_throws_the_picture_is_named()
    {
        Exception Thrown(Exception e)
        {
            using var sample = Sample(4, 4);
            return Assert.Catch(() => new Pipeline([new Faulty(e)]).Run(sample, new RandomSource(0)))!;
        }

        Assert.That(Thrown(new InvalidOperationException("boom")), Is.TypeOf<BaronException>().And.Message.EqualTo("Faulty failed on 'memory': boom"));
        Assert.That(Thrown(new BaronException("boom")), Is.TypeOf<BaronException>().And.Message.EqualTo("Faulty failed on 'memory': boom"));

        // A step inside of a branch is named, and not the branch.
        var branches = new MultiBranch(["a"], new Dictionary<string, IReadOnlyList<ITransform>> { ["a"] = [new Faulty(new InvalidOperationException("boom"))] });
        Assert.That(Assert.Throws<BaronException>(() => new Pipeline([branches]).Run(Sample(4, 4), new RandomSource(0)))!.Message, Is.EqualTo("Faulty failed on 'memory': boom"));
        Assert.That(Thrown(new BaronException("no boxes in memory")).Message, Is.EqualTo("no boxes in memory"));
        Assert.That(Thrown(new MediaException("boom")), Is.TypeOf<MediaException>(), "a loader may skip it");
    }

    [Test]
    public void Nothing_is_trained_with_annotations_that_are_loaded_after_a_resize()
    {
        using var folder = new TemporaryFolder();
        using var picture = ImageCodecTests.Picture(10, 20);
        ImageCodec.Write(folder.File("a.png"), picture);
        File.WriteAllText(folder.File("file.json"), """
            { "images": [{"id": 1, "file_name": "a.png", "width": 20, "height": 10}], "categories": [{"id": 5, "name": "cat"}],
              "annotations": [{"id": 1, "image_id": 1, "category_id": 5, "bbox": [1, 2, 8, 6]}] }
            """);
        void Train(params ITransform[] steps)
        {
            using var dataset = new CocoDataset("file.json", [new LoadImageFromFile(), .. steps, new PackDetInputs()], folder.Path);
            using var source = new LoaderBatchSource(new DataLoader(new DataLoaderConfig(dataset), 1));
            source.Next().Dispose();
        }

        Assert.That(() => Train(new Resize([40, 20]), new LoadAnnotations()), Throws.TypeOf<BaronException>().With.Message.Contains(folder.File("a.png")).And.Message.Contains("LoadAnnotations right behind"));
        Assert.That(() => Train(new RandomFlip([1]), new LoadAnnotations()), Throws.TypeOf<BaronException>());
        Assert.That(() => Train(new Resize([20, 10]), new LoadAnnotations()), Throws.Nothing, "nothing is changed");
        Assert.That(() => Train(new LoadAnnotations(), new Resize([40, 20])), Throws.Nothing);
    }

    [TestCase(123.675, 124)]
    [TestCase(2.5, 2)]
    [TestCase(300, 255)]
    [TestCase(-7, 0)]
    public void The_value_of_a_border_is_stored_in_8_bits_as_OpenCV_does(double value, int expected)
    {
        using var sample = Sample(2, 2);
        new Pad([3, 2], padVal: new PadValue([value])).Apply(sample, new RandomSource(0));
        Assert.That(sample.Image!.Pixels.Slice(6, 3).ToArray(), Is.All.EqualTo(expected));
    }

    [Test]
    public void Masks_are_padded_with_the_batch_where_the_config_says_so()
    {
        using var scope = NewDisposeScope();
        var sample = Samples.Packed(zeros([3, 5, 6], dtype: ScalarType.Byte), new PixelBox(0, 0, 2, 2));
        sample = sample with { Truth = sample.Truth with { Masks = ones([1, 5, 6], dtype: ScalarType.Byte) } };
        var padded = new DetDataPreprocessor(padSizeDivisor: 8, padMask: true).Process([sample], CPU).Truths[0].Masks!;
        Assert.That(padded.shape, Is.EqualTo(new long[] { 1, 8, 8 }));
        Assert.That(padded.sum().item<long>(), Is.EqualTo(30));
        Assert.That(new DetDataPreprocessor(padSizeDivisor: 8).Process([sample], CPU).Truths[0].Masks!.shape, Is.EqualTo(new long[] { 1, 5, 6 }));
    }

    private static PipelineSample Sample(int height, int width, params PixelBox[] boxes)
    {
        var size = new ImageSize(height, width);
        return new PipelineSample(new ImageMeta { Path = "memory", OriginalShape = size, ImageShape = size }, ImageAnnotations.Empty)
        {
            Image = ImageCodecTests.Picture(height, width),
            Boxes = boxes,
            Labels = new int[boxes.Length],
            Ignored = new bool[boxes.Length],
        };
    }

    private sealed class Faulty(Exception fault) : ITransform
    {
        public PipelineSample? Apply(PipelineSample sample, IRandomSource random) => throw fault;
    }
}
