using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Baron.Structures;

namespace Baron.Data.Voc;

/// <summary>An XML file of Pascal VOC.</summary>
/// <param name="Size">The picture's size, where the file says it.</param>
/// <param name="Objects">Its objects in file order.</param>
internal sealed record VocAnnotationFile(ImageSize? Size, IReadOnlyList<VocObject> Objects)
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BaronException">It is missing or not in this format.</exception>
    public static VocAnnotationFile Read(string path)
    {
        try
        {
            // No document type: entities of a hostile file would be expanded.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            var root = XDocument.Load(reader).Root!;
            ImageSize? size = root.Element("size") is { } element
                ? new ImageSize(Number(path, element, "height"), Number(path, element, "width"))
                : null;
            if (size is { } known && (known.Height < 1 || known.Width < 1))
            {
                throw Wrong(path, "its size is not positive");
            }

            return new VocAnnotationFile(size, [.. root.Elements("object").Select(o => ReadObject(path, o))]);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BaronException($"The annotation file '{path}' does not exist; check data_root, data_prefix.sub_data_root and ann_file.", e);
        }
        catch (XmlException e)
        {
            throw Wrong(path, e.Message.TrimEnd('.'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"The annotation file '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static VocObject ReadObject(string path, XElement element)
    {
        var name = element.Element("name")?.Value ?? throw Wrong(path, "an object has no 'name'");
        var box = element.Element("bndbox") ?? throw Wrong(path, $"the object '{name}' has no 'bndbox'");
        var difficult = element.Element("difficult") is not null && Number(path, element, "difficult") != 0;
        return new VocObject(name, difficult, Number(path, box, "xmin"), Number(path, box, "ymin"), Number(path, box, "xmax"), Number(path, box, "ymax"));
    }

    // Some tools write fractions, which are cut off.
    private static int Number(string path, XElement parent, string name) =>
        double.TryParse(parent.Element(name)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) < int.MaxValue / 2
            ? (int)value
            : throw Wrong(path, $"'{parent.Name.LocalName}' has no number as '{name}'");

    private static BaronException Wrong(string path, string what) => new($"The annotation file '{path}' is not in the format of Pascal VOC: {what}.");
}
