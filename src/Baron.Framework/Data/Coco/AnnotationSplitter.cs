using System.Globalization;
using System.Text.Json;

namespace Baron.Data.Coco;

/// <summary>
/// Writes a copy of an annotation file with the annotations of some categories only (<c>baron data split</c>). Images and categories
/// all stay, as OV-COCO's training files have it; what is kept is kept byte for byte. The file is read in one pass and never held
/// in memory.
/// </summary>
public static class AnnotationSplitter
{
    /// <summary>Splits a file.</summary>
    /// <param name="source">The annotation file; only read.</param>
    /// <param name="target">The file to write, beside its place first and then renamed.</param>
    /// <param name="keep"><c>base</c>, <c>novel</c>, or category ids separated by commas.</param>
    /// <param name="scheme">Tells base from novel where the categories have no <c>split</c> field; <c>null</c>: by what they have.</param>
    /// <exception cref="BaronException">The file is missing, not JSON or not in COCO's format, the choice is not valid, or the target cannot be written.</exception>
    public static SplitResult Split(string source, string target, string keep, SplitScheme? scheme = null)
    {
        if (!File.Exists(source))
        {
            throw new BaronException($"The annotation file '{source}' does not exist.");
        }

        if (Path.GetFullPath(source) == Path.GetFullPath(target))
        {
            throw new BaronException($"'{target}' is the file that is split; choose another name for the result.");
        }

        var records = new List<(long Start, long End, int Category)>();
        var categories = new List<CocoCategory>();
        var (begin, end) = Scan(source, records, categories);
        var wanted = Choose(categories, keep, scheme, source);
        var kept = 0;
        AtomicFile.Write(target, output =>
        {
            using var input = Open(source);
            Copy(input, output, 0, begin);
            foreach (var record in records)
            {
                if (wanted.Contains(record.Category))
                {
                    if (kept++ > 0)
                    {
                        output.WriteByte((byte)',');
                    }

                    Copy(input, output, record.Start, record.End);
                }
            }

            Copy(input, output, end, input.Length);
        });
        return new SplitResult(kept, records.Count - kept, [.. categories.Where(c => wanted.Contains(c.Id))]);
    }

    private static HashSet<int> Choose(List<CocoCategory> categories, string keep, SplitScheme? scheme, string file)
    {
        if (keep is CategorySplits.Base or CategorySplits.Novel)
        {
            try
            {
                return [.. CategorySplits.Of(categories, scheme).Where(c => c.Value == keep).Select(c => c.Key)];
            }
            catch (BaronException e)
            {
                throw new BaronException($"'{file}' cannot be split: {e.Message}", e);
            }
        }

        var known = categories.Select(c => c.Id).ToHashSet();
        var wanted = new HashSet<int>();
        foreach (var part in keep.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                throw new BaronException($"'{keep}' is not a choice of categories: use base, novel, or ids separated by commas.");
            }

            if (!known.Contains(id))
            {
                throw new BaronException($"'{file}' has no category {id}.");
            }

            wanted.Add(id);
        }

        return wanted.Count > 0 ? wanted : throw new BaronException("No category is chosen: use base, novel, or ids separated by commas.");
    }

    // The list of annotations lies between the two offsets returned.
    private static (long Begin, long End) Scan(string path, List<(long Start, long End, int Category)> records, List<CocoCategory> categories)
    {
        try
        {
            using var stream = Open(path);
            var reader = new JsonFileReader(stream);
            long begin = -1;
            long end = -1;
            reader.Next();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Wrong(path, "it must be an object with 'images', 'annotations' and 'categories'");
            }

            for (reader.Next(); reader.TokenType == JsonTokenType.PropertyName; reader.Next())
            {
                if (reader.Is("annotations"u8))
                {
                    reader.Next();
                    if (reader.TokenType != JsonTokenType.StartArray)
                    {
                        throw Wrong(path, "'annotations' must be a list");
                    }

                    if (begin >= 0)
                    {
                        throw Wrong(path, "it has 'annotations' twice");
                    }

                    begin = reader.TokenEnd;
                    for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
                    {
                        var start = reader.TokenStart;
                        var category = ReadCategoryId(ref reader)
                            ?? throw Wrong(path, $"annotation {records.Count + 1} of the list has no whole number as 'category_id'");
                        records.Add((start, reader.TokenEnd, category));
                    }

                    end = reader.TokenStart;
                }
                else if (reader.Is("categories"u8))
                {
                    reader.Next();
                    for (reader.Next(); reader.TokenType == JsonTokenType.StartObject; reader.Next())
                    {
                        categories.Add(CocoCategoryReader.Read(ref reader) ?? throw Wrong(path, "a category has no 'id' or 'name'"));
                    }
                }
                else
                {
                    reader.Skip();
                }
            }

            return begin >= 0 && categories.Count > 0 ? (begin, end) : throw Wrong(path, "it has no 'annotations' or no 'categories'");
        }
        catch (JsonException e)
        {
            throw CocoAnnotationFile.NotJson(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BaronException($"The annotation file '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static int? ReadCategoryId(ref JsonFileReader reader)
    {
        int? category = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        for (reader.Next(); reader.TokenType == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("category_id"u8))
            {
                reader.Next();
                category = reader.GetInt64() is >= int.MinValue and <= int.MaxValue and var id ? (int)id : null;
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        return category;
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);

    private static void Copy(FileStream input, Stream output, long start, long end)
    {
        if (input.Position != start)
        {
            input.Position = start;
        }

        Span<byte> buffer = stackalloc byte[4096];
        for (var left = end - start; left > 0;)
        {
            var read = input.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
            if (read == 0)
            {
                throw new BaronException($"The annotation file '{input.Name}' was changed while it was split.");
            }

            output.Write(buffer[..read]);
            left -= read;
        }
    }

    private static BaronException Wrong(string path, string what) => new($"The annotation file '{path}' is not in COCO's format: {what}.");
}
