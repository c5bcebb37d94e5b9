using Baron.Data;
using Baron.Media;
using Baron.Structures;
using Baron.Visualization;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Visualization;

public sealed class VisualizerTests
{
    private static readonly ClassStyle Style = new(["circle", "star"], [1]);

    [Test]
    public void Base_and_novel_classes_have_two_colours_and_weak_detections_are_left_out()
    {
        using var scope = NewDisposeScope();
        using var image = Grey(400, 400);
        var detections = new Detections(
            tensor(new float[] { 50, 60, 150, 160, 200, 60, 300, 160, 50, 250, 150, 350 }, [3, 4]),
            tensor(new[] { 0.9f, 0.8f, 0.1f }),
            tensor(new long[] { 0, 1, 0 }));
        using var drawn = new DetLocalVisualizer(scoreThr: 0.3).Draw(image, detections, null, Style);
        Assert.That(At(drawn, 50, 110), Is.EqualTo(Palette.Base));
        Assert.That(At(drawn, 200, 110), Is.EqualTo(Palette.Novel));
        Assert.That(At(drawn, 50, 300), Is.EqualTo(new RgbColor(128, 128, 128)), "scores 0.1");
        Assert.That(At(image, 50, 110), Is.EqualTo(new RgbColor(128, 128, 128)), "the picture itself is not changed");
        Assert.That(Different(drawn, 40, 45, 120, 60), Is.GreaterThan(100), "a label stands above the box");
    }

    [TestCase(null, 0.05, true)]
    [TestCase(null, 0.3, false)]
    [TestCase(0.3, 0.05, false)]
    public void The_hook_s_threshold_holds_where_the_visualizer_has_none(double? own, double hook, bool isDrawn)
    {
        using var scope = NewDisposeScope();
        using var image = Grey(400, 400);
        var weak = new Detections(tensor(new float[] { 50, 250, 150, 350 }, [1, 4]), tensor(new[] { 0.1f }), tensor(new long[] { 0 }));
        using var drawn = new DetLocalVisualizer(own).WithThreshold(hook).Draw(image, weak, null, Style);
        Assert.That(At(drawn, 50, 300) == Palette.Base, Is.EqualTo(isDrawn));
    }

    [Test]
    public void Small_pictures_are_enlarged_with_their_boxes()
    {
        using var image = Grey(100, 50);
        var truth = new ImageAnnotations { Boxes = [new PixelBox(10, 20, 40, 80)], Labels = [1], Ignored = [false] };
        using var drawn = new DetLocalVisualizer(minSide: 400).Draw(image, null, truth, Style);
        Assert.That(drawn.Size, Is.EqualTo(new ImageSize(400, 200)));
        Assert.That(At(drawn, 40, 200), Is.EqualTo(Palette.Novel));
    }

    [Test]
    public void Masks_tint_their_pixels()
    {
        using var image = Grey(20, 20);
        var mask = new byte[400];
        mask[(5 * 20) + 7] = 1;
        Draw.Overlay(image, mask, new RgbColor(255, 0, 0), 0.5);
        Assert.That(At(image, 7, 5), Is.EqualTo(new RgbColor(192, 64, 64)));
        Assert.That(At(image, 8, 5), Is.EqualTo(new RgbColor(128, 128, 128)));
    }

    [TestCase(0, 0)]
    [TestCase(195, 3)]
    [TestCase(100, 99)]
    public void A_label_lies_inside_the_picture(int x, int y)
    {
        using var image = Grey(100, 200);
        Draw.Label(image, "boat 0.57", x, y, 0.4, new RgbColor(255, 0, 0));
        var red = Enumerable.Range(0, 200 * 100).Count(i => At(image, i % 200, i / 200) == new RgbColor(255, 0, 0));
        var size = Draw.TextSize("boat 0.57", 0.4);
        Assert.That(red, Is.GreaterThan(size.Width * size.Height / 2));
    }

    [Test]
    public void Letters_outside_ascii_do_no_harm()
    {
        using var image = Grey(40, 100);
        Assert.DoesNotThrow(() => Draw.Text(image, "čaj 茶", 2, 30, 0.5, RgbColor.Black));
    }

    [Test]
    public void A_contact_sheet_has_every_picture_in_its_cell()
    {
        using var white = Grey(10, 10);
        white.Fill(RgbColor.White);
        using var wide = Grey(10, 40);
        using var sheet = ContactSheet.Arrange([wide, wide, wide], 2, new ImageSize(20, 20), gap: 2);
        Assert.That(sheet.Size, Is.EqualTo(new ImageSize(42, 42)));
        Assert.That(At(sheet, 10, 10), Is.EqualTo(new RgbColor(128, 128, 128)));
        Assert.That(At(sheet, 10, 2), Is.EqualTo(RgbColor.White), "proportions are kept");
        Assert.That(At(sheet, 32, 32), Is.EqualTo(RgbColor.White), "no fourth picture");
    }

    [Test]
    public void Neighbouring_labels_have_different_colours() =>
        Assert.That(Enumerable.Range(0, 80).Select(Palette.ForLabel).Distinct().Count(), Is.EqualTo(80));

    private static ImageBuffer Grey(int height, int width)
    {
        var image = new ImageBuffer(height, width);
        image.Fill(new RgbColor(128, 128, 128));
        return image;
    }

    private static RgbColor At(ImageBuffer image, int x, int y)
    {
        var pixel = image.Row(y).Slice(x * 3, 3);
        return new RgbColor(pixel[2], pixel[1], pixel[0]);
    }

    private static int Different(ImageBuffer image, int x1, int y1, int x2, int y2)
    {
        var count = 0;
        for (var y = y1; y < y2; y++)
        {
            for (var x = x1; x < x2; x++)
            {
                count += At(image, x, y) != new RgbColor(128, 128, 128) ? 1 : 0;
            }
        }

        return count;
    }
}
