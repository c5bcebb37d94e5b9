using Baron.Media;
using Baron.Visualization;
using NUnit.Framework;

namespace Baron.Framework.Tests.Visualization;

public sealed class CurvePlotTests
{
    [TestCase(0, 1, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [TestCase(0, 2000, new[] { 0.0, 500, 1000, 1500, 2000 })]
    [TestCase(-3, 4, new[] { -3.0, -2, -1, 0, 1, 2, 3, 4 })]
    [TestCase(1e-6, 4e-6, new[] { 1e-6, 1.5e-6, 2e-6, 2.5e-6, 3e-6, 3.5e-6, 4e-6 })]
    public void Axes_have_round_numbers(double low, double high, double[] expected) =>
        Assert.That(CurvePlot.Ticks(low, high), Is.EqualTo(expected).Within(1e-9 * high));

    [Test]
    public void A_line_that_rises_is_drawn_from_the_lower_left_to_the_upper_right()
    {
        var red = new RgbColor(255, 0, 0);
        using var image = CurvePlot.Draw([new CurvePanel("losses", [new Curve("loss", [.. Enumerable.Range(0, 100).Select(i => ((double)i, (double)i))], red)])], 600, 200);
        Assert.That((image.Width, image.Height), Is.EqualTo((600, 200)));
        var rows = Enumerable.Range(90, 300).Select(x => RedRow(image, x)).Where(y => y >= 0).ToList();
        Assert.That(rows, Has.Count.GreaterThan(250));
        Assert.That(rows, Is.Ordered.Descending);
        Assert.That(rows[0] - rows[^1], Is.GreaterThan(50));
    }

    [Test]
    public void One_point_and_equal_values_have_a_scale_too()
    {
        var one = new CurvePanel("a", [new Curve("x", [(5, 7)], RgbColor.Black)]);
        var flat = new CurvePanel("b", [new Curve("y", [(1, 0), (2, 0)], RgbColor.Black)]);
        Assert.That(() => CurvePlot.Draw([one, flat]).Dispose(), Throws.Nothing);
        Assert.That(() => CurvePlot.Draw([]), Throws.ArgumentException);
    }

    private static int RedRow(ImageBuffer image, int x)
    {
        for (var y = 0; y < image.Height; y++)
        {
            var pixel = image.Row(y).Slice(x * 3, 3);
            if (pixel[0] < 60 && pixel[1] < 60 && pixel[2] > 200)
            {
                return y;
            }
        }

        return -1;
    }
}
