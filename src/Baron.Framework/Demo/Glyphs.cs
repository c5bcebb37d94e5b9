using static System.Math;

namespace Baron.Demo;

/// <summary>The outlines of the demo world's 20 shapes.</summary>
internal static class Glyphs
{
    /// <summary>The parts of each shape, in the order in which they are drawn.</summary>
    public static IReadOnlyDictionary<string, GlyphPart[]> All { get; } = new Dictionary<string, GlyphPart[]>(StringComparer.Ordinal)
    {
        ["circle"] = [Add(Circle(1))],
        ["square"] = [Add(Box(-.85, -.85, .85, .85))],
        ["triangle"] = [Add([0, -1, .98, .8, -.98, .8])],
        ["cross"] = [Add([-.33, -1, .33, -1, .33, -.33, 1, -.33, 1, .33, .33, .33, .33, 1, -.33, 1, -.33, .33, -1, .33, -1, -.33, -.33, -.33])],
        ["heart"] = [Add(Heart())],
        ["arrow"] = [Add([-1, -.28, .1, -.28, .1, -.8, 1, 0, .1, .8, .1, .28, -1, .28])],
        ["ring"] = [Add(Circle(1)), Cut(Circle(.55))],
        ["house"] = [Add(Box(-.7, -.15, .7, 1)), Add([-1, -.1, 0, -1, 1, -.1]), Cut(Box(-.22, .3, .22, 1))],
        ["key"] =
        [
            Add(Circle(.48, -.52, 0)), Cut(Circle(.2, -.52, 0)), Add(Box(-.1, -.14, 1, .14)), Add(Box(.42, .1, .6, .46)), Add(Box(.8, .1, 1, .52)),
        ],
        ["fish"] = [Add(Circle(.78, -.22, 0, .52)), Add([.3, 0, 1, -.6, 1, .6]), Cut(Circle(.11, -.62, -.1))],
        ["cloud"] = [Add(Circle(.4, -.6, .2)), Add(Circle(.52, -.1, -.15)), Add(Circle(.42, .55, .12)), Add(Box(-.6, .1, .55, .6))],
        ["cup"] = [Add(Circle(.52, .42, -.1)), Cut(Circle(.28, .42, -.1)), Add([-.95, -.8, .4, -.8, .25, .85, -.8, .85])],
        ["bell"] =
        [
            Add([-.95, .62, -.62, .3, .. Arc(16, .52, 0, -.32, PI, 2 * PI), .62, .3, .95, .62]), Add(Circle(.2, 0, .74)), Add(Circle(.16, 0, -.86)),
        ],
        ["leaf"] = [Add(Leaf()), Cut(Box(-.7, -.05, .75, .05))],
        ["star"] = [Add(Star())],
        ["moon"] = [Add(Circle(1)), Cut(Circle(.82, .5, -.12))],
        ["lightning"] = [Add([.05, -1, .6, -1, .2, -.25, .7, -.25, -.35, 1, -.05, .1, -.6, .1])],
        ["tree"] = [Add([0, -1, .55, -.25, -.55, -.25]), Add([0, -.65, .85, .5, -.85, .5]), Add(Box(-.17, .45, .17, 1))],
        ["mushroom"] = [Add(Arc(25, 1, 0, .1, PI, 2 * PI)), Add(Box(-.3, .05, .3, .95))],
        ["boat"] =
        [
            Add([-1, .35, 1, .35, .6, .9, -.6, .9]), Add(Box(-.07, -1, .07, .4)), Add([.16, -.9, .85, .2, .16, .2]), Add([-.16, -.6, -.7, .2, -.16, .2]),
        ],
    };

    private static GlyphPart Add(double[] points) => new(true, points);

    private static GlyphPart Cut(double[] points) => new(false, points);

    private static double[] Box(double x1, double y1, double x2, double y2) => [x1, y1, x2, y1, x2, y2, x1, y2];

    private static double[] Points(int count, Func<int, (double X, double Y)> at)
    {
        var points = new double[count * 2];
        for (var i = 0; i < count; i++)
        {
            (points[i * 2], points[(i * 2) + 1]) = at(i);
        }

        return points;
    }

    private static double[] Circle(double radius, double x = 0, double y = 0, double? radiusY = null) =>
        Points(48, i => (x + (radius * Cos(2 * PI * i / 48)), y + ((radiusY ?? radius) * Sin(2 * PI * i / 48))));

    // Both ends included.
    private static double[] Arc(int count, double radius, double x, double y, double from, double to) => Points(count, i =>
    {
        var t = from + ((to - from) * i / (count - 1));
        return (x + (radius * Cos(t)), y + (radius * Sin(t)));
    });

    private static double[] Star() => Points(10, i =>
    {
        var (radius, t) = (i % 2 == 0 ? 1.0 : 0.42, (-PI / 2) + (i * PI / 5));
        return (radius * Cos(t), radius * Sin(t));
    });

    private static double[] Heart() => Points(48, i =>
    {
        var t = 2 * PI * i / 48;
        var y = -((13 * Cos(t)) - (5 * Cos(2 * t)) - (2 * Cos(3 * t)) - Cos(4 * t)) - 2.5;
        return (Pow(Sin(t), 3), y / 16);
    });

    // A lens between (-1, 0) and (1, 0): two arcs whose middle is 0.55 away from the line between them.
    private static double[] Leaf()
    {
        const double Height = 0.55;
        var radius = (1 + (Height * Height)) / (2 * Height);
        var half = Asin(1 / radius);
        var upper = Arc(24, radius, 0, radius - Height, (-PI / 2) - half, (-PI / 2) + half);
        var lower = Arc(24, radius, 0, Height - radius, (PI / 2) - half, (PI / 2) + half);
        return [.. upper, .. lower[2..^2]];
    }
}
