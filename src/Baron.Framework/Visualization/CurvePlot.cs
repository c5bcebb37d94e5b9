using System.Globalization;
using Baron.Media;

namespace Baron.Visualization;

/// <summary>Draws curves: panels one below the other, each with a grid, numbers on its axes and a legend at its right.</summary>
public static class CurvePlot
{
    private const int Left = 90;
    private const int Top = 40;
    private const int Bottom = 44;
    private const double Scale = 0.45;
    private const int LegendLine = 20;
    private const int Shift = 4;

    private static readonly RgbColor Ink = new(40, 40, 40);
    private static readonly RgbColor Faint = new(226, 226, 226);
    private static readonly RgbColor Axis = new(120, 120, 120);

    /// <summary>Draws panels.</summary>
    /// <param name="panels">At least one.</param>
    /// <param name="width">Columns of the picture, at least 400.</param>
    /// <param name="panelHeight">Rows of each panel, at least 160; a panel grows with a long legend.</param>
    /// <param name="xLabel">What the horizontal axis counts.</param>
    /// <exception cref="ArgumentException">There is nothing to draw.</exception>
    public static ImageBuffer Draw(IReadOnlyList<CurvePanel> panels, int width = 1200, int panelHeight = 340, string xLabel = "iteration")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 400);
        ArgumentOutOfRangeException.ThrowIfLessThan(panelHeight, 160);
        if (panels.Count == 0 || panels.Any(panel => panel.Curves.All(curve => curve.Points.Count == 0)))
        {
            throw new ArgumentException("A panel has no points.", nameof(panels));
        }

        var heights = panels.Select(panel => Math.Max(panelHeight, Top + Bottom + (panel.Curves.Count * LegendLine))).ToList();
        var image = new ImageBuffer(heights.Sum(), width);
        image.Fill(RgbColor.White);

        // One scale for all panels, so that what happened at one time stands at one place.
        var x = Range(panels.SelectMany(panel => panel.Curves).SelectMany(curve => curve.Points).Select(point => point.X), 0);
        var legend = Math.Min(width / 2, 50 + panels.SelectMany(panel => panel.Curves).Max(curve => Media.Draw.TextSize(Legend(curve), Scale).Width));
        var top = 0;
        for (var i = 0; i < panels.Count; i++)
        {
            Panel(image, panels[i], top, heights[i], x, width - legend - 10, xLabel);
            top += heights[i];
        }

        return image;
    }

    /// <summary>Round numbers for an axis: multiples of 1, 2 or 5 times a power of ten, about five of them.</summary>
    /// <param name="low">The least value.</param>
    /// <param name="high">The largest value, above <paramref name="low"/>.</param>
    internal static IReadOnlyList<double> Ticks(double low, double high)
    {
        var rough = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * ((rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 });
        var ticks = new List<double>();
        for (var i = Math.Ceiling((low / step) - 1e-9); i * step <= high + (step * 1e-9) && ticks.Count < 50; i++)
        {
            ticks.Add(i * step);
        }

        return ticks;
    }

    private static void Panel(ImageBuffer image, CurvePanel panel, int top, int height, (double Low, double High) x, int right, string xLabel)
    {
        var area = (X1: Left, Y1: top + Top, X2: right, Y2: top + height - Bottom);
        var (xLow, xHigh) = x;
        var (yLow, yHigh) = Range(panel.Curves.SelectMany(curve => curve.Points).Select(p => p.Y), 0.05);

        Media.Draw.Text(image, panel.Title, area.X1, top + Top - 14, 0.6, Ink);
        foreach (var tick in Ticks(yLow, yHigh))
        {
            var y = Y(tick);
            Media.Draw.Line(image, area.X1, (int)y, area.X2, (int)y, Faint, 1, LineStyle.Hard);
            var text = Number(tick);
            Media.Draw.Text(image, text, area.X1 - 8 - Media.Draw.TextSize(text, Scale).Width, (int)y + 5, Scale, Ink);
        }

        foreach (var tick in Ticks(xLow, xHigh))
        {
            var at = (int)X(tick);
            Media.Draw.Line(image, at, area.Y1, at, area.Y2, Faint, 1, LineStyle.Hard);
            var text = Number(tick);
            Media.Draw.Text(image, text, at - (Media.Draw.TextSize(text, Scale).Width / 2), area.Y2 + 18, Scale, Ink);
        }

        Media.Draw.Rectangle(image, area.X1, area.Y1, area.X2, area.Y2, Axis);
        var label = Media.Draw.TextSize(xLabel, Scale).Width;
        Media.Draw.Text(image, xLabel, (area.X1 + area.X2 - label) / 2, area.Y2 + 36, Scale, Ink);

        for (var i = 0; i < panel.Curves.Count; i++)
        {
            var curve = panel.Curves[i];
            DrawCurve(curve);
            var y = area.Y1 + 10 + (i * LegendLine);
            Media.Draw.Line(image, area.X2 + 14, y, area.X2 + 36, y, curve.Color, 2);
            Media.Draw.Text(image, Legend(curve), area.X2 + 42, y + 5, Scale, Ink);
        }

        double X(double value) => area.X1 + ((value - xLow) / (xHigh - xLow) * (area.X2 - area.X1));
        double Y(double value) => area.Y2 - ((value - yLow) / (yHigh - yLow) * (area.Y2 - area.Y1));

        void DrawCurve(Curve curve)
        {
            var line = curve.Points.SelectMany(p => new[] { Fixed(X(p.X)), Fixed(Y(p.Y)) }).ToArray();
            if (curve.Points.Count > 1)
            {
                Media.Draw.Polyline(image, line, false, curve.Color, 2, Shift, LineStyle.Smooth);
            }

            if (curve.Points.Count is > 0 and <= 40)
            {
                foreach (var point in curve.Points)
                {
                    var (column, row) = ((int)X(point.X), (int)Y(point.Y));
                    Media.Draw.Rectangle(image, column - 2, row - 2, column + 2, row + 2, curve.Color, -1);
                }
            }
        }
    }

    private static string Legend(Curve curve) => curve.Points.Count == 0 ? curve.Name : $"{curve.Name}  {Number(curve.Points[^1].Y)}";

    private static int Fixed(double value) => (int)Math.Round(value * (1 << Shift));

    private static (double Low, double High) Range(IEnumerable<double> values, double margin)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        // One value alone, or values beyond what their difference can tell, get room around them.
        var room = high - low > Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-9 ? (high - low) * margin : Math.Max(1e-9, Math.Abs(high) * 0.5);
        return (low - room, high + room);
    }

    private static string Number(double value)
    {
        value = Math.Abs(value) < 1e-300 ? 0 : value;
        var size = Math.Abs(value);
        return size is 0 or (>= 1e-3 and < 1e6)
            ? value.ToString("0.####", CultureInfo.InvariantCulture)
            : value.ToString("0.##e0", CultureInfo.InvariantCulture);
    }
}
