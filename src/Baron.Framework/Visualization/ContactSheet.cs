using Baron.Media;
using Baron.Structures;

namespace Baron.Visualization;

/// <summary>Several pictures on one sheet.</summary>
public static class ContactSheet
{
    /// <summary>Arranges pictures in rows; each is fitted into a cell with its proportions kept.</summary>
    /// <param name="images">At least one picture of three channels; they stay the caller's.</param>
    /// <param name="columns">Pictures a row.</param>
    /// <param name="cell">The size of a cell; pictures smaller than it are enlarged without smoothing.</param>
    /// <param name="gap">Pixels between cells.</param>
    /// <exception cref="ArgumentException">There is no picture.</exception>
    /// <exception cref="MediaException">The native library is absent.</exception>
    public static ImageBuffer Arrange(IReadOnlyList<ImageBuffer> images, int columns, ImageSize cell, int gap = 4)
    {
        if (images.Count == 0)
        {
            throw new ArgumentException("A contact sheet has at least one picture.", nameof(images));
        }

        columns = Math.Clamp(columns, 1, images.Count);
        var rows = (images.Count + columns - 1) / columns;
        var sheet = new ImageBuffer((rows * (cell.Height + gap)) - gap, (columns * (cell.Width + gap)) - gap);
        sheet.Fill(RgbColor.White);
        for (var i = 0; i < images.Count; i++)
        {
            var image = images[i];
            var factor = Math.Min((double)cell.Height / image.Height, (double)cell.Width / image.Width);
            var size = new ImageSize(Math.Max(1, (int)(image.Height * factor)), Math.Max(1, (int)(image.Width * factor)));
            using var fitted = image.Resize(size, factor > 1 ? Interpolation.Nearest : Interpolation.Area);
            var x = (i % columns * (cell.Width + gap)) + ((cell.Width - size.Width) / 2);
            var y = (i / columns * (cell.Height + gap)) + ((cell.Height - size.Height) / 2);
            sheet.Paste(fitted, x, y);
        }

        return sheet;
    }
}
