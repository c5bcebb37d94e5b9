using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Tomlyn.Model;

namespace Tomlyn.Serialization;

/// <summary>Metadata that lives as long as the table it is about.</summary>
public sealed class TomlMetadataStore : ITomlMetadataStore
{
    private readonly ConditionalWeakTable<object, TomlPropertiesMetadata> properties = [];

    public void SetProperties(object instance, TomlPropertiesMetadata? metadata)
    {
        if (metadata is null)
        {
            properties.Remove(instance);
        }
        else
        {
            properties.AddOrUpdate(instance, metadata);
        }
    }

    public bool TryGetProperties(object instance, [NotNullWhen(true)] out TomlPropertiesMetadata? metadata) =>
        properties.TryGetValue(instance, out metadata);
}
