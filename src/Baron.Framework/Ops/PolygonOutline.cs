namespace Baron.Ops;

/// <summary>The COCO tools' rule for filling polygons.</summary>
internal static class PolygonOutline
{
    // The rule follows outlines on a grid that is this many times finer than the pixels.
    private const double Fine = 5;

    // Far beyond any picture; an outline is followed step by step, and a damaged file must not make that endless.
    private const double Farthest = 100_000;

    /// <summary>
    /// Lists where the outline passes from one pixel column to the next: positions counted down the columns, at which inside
    /// and outside change places.
    /// </summary>
    /// <param name="polygon">x1, y1, x2, y2, ... in pixels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="crossings">Takes the positions, unordered, 0 .. height * width.</param>
    public static void Crossings(ReadOnlySpan<double> polygon, int height, int width, List<uint> crossings)
    {
        var count = polygon.Length / 2;
        var started = false;
        var (lastU, lastV) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var j = (i + 1) % count;
            var (x1, y1) = (OnGrid(polygon[i * 2]), OnGrid(polygon[(i * 2) + 1]));
            var (x2, y2) = (OnGrid(polygon[j * 2]), OnGrid(polygon[(j * 2) + 1]));
            if (Math.Max(x1, x2) < -1 || Math.Min(x1, x2) > Fine * (width + 1))
            {
                // Nothing of this edge is above a column of the picture.
                (started, lastU, lastV) = (true, x2, y2);
                continue;
            }

            var (dx, dy) = (Math.Abs(x2 - x1), Math.Abs(y2 - y1));
            var flat = dx >= dy;

            // Edges are followed towards growing coordinates, so that edges that two polygons share round alike.
            var backwards = flat ? x1 > x2 : y1 > y2;
            if (backwards)
            {
                (x1, y1, x2, y2) = (x2, y2, x1, y1);
            }

            var length = flat ? dx : dy;
            var slope = length == 0 ? 0 : (flat ? (double)(y2 - y1) / dx : (double)(x2 - x1) / dy);
            for (var d = 0; d <= length; d++)
            {
                var t = backwards ? length - d : d;
                var u = flat ? t + x1 : (int)(x1 + (slope * t) + 0.5);
                var v = flat ? (int)(y1 + (slope * t) + 0.5) : t + y1;
                if (started && u != lastU)
                {
                    Cross(u < lastU ? u : u - 1, Math.Min(v, lastV), height, width, crossings);
                }

                (started, lastU, lastV) = (true, u, v);
            }
        }
    }

    private static int OnGrid(double coordinate) => (int)((Fine * Math.Clamp(coordinate, -Farthest, Farthest)) + 0.5);

    // A step between fine columns counts where it passes the middle of a pixel column.
    private static void Cross(int fineColumn, int fineRow, int height, int width, List<uint> crossings)
    {
        var x = ((fineColumn + 0.5) / Fine) - 0.5;
        if (Math.Floor(x) != x || x < 0 || x > width - 1)
        {
            return;
        }

        var y = Math.Ceiling(Math.Clamp(((fineRow + 0.5) / Fine) - 0.5, 0, height));
        crossings.Add((uint)((x * height) + y));
    }
}
