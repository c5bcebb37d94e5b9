using System.Diagnostics.CodeAnalysis;
using System.Text;
using Tomlyn.Model;
using Tomlyn.Parsing;

namespace Tomlyn;

/// <summary>Reads documents into <see cref="TomlTable"/> and writes tables.</summary>
public static class TomlSerializer
{
    /// <exception cref="TomlException">The text is not TOML; all its mistakes are in the diagnostics.</exception>
    public static T? Deserialize<T>(string toml, TomlSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(toml);
        return Cast<T>(Read(toml, options));
    }

    public static T? Deserialize<T>(TextReader reader, TomlSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return Deserialize<T>(reader.ReadToEnd(), options);
    }

    /// <summary>Reads UTF-8 bytes; bytes that are not UTF-8 are a mistake.</summary>
    /// <exception cref="TomlException">The bytes are not TOML.</exception>
    public static T? Deserialize<T>(Stream stream, TomlSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Deserialize<T>(StrictUtf8.Read(stream, options?.SourceName ?? string.Empty), options);
    }

    public static bool TryDeserialize<T>(string toml, [MaybeNullWhen(false)] out T value, TomlSerializerOptions? options = null)
    {
        try
        {
            value = Deserialize<T>(toml, options)!;
            return true;
        }
        catch (TomlException)
        {
            value = default;
            return false;
        }
    }

    public static string Serialize<T>(T value, TomlSerializerOptions? options = null)
    {
        using var writer = new StringWriter();
        Serialize(writer, value, options);
        return writer.ToString();
    }

    public static void Serialize<T>(TextWriter writer, T value, TomlSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value is not IEnumerable<KeyValuePair<string, object>> table)
        {
            throw new TomlException($"A TOML document is a table; {value?.GetType().ToString() ?? "null"} is none.");
        }

        new ModelWriter(writer, options ?? TomlSerializerOptions.Default).WriteDocument(table);
    }

    public static void Serialize<T>(Stream stream, T value, TomlSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        Serialize(writer, value, options);
    }

    private static TomlTable Read(string toml, TomlSerializerOptions? options)
    {
        options ??= TomlSerializerOptions.Default;
        var document = SyntaxParser.Parse(toml, options, options.SourceName, validate: false);
        var table = new ModelBuilder(document.Diagnostics, options.MetadataStore).Build(document);
        return document.HasErrors ? throw new TomlException(document.Diagnostics) : table;
    }

    private static T Cast<T>(TomlTable table) => table is T wanted
        ? wanted
        : throw new TomlException($"A TOML document is read into TomlTable; {typeof(T)} is not supported here.");
}
