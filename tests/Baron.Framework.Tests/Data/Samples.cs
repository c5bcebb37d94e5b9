using System.Text.Json;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Data;

/// <summary>Small helpers of the data tests.</summary>
internal static class Samples
{
    public static DataSample Packed(Tensor image, params PixelBox[] boxes)
    {
        var size = new ImageSize((int)image.shape[1], (int)image.shape[2]);
        var truth = new GroundTruth
        {
            Boxes = tensor([.. boxes.SelectMany(b => new[] { b.X1, b.Y1, b.X2, b.Y2 })], [boxes.Length, 4], dtype: ScalarType.Float32),
            Labels = zeros(boxes.Length, dtype: ScalarType.Int64),
        };
        return new DataSample(image, new ImageMeta { OriginalShape = size, ImageShape = size }, truth);
    }

    public static double[] Doubles(JsonElement element) => [.. element.EnumerateArray().Select(e => e.GetDouble())];

    public static double[]? Doubles(JsonElement table, string key) => table.TryGetProperty(key, out var value) ? Doubles(value) : null;

    public static long[] Longs(JsonElement element) => [.. element.EnumerateArray().Select(e => e.GetInt64())];

    public static long[] Longs(ImageSize size) => [size.Height, size.Width];

    public static bool Flag(JsonElement table, string key) => table.TryGetProperty(key, out var value) && value.GetBoolean();
}
