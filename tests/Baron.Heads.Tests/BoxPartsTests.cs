using Baron.Modeling;
using Baron.Structures;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads.Tests;

[TestFixture]
public sealed class BoxPartsTests
{
    [Test]
    public void A_grid_is_made_once_for_its_size_and_lives_on_after_its_scope()
    {
        var generator = new AnchorGenerator([8], [1], [4]);
        IReadOnlyList<Tensor> first;
        using (NewDisposeScope())
        {
            first = generator.GridPriors([new ImageSize(3, 5)], CPU);
        }

        using var scope = NewDisposeScope();
        Assert.That(generator.GridPriors([new ImageSize(3, 5)], CPU)[0], Is.SameAs(first[0]));
        generator.GridPriors([new ImageSize(4, 5)], CPU);
        Assert.That(first[0].sum().item<float>(), Is.EqualTo(generator.GridPriors([new ImageSize(3, 5)], CPU)[0].sum().item<float>()));
        Assert.That(first[0].shape, Is.EqualTo(new long[] { 15, 4 }));
    }

    [Test]
    public void Octaves_are_scales_between_powers_of_two()
    {
        using var scope = NewDisposeScope();
        var octave = new AnchorGenerator([8], [1, 2], octaveBaseScale: 4, scalesPerOctave: 2);
        var scales = new AnchorGenerator([8], [1, 2], [4, 4 * Math.Sqrt(2)]);
        Assert.That(octave.BaseAnchors(0).allclose(scales.BaseAnchors(0)));
    }

    [Test]
    public void Centres_move_the_anchors_of_a_cell()
    {
        using var scope = NewDisposeScope();
        var offset = new AnchorGenerator([8], [1], [1], centerOffset: 0.5).BaseAnchors(0).data<float>().ToArray();
        var centred = new AnchorGenerator([8], [1], [1], centers: [[4, 4]]).BaseAnchors(0).data<float>().ToArray();
        Assert.That(offset, Is.EqualTo(new float[] { 0, 0, 8, 8 }));
        Assert.That(centred, Is.EqualTo(offset));
    }

    [Test]
    public void Anchors_that_cannot_be_are_refused()
    {
        Assert.That(() => new AnchorGenerator([], [1], [1]), Throws.TypeOf<BaronException>().With.Message.Contains("strides"));
        Assert.That(() => new AnchorGenerator([8], [1]), Throws.TypeOf<BaronException>().With.Message.Contains("scales"));
        Assert.That(() => new AnchorGenerator([8], [1], [1], octaveBaseScale: 4, scalesPerOctave: 2), Throws.TypeOf<BaronException>().With.Message.Contains("octave"));
        Assert.That(() => new AnchorGenerator([8], [1], [1], [4, 8]), Throws.TypeOf<BaronException>().With.Message.Contains("base_sizes"));
        Assert.That(() => new AnchorGenerator([8], [1], [1], centerOffset: 2), Throws.TypeOf<BaronException>().With.Message.Contains("center_offset"));
        Assert.That(() => new AnchorGenerator([8], [0], [1]), Throws.TypeOf<BaronException>().With.Message.Contains("ratios"));
        Assert.That(() => new AnchorGenerator([8], [1], [1]).GridPriors([new ImageSize(1, 1), new ImageSize(1, 1)], CPU), Throws.TypeOf<BaronException>().With.Message.Contains("num_outs"));
    }

    [Test]
    public void A_coder_with_the_wrong_number_of_means_is_refused()
    {
        Assert.That(() => new DeltaXywhBBoxCoder([0, 0]), Throws.TypeOf<BaronException>().With.Message.Contains("target_means"));
        Assert.That(() => new DeltaXywhBBoxCoder(targetStds: [1, 1, 1, 0]), Throws.TypeOf<BaronException>().With.Message.Contains("target_stds"));
    }

    [Test]
    public void A_clamped_coder_limits_shifts_of_the_centre()
    {
        using var scope = NewDisposeScope();
        var coder = new DeltaXywhBBoxCoder(addCtrClamp: true, ctrClamp: 2);
        var priors = tensor(new float[] { 0, 0, 100, 100 }, [1, 4]);
        var deltas = tensor(new float[] { 1, -1, 0, 0 }, [1, 4]);
        Assert.That(coder.Decode(priors, deltas).data<float>().ToArray(), Is.EqualTo(new float[] { 2, -2, 102, 98 }));
        Assert.That(coder.Decode(priors, deltas.requires_grad_()).detach().data<float>().ToArray(), Is.EqualTo(new float[] { 2, -2, 102, 98 }));
    }

    [Test]
    public void Nothing_to_decode_gives_nothing()
    {
        using var scope = NewDisposeScope();
        Assert.That(new DeltaXywhBBoxCoder().Decode(zeros(0, 4), zeros(0, 4), new ImageSize(4, 4)).shape, Is.EqualTo(new long[] { 0, 4 }));
        Assert.That(new DeltaXywhBBoxCoder().Encode(zeros(0, 4), zeros(0, 4)).shape, Is.EqualTo(new long[] { 0, 4 }));
    }

    [Test]
    public void An_extractor_that_does_not_fit_the_maps_says_so()
    {
        using var scope = NewDisposeScope();
        var extractor = new SingleRoiExtractor(new RoiAlignLayer(7), 8, [4, 8]);
        var roi = tensor(new float[] { 0, 0, 0, 10, 10 }, [1, 5]);
        Assert.That(() => extractor.Forward([rand(1, 8, 8, 8)], roi), Throws.TypeOf<BaronException>().With.Message.Contains("featmap_strides"));
        Assert.That(() => extractor.Forward([rand(1, 4, 8, 8), rand(1, 4, 4, 4)], roi), Throws.TypeOf<BaronException>().With.Message.Contains("out_channels"));
        Assert.That(() => new SingleRoiExtractor(new RoiAlignLayer(7), 8, []), Throws.TypeOf<BaronException>());
        Assert.That(() => new RoiAlignLayer(0), Throws.TypeOf<BaronException>().With.Message.Contains("output_size"));
        Assert.That(extractor.Forward([rand(1, 8, 8, 8), rand(1, 8, 4, 4)], zeros(0, 5)).shape, Is.EqualTo(new long[] { 0, 8, 7, 7 }));
    }

    [Test]
    public void Pooled_regions_keep_their_order_over_levels()
    {
        using var scope = NewDisposeScope();
        var extractor = new SingleRoiExtractor(new RoiAlignLayer(1), 1, [4, 8], 16);
        var rois = tensor(new float[] { 0, 0, 0, 40, 40, 0, 2, 2, 10, 10, 0, 4, 4, 60, 60 }, [3, 5]);
        Assert.That(extractor.LevelsOf(rois), Is.EqualTo(new[] { 1, 0, 1 }));
        var pooled = extractor.Forward([full([1, 1, 16, 16], 1f), full([1, 1, 8, 8], 2f)], rois).view(-1);
        Assert.That(pooled.data<float>().ToArray(), Is.EqualTo(new float[] { 2, 1, 2 }).Within(1e-5));
    }
}
