using Baron.Clip.Towers;
using Baron.Demo;
using Baron.Modeling;
using Baron.Ops;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Clip.Tests;

/// <summary>The tiny CLIP that the demonstration ships.</summary>
[TestFixture]
public sealed class DemoClipTests
{
    private const int Side = 64;
    private const ulong HeldOutSeed = 20_260_401; // neither the demonstration's data nor the CLIP's training data
    private static readonly float[] Mean = [122.7709383f, 116.7460125f, 104.09373615f];
    private static readonly float[] Std = [68.5005327f, 66.6321579f, 70.32316305f];

    [TestCase(1.0, 95.0)]
    [TestCase(1.3, 93.0)]
    public void Shipped_towers_name_objects_of_scenes_they_never_saw(double enlarged, double wanted)
    {
        var configs = Path.Combine(RepositoryPaths.Root, "configs", "baron", "demo");
        var weights = Path.Combine(configs, "tiny_clip.safetensors");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var text = new ClipTextEncoder(embedDim: 64, contextLength: 40, vocabSize: 799, transformerWidth: 64, transformerHeads: 4, transformerLayers: 3, initCfg: new Pretrained(weights, ""));
        var image = new ClipResNet(layers: [1, 1, 1, 1], outputDim: 64, heads: 4, inputResolution: Side, width: 8, initCfg: new Pretrained(weights, "visual."));
        using var clip = new ClipModel(text, image, Path.Combine(configs, "demo_bpe.txt.gz"));
        clip.InitWeights();
        var classes = clip.EmbedClasses(World.Categories);

        var (pictures, labels) = Crops(scenes: 150, enlarged);
        var right = pictures.split(128)
            .Select(part => image.Encode(part).Embeddings.matmul(classes.t()).argmax(1))
            .SelectMany(found => found.data<long>().ToArray())
            .Zip(labels, (found, label) => (Right: found == label, Novel: World.NovelCategories.Contains(World.Categories[label])))
            .ToList();

        var all = 100 * right.Average(r => r.Right ? 1.0 : 0.0);
        var novel = 100 * right.Where(r => r.Novel).Average(r => r.Right ? 1.0 : 0.0);
        TestContext.Out.WriteLine($"boxes x {enlarged}: {all:F1}% of {right.Count} crops, {novel:F1}% of those of novel classes");
        Assert.That(all, Is.GreaterThan(wanted));
        Assert.That(novel, Is.GreaterThan(wanted));
    }

    private static (Tensor Pictures, List<int> Labels) Crops(int scenes, double enlarged)
    {
        var random = new RandomSource(HeldOutSeed);
        var crops = new List<Tensor>();
        var labels = new List<int>();
        for (var i = 0; i < scenes; i++)
        {
            using var scene = World.Draw(random);
            var boxes = new List<Tensor>();
            foreach (var thing in scene.Objects)
            {
                var (cx, cy) = ((thing.X1 + thing.X2) / 2, (thing.Y1 + thing.Y2) / 2);
                var (w, h) = (thing.Width * enlarged / 2, thing.Height * enlarged / 2);
                boxes.Add(tensor(new[] { 0f, (float)(cx - w), (float)(cy - h), (float)(cx + w), (float)(cy + h) }));
                labels.Add(World.Categories.ToList().IndexOf(thing.Category));
            }

            // As the detector crops regions for its teacher.
            var picture = scene.Image.ToTensor(toRgb: true).to(ScalarType.Float32).unsqueeze(0);
            crops.Add((RoiAlign.Apply(picture, stack(boxes), new ImageSize(Side, Side), 1.0, samplingRatio: 2) - tensor(Mean).view(3, 1, 1)) / tensor(Std).view(3, 1, 1));
        }

        return (cat(crops), labels);
    }
}
