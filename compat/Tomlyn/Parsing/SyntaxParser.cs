using Tomlyn.Syntax;

namespace Tomlyn.Parsing;

/// <summary>Reads a document into a tree in which every key and value has its span.</summary>
public static class SyntaxParser
{
    /// <summary>Reads all of it; mistakes are in <see cref="DocumentSyntax.Diagnostics"/>.</summary>
    /// <param name="toml">The text.</param>
    /// <param name="sourceName">The name in messages.</param>
    /// <param name="validate">Whether duplicate keys and redefined tables are mistakes too.</param>
    public static DocumentSyntax Parse(string toml, string? sourceName = null, bool validate = true) =>
        Parse(toml, TomlSerializerOptions.Default, sourceName, validate);

    public static DocumentSyntax Parse(string toml, TomlSerializerOptions options, string? sourceName = null, bool validate = true)
    {
        ArgumentNullException.ThrowIfNull(toml);
        ArgumentNullException.ThrowIfNull(options);
        var document = new Grammar(toml, sourceName ?? options.SourceName ?? string.Empty, options.MaxDepth).ReadDocument();
        if (validate)
        {
            new ModelBuilder(document.Diagnostics, null).Build(document);
        }

        return document;
    }

    public static DocumentSyntax Parse(TextReader reader, string? sourceName = null, bool validate = true)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return Parse(reader.ReadToEnd(), sourceName, validate);
    }

    /// <summary>As <see cref="Parse(string, string?, bool)"/>, but throws where there is a mistake.</summary>
    /// <exception cref="TomlException">The text is not TOML.</exception>
    public static DocumentSyntax ParseStrict(string toml, string? sourceName = null, bool validate = true)
    {
        var document = Parse(toml, sourceName, validate);
        return document.HasErrors ? throw new TomlException(document.Diagnostics) : document;
    }

    public static DocumentSyntax ParseStrict(string toml, TomlSerializerOptions options, string? sourceName = null, bool validate = true)
    {
        var document = Parse(toml, options, sourceName, validate);
        return document.HasErrors ? throw new TomlException(document.Diagnostics) : document;
    }
}
