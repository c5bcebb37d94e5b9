using System.Diagnostics.CodeAnalysis;
using Tomlyn.Model;

namespace Tomlyn.Serialization;

public interface ITomlMetadataStore
{
    void SetProperties(object instance, TomlPropertiesMetadata? metadata);

    bool TryGetProperties(object instance, [NotNullWhen(true)] out TomlPropertiesMetadata? metadata);
}
