using System.Globalization;
using System.Text;

namespace Baron.Cli.Commands;

/// <summary>Made-up annotation files of any size in COCO's format, for timing.</summary>
internal static class SyntheticAnnotations
{
    private const int Categories = 80;

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="images">The number of images.</param>
    /// <param name="boxes">The number of boxes, spread over the images.</param>
    /// <param name="polygons">Whether each box has a polygon, of 8 to 40 points.</param>
    public static void Write(string path, int images, int boxes, bool polygons) => AtomicFile.Write(path, stream =>
    {
        var random = new RandomSource(1);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        writer.Write("{\"info\": {\"description\": \"made up\"}, \"images\": [");
        var sizes = new (int Width, int Height)[images];
        for (var i = 0; i < images; i++)
        {
            sizes[i] = random.NextInt(2) == 0 ? (640, 427 + random.NextInt(60)) : (427 + random.NextInt(60), 640);
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}{{\"license\": 3,\"file_name\": \"{i + 1:000000000000}.jpg\",\"coco_url\": \"http://images.example.org/train2017/{i + 1:000000000000}.jpg\",\"height\": {sizes[i].Height},\"width\": {sizes[i].Width},\"date_captured\": \"2013-11-14 11:18:45\",\"id\": {i + 1}}}"));
        }

        writer.Write("],\"annotations\": [");
        for (var i = 0; i < boxes; i++)
        {
            var image = random.NextInt(images);
            var (imageWidth, imageHeight) = sizes[image];
            var (width, height) = (8 + (random.NextDouble() * imageWidth / 2), 8 + (random.NextDouble() * imageHeight / 2));
            var (x, y) = (random.NextDouble() * (imageWidth - width), random.NextDouble() * (imageHeight - height));
            writer.Write(i == 0 ? "{" : ",{");
            if (polygons)
            {
                WritePolygon(writer, random, x, y, width, height);
            }

            writer.Write(string.Create(CultureInfo.InvariantCulture, $"\"area\": {width * height * 0.7:0.####},\"iscrowd\": {(i % 100 == 0 ? 1 : 0)},\"image_id\": {image + 1},\"bbox\": [{x:0.##},{y:0.##},{width:0.##},{height:0.##}],\"category_id\": {1 + random.NextInt(Categories)},\"id\": {i + 1}}}"));
        }

        writer.Write("],\"categories\": [");
        for (var i = 1; i <= Categories; i++)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{(i == 1 ? "" : ",")}{{\"supercategory\": \"thing\",\"id\": {i},\"name\": \"class {i}\"}}"));
        }

        writer.Write("]}");
    });

    private static void WritePolygon(StreamWriter writer, RandomSource random, double x, double y, double width, double height)
    {
        writer.Write("\"segmentation\": [[");
        var points = 8 + random.NextInt(33);
        for (var i = 0; i < points; i++)
        {
            var angle = 2 * Math.PI * i / points;
            var radius = 0.35 + (0.15 * random.NextDouble());
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{(i == 0 ? "" : ",")}{x + (width * (0.5 + (radius * Math.Cos(angle)))):0.##},{y + (height * (0.5 + (radius * Math.Sin(angle)))):0.##}"));
        }

        writer.Write("]],");
    }
}
