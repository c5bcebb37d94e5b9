using System.Diagnostics.CodeAnalysis;

namespace Tomlyn.Model;

/// <summary>What the source said about the keys of one table.</summary>
public class TomlPropertiesMetadata
{
    private readonly Dictionary<string, TomlPropertyMetadata> properties = new(StringComparer.Ordinal);

    public void Clear() => properties.Clear();

    public bool ContainsProperty(string propertyKey) => properties.ContainsKey(propertyKey);

    public void SetProperty(string propertyKey, TomlPropertyMetadata propertyMetadata) => properties[propertyKey] = propertyMetadata;

    public bool TryGetProperty(string propertyKey, [NotNullWhen(true)] out TomlPropertyMetadata? propertyMetadata) =>
        properties.TryGetValue(propertyKey, out propertyMetadata);
}
