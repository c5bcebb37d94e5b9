using Baron.Data.Transforms;
using Baron.Media;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Framework.Tests.Data;

[Category("Golden")]
public sealed class ResizeGoldenTests
{
    [TestCase("j_resize")]
    public void Resized_pixels_and_sizes_are_those_of_the_reference(string name)
    {
        var fixture = GoldenFixture.Open(name);
        Assert.Multiple(() =>
        {
            for (var i = 0; fixture.HasTensor($"{i}.in_hwc"); i++)
            {
                var (from, to) = (fixture.Shape($"{i}.in_hwc"), fixture.Shape($"{i}.out_hwc"));
                using var image = ImageBuffer.FromPixels(fixture.Array<byte>($"{i}.in_hwc"), (int)from[0], (int)from[1], (int)from[2]);
                using var resized = image.Resize(new ImageSize((int)to[0], (int)to[1]));
                Assert.That(resized.Pixels.ToArray(), Is.EqualTo(fixture.Array<byte>($"{i}.out_hwc")), $"case {i}");
            }

            var table = fixture.Names.Single(n => n.StartsWith("rescale_size", StringComparison.Ordinal));
            var rows = fixture.Array<long>(table);
            for (var i = 0; i < rows.Length; i += 6)
            {
                var size = ResizeRule.Fit(new ImageSize((int)rows[i + 1], (int)rows[i]), new ImageSize((int)rows[i + 3], (int)rows[i + 2]));
                Assert.That((size.Width, size.Height), Is.EqualTo(((int)rows[i + 4], (int)rows[i + 5])), $"row {i / 6}");
            }
        });
        fixture.Report();
    }
}
