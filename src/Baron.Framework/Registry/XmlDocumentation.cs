using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Baron.Registry;

/// <summary>The documentation of an assembly's types and constructors, from the .xml file beside it, read when first asked for.</summary>
internal sealed partial class XmlDocumentation
{
    private static readonly ConcurrentDictionary<string, XmlDocumentation> Cache = new(StringComparer.Ordinal);

    private readonly Dictionary<string, Entry> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Entry>> _constructors = new(StringComparer.Ordinal);

    private XmlDocumentation()
    {
    }

    /// <summary>The documentation of an assembly; empty where there is no readable file.</summary>
    public static XmlDocumentation Of(Assembly assembly) =>
        string.IsNullOrEmpty(assembly.Location) ? new XmlDocumentation() : Cache.GetOrAdd(Path.ChangeExtension(assembly.Location, ".xml"), Read);

    /// <summary>What a type is, or an empty string.</summary>
    public string Summary(Type type) => _types.TryGetValue(Id(type), out var entry) ? entry.Summary : string.Empty;

    /// <summary>What else there is to know about a type, or an empty string.</summary>
    public string Remarks(Type type) => _types.TryGetValue(Id(type), out var entry) ? entry.Remarks : string.Empty;

    /// <summary>What a constructor's parameter is, or an empty string.</summary>
    public string Parameter(ConstructorInfo constructor, string name)
    {
        var id = Id(constructor.DeclaringType!);
        var candidates = _constructors.TryGetValue(id, out var list) ? list : [];

        // Signatures are not compared: the constructor whose documentation has all the names is the one.
        var names = constructor.GetParameters().Select(p => p.Name!).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in candidates.OrderByDescending(c => c.Parameters.Keys.Count(names.Contains)))
        {
            if (entry.Parameters.TryGetValue(name, out var text))
            {
                return text;
            }
        }

        return _types.TryGetValue(id, out var type) && type.Parameters.TryGetValue(name, out var primary) ? primary : string.Empty;
    }

    private static string Id(Type type) => ((type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name).Replace('+', '.');

    /// <summary>Reads a file; empty where it is absent or not readable.</summary>
    internal static XmlDocumentation Read(string path)
    {
        var documentation = new XmlDocumentation();
        if (!File.Exists(path))
        {
            return documentation;
        }

        try
        {
            using var reader = XmlReader.Create(path, new XmlReaderSettings { IgnoreComments = true, DtdProcessing = DtdProcessing.Prohibit });
            reader.MoveToContent();
            while (!reader.EOF)
            {
                if (reader.NodeType != XmlNodeType.Element || reader.Name != "member")
                {
                    reader.Read();
                    continue;
                }

                var name = reader.GetAttribute("name") ?? string.Empty;
                var constructor = name.StartsWith("M:", StringComparison.Ordinal) ? name.IndexOf(".#ctor", StringComparison.Ordinal) : -1;
                if (name.StartsWith("T:", StringComparison.Ordinal))
                {
                    documentation._types[name[2..]] = ReadMember(reader);
                }
                else if (constructor > 0)
                {
                    var type = name[2..constructor];
                    if (!documentation._constructors.TryGetValue(type, out var list))
                    {
                        documentation._constructors[type] = list = [];
                    }

                    list.Add(ReadMember(reader));
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            // Help that cannot be read is no help; the component works all the same.
        }

        return documentation;
    }

    private static Entry ReadMember(XmlReader reader)
    {
        var entry = new Entry();
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return entry;
        }

        var depth = reader.Depth;
        reader.Read();
        while (reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element || reader.Depth != depth + 1)
            {
                reader.Read();
                continue;
            }

            switch (reader.Name)
            {
                case "summary":
                    entry.Summary = ReadText(reader);
                    break;
                case "remarks":
                    entry.Remarks = ReadText(reader);
                    break;
                case "param":
                    var name = reader.GetAttribute("name") ?? string.Empty;
                    entry.Parameters[name] = ReadText(reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return entry;
    }

    private static string ReadText(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return string.Empty;
        }

        var text = new StringBuilder();
        var depth = reader.Depth;
        reader.Read();
        while (reader.Depth > depth)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    text.Append(reader.Value);
                    break;
                case XmlNodeType.Element:
                    Open(reader, text);
                    break;
            }

            reader.Read();
        }

        reader.Read();
        return WhiteSpace().Replace(text.ToString(), " ").Trim();
    }

    private static void Open(XmlReader reader, StringBuilder text)
    {
        switch (reader.Name)
        {
            case "see" or "seealso":
                text.Append(reader.GetAttribute("langword") ?? ShortName(reader.GetAttribute("cref")) ?? reader.GetAttribute("href"));
                break;
            case "paramref" or "typeparamref":
                text.Append(SnakeCase.Of(reader.GetAttribute("name") ?? string.Empty));
                break;
            case "para" or "item":
                text.Append(' ');
                break;
        }
    }

    private static string? ShortName(string? cref)
    {
        if (cref is null)
        {
            return null;
        }

        var end = cref.IndexOf('(', StringComparison.Ordinal);
        var name = end < 0 ? cref : cref[..end];
        return name[(name.LastIndexOfAny(['.', ':']) + 1)..].Split('`')[0];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    private sealed class Entry
    {
        public string Summary { get; set; } = string.Empty;

        public string Remarks { get; set; } = string.Empty;

        public Dictionary<string, string> Parameters { get; } = new(StringComparer.Ordinal);
    }
}
