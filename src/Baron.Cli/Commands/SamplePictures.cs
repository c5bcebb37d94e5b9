using System.Globalization;
using Baron.Data;
using Baron.Media;
using Baron.Structures;
using Baron.Visualization;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Cli.Commands;

/// <summary>Pictures of samples as a pipeline yields them.</summary>
internal static class SamplePictures
{
    private static readonly ImageSize Cell = new(300, 400);

    /// <summary>Writes the first samples of a loader.</summary>
    /// <param name="loader">The loader.</param>
    /// <param name="count">How many samples; a sample of several branches is several pictures.</param>
    /// <param name="folder">Where to.</param>
    /// <returns>The files; the last is a sheet with all of them.</returns>
    public static IReadOnlyList<string> Write(DataLoader loader, int count, string folder)
    {
        var style = new ClassStyle(loader.Dataset.Info.ClassNames);
        var files = new List<string>();
        var pictures = new List<ImageBuffer>();
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var batch in loader.Read())
            {
                using (batch)
                {
                    foreach (var sample in batch.Samples.Take(count - files.Count))
                    {
                        using var picture = Draw(sample, style);
                        var branch = sample.Branch.Length > 0 ? $"_{sample.Branch}" : "";
                        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{files.Count:0000}{branch}_{Path.GetFileNameWithoutExtension(sample.Meta.Path)}.jpg"));
                        ImageCodec.Write(file, picture);
                        files.Add(file);
                        pictures.Add(Small(picture));
                    }
                }

                if (files.Count >= count)
                {
                    break;
                }
            }

            using var sheet = ContactSheet.Arrange(pictures, (int)Math.Ceiling(Math.Sqrt(pictures.Count)), Cell);
            files.Add(Path.Combine(folder, "sheet.jpg"));
            ImageCodec.Write(files[^1], sheet);
            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"The folder '{folder}' cannot be written: {e.Message}", e);
        }
        finally
        {
            pictures.ForEach(picture => picture.Dispose());
        }
    }

    private static ImageBuffer Draw(DataSample sample, ClassStyle style)
    {
        using var scope = NewDisposeScope();
        var image = ImageBuffer.FromTensor(ToBytes(sample.Image));
        BoxPainter.Paint(image, BoxPainter.FromTruth(sample.Truth.IsOfFile ? OnPicture(sample) : sample.Truth, style));
        var lines = sample.Truth.Captions.AsEnumerable();
        if (sample.Truth.Tags.Count > 0)
        {
            lines = lines.Append("tags: " + string.Join(", ", sample.Truth.Tags.Select(style.Name)));
        }

        var y = 14;
        foreach (var line in lines)
        {
            Baron.Media.Draw.Label(image, line, 2, y, 0.4, RgbColor.White, 1);
            y += 14;
        }

        return image;
    }

    // Pipelines for evaluation leave boxes and masks as the file has them; here they are drawn into what the pipeline made of it.
    private static GroundTruth OnPicture(DataSample sample)
    {
        var (truth, size) = (sample.Truth, sample.Size);
        var factors = tensor(new[] { sample.Meta.ScaleX, sample.Meta.ScaleY, sample.Meta.ScaleX, sample.Meta.ScaleY }, ScalarType.Float32);
        return truth with
        {
            Boxes = truth.Boxes * factors,
            IgnoredBoxes = truth.IgnoredBoxes is { } ignored ? ignored * factors : null,
            Masks = truth.Masks is { } masks && masks.shape[0] > 0
                ? nn.functional.interpolate(masks.unsqueeze(1), [size.Height, size.Width], mode: InterpolationMode.Nearest).squeeze(1)
                : null,
        };
    }

    // Numbers that do not look like grey levels, as normalised pictures have them, are stretched to the whole range.
    private static Tensor ToBytes(Tensor image)
    {
        if (image.dtype == ScalarType.Byte)
        {
            return image;
        }

        var (low, high) = (image.min().item<float>(), image.max().item<float>());
        var levels = low < -64 || high > 320 || high - low < 16
            ? (image - low) * (255 / Math.Max(high - low, 1e-6f))
            : image;
        return levels.clamp(0, 255).round().to(ScalarType.Byte);
    }

    private static ImageBuffer Small(ImageBuffer picture)
    {
        var factor = Math.Min(1, Math.Min((double)Cell.Height / picture.Height, (double)Cell.Width / picture.Width));
        var size = new ImageSize(Math.Max(1, (int)(picture.Height * factor)), Math.Max(1, (int)(picture.Width * factor)));
        return picture.Resize(size, Interpolation.Area);
    }
}
