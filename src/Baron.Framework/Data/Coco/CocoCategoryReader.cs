using System.Text.Json;

namespace Baron.Data.Coco;

/// <summary>Reads category records.</summary>
internal static class CocoCategoryReader
{
    /// <summary>Reads a category; the reader stands at its beginning and goes to its end.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The category, or <c>null</c> when it has no id or name.</returns>
    public static CocoCategory? Read(ref JsonFileReader reader)
    {
        long? id = null;
        string? name = null;
        string? split = null;
        string? frequency = null;
        long? imageCount = null;
        for (reader.Next(); reader.TokenType == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("id"u8))
            {
                reader.Next();
                id = reader.GetInt64();
            }
            else if (reader.Is("name"u8))
            {
                reader.Next();
                name = reader.GetText();
            }
            else if (reader.Is("split"u8))
            {
                reader.Next();
                split = reader.GetText();
            }
            else if (reader.Is("frequency"u8))
            {
                reader.Next();
                frequency = reader.GetText();
            }
            else if (reader.Is("image_count"u8))
            {
                reader.Next();
                imageCount = reader.GetInt64();
            }
            else
            {
                reader.Skip();
                continue;
            }

            reader.Skip();
        }

        return id is >= 0 and <= int.MaxValue && name is not null ? new CocoCategory((int)id.Value, name, split, frequency, imageCount) : null;
    }
}
