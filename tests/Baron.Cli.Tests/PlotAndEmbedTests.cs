using System.Globalization;
using Baron.Checkpoints;
using Baron.Media;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Cli.Tests;

public sealed class PlotAndEmbedTests
{
    [Test]
    public void Plot_draws_the_curves_of_several_runs()
    {
        var folder = TinyWorld.NewFolder();
        foreach (var run in new[] { "a", "b" })
        {
            Directory.CreateDirectory(Path.Combine(folder, run));
            File.WriteAllLines(
                Path.Combine(folder, run, "log.jsonl"),
                Enumerable.Range(1, 20).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"iter": {{i}}, "lr": 0.02, "loss": {{2.0 / i}}, "loss_cls": {{1.0 / i}}, "coco/bbox_mAP_50": {{i / 40.0}}, "time": 0.1, "bad": "NaN"}""")).Append("{\"iter\": 21, \"lo"));
        }

        var picture = Path.Combine(folder, "curves.png");
        var plotted = CliRun.Of("plot", Path.Combine(folder, "a", "log.jsonl"), Path.Combine(folder, "b"), "-o", picture);
        Assert.That(plotted.ExitCode, Is.Zero, plotted.Error);
        Assert.That(plotted.Out, Does.Contain("8 curves in 3 panels"));
        using var image = ImageCodec.Read(picture);
        Assert.That(image.Width, Is.EqualTo(1200));
        Assert.That(Colours(image), Is.GreaterThan(50), "lines, letters and a legend are more than a white picture");

        Assert.That(CliRun.Of("plot", Path.Combine(folder, "a"), "-o", picture, "--keys", "loss*,time").Out, Does.Contain("3 curves in 2 panels"));
    }

    [Test]
    public void Plot_of_a_real_run() =>
        Assert.That(CliRun.Of("plot", TinyWorld.WorkDir, "-o", Path.Combine(TinyWorld.NewFolder(), "new", "p.png")).ExitCode, Is.Zero);

    [TestCase("plot", "absent.jsonl", "-o", "x.png", "absent.jsonl does not exist")]
    [TestCase("plot", "WORK", "-o", "x.gif", "'.gif'")]
    [TestCase("plot", "WORK", "-o", "x.png", "--keys", "losss", "'losss'")]
    [TestCase("embed", "--clip", "absent.toml", "--classes", "a", "-o", "x.npy", "absent.toml")]
    [TestCase("embed", "--clip", "absent.pth", "--classes", "a", "-o", "x.npy", "absent.pth does not exist")]
    [TestCase("embed", "--clip", "absent.pth", "-o", "x.npy", "--classes-file")]
    [TestCase("embed", "--clip", "CKPT", "--classes", "a", "-o", "x.npy", "is not a CLIP checkpoint")]
    [TestCase("embed", "--clip", "PLAIN", "--classes", "a", "-o", "x.npy", "text_encoder")]
    public void Wrong_requests_are_one_readable_line(params string[] args)
    {
        var folder = TinyWorld.NewFolder();
        var run = CliRun.Of([.. args[..^1].Select(arg => arg switch
        {
            "WORK" => TinyWorld.WorkDir,
            "CKPT" => TinyWorld.Checkpoint,
            "PLAIN" => TinyWorld.Config("tiny_plain.toml"),
            _ when arg.StartsWith("x.", StringComparison.Ordinal) => Path.Combine(folder, arg),
            _ => arg,
        })]);
        Assert.That(run.ExitCode, Is.EqualTo(2), run.Out + run.Error);
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(run.Error, Does.Contain(args[^1]));
        Assert.That(Directory.GetFiles(folder), Is.Empty);
    }

    [Test]
    public void Embed_takes_the_text_tower_of_a_detectors_config()
    {
        var folder = TinyWorld.NewFolder();
        var config = Path.Combine(RepositoryPaths.Root, "configs", "baron", "demo", "base.toml");
        var npy = Path.Combine(folder, "e.npy");
        var run = CliRun.Of("embed", "--classes", "red star, large house", "--clip", config, "-o", npy);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using var scope = NewDisposeScope();
        var embeddings = NpyFile.Load(npy);
        Assert.That(embeddings.shape, Is.EqualTo(new long[] { 2, 64 }));
        Assert.That(embeddings.norm(1).data<float>().ToArray(), Is.All.EqualTo(1).Within(1e-5));

        // The checkpoint alone, told its heads and vocabulary, is the same model.
        var again = Path.Combine(folder, "again.npy");
        var demo = Path.Combine(RepositoryPaths.Root, "configs", "baron", "demo");
        var direct = CliRun.Of("embed", "--classes", "red star, large house", "--clip", Path.Combine(demo, "tiny_clip.safetensors"), "--heads", "4", "--bpe", Path.Combine(demo, "demo_bpe.txt.gz"), "-o", again);
        Assert.That(direct.ExitCode, Is.Zero, direct.Error);
        Assert.That(File.ReadAllBytes(again), Is.EqualTo(File.ReadAllBytes(npy)));
    }

    [TestCase("openai", false)]
    [TestCase("openai", true)]
    [TestCase("hf", false)]
    [Category("Golden")]
    public void Embeddings_of_a_checkpoint_are_those_of_the_reference_e_prompts(string naming, bool block12)
    {
        var golden = GoldenFixture.Open("e_prompts");
        var tower = golden.Meta("text_encoder");
        var folder = TinyWorld.NewFolder();
        var checkpoint = Path.Combine(folder, "clip.pth");
        using var scope = NewDisposeScope();
        var weights = golden.Meta("weights").EnumerateArray()
            .Select(row => (Name: row[0].GetString()!, Row: row))
            .Where(row => row.Name.StartsWith("text_encoder.", StringComparison.Ordinal))
            .Select(row => new KeyValuePair<string, Tensor>(
                row.Name,
                GoldenFill.Fill(row.Name, [.. row.Row[1].EnumerateArray().Select(e => e.GetInt64())], row.Row[2].GetDouble(), row.Row[3].GetDouble(), golden.Seed)))
            .ToList();
        TorchZipFile.Save(checkpoint, Checkpoints.Maps.KeyMaps.Apply(naming == "hf" ? "clip_hf" : "clip_openai", weights).Tensors);

        var classes = Path.Combine(folder, "classes.txt");
        File.WriteAllLines(classes, golden.Meta("names").EnumerateArray().Select(name => name.GetString()!));
        var npy = Path.Combine(folder, "e.npy");
        string[] options = ["--heads", tower.GetProperty("transformer_heads").GetInt32().ToString(CultureInfo.InvariantCulture)];
        var run = CliRun.Of(["embed", "--classes-file", classes, "--clip", checkpoint, "-o", npy, .. options, .. block12 ? new[] { "--attn12" } : []]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        golden.AssertClose(block12 ? "attn12_embeddings" : "text_embeddings", NpyFile.Load(npy));
        golden.Report();
    }

    private static int Colours(ImageBuffer image)
    {
        var colours = new HashSet<int>();
        var pixels = image.Pixels;
        for (var i = 0; i < pixels.Length; i += 3)
        {
            colours.Add(pixels[i] | (pixels[i + 1] << 8) | (pixels[i + 2] << 16));
        }

        return colours.Count;
    }
}
