using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Baron.Framework.Tests.Plugins;

/// <summary>Writes assemblies without types that say about themselves what a test wants.</summary>
internal static class TinyAssembly
{
    public static void Write(
        string path,
        string version = "1.0.0.0",
        IReadOnlyList<(string Name, string Version)>? references = null,
        Machine machine = Machine.I386,
        CorFlags flags = CorFlags.ILOnly,
        string? name = null)
    {
        var metadata = new MetadataBuilder();
        name ??= Path.GetFileNameWithoutExtension(path);
        metadata.AddModule(0, metadata.GetOrAddString(name + ".dll"), metadata.GetOrAddGuid(Guid.NewGuid()), default, default);
        metadata.AddAssembly(metadata.GetOrAddString(name), Version.Parse(version), default, default, default, AssemblyHashAlgorithm.Sha1);
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        foreach (var reference in references ?? [("Baron.Framework", Framework)])
        {
            metadata.AddAssemblyReference(metadata.GetOrAddString(reference.Name), Version.Parse(reference.Version), default, default, default, default);
        }

        var header = new PEHeaderBuilder(machine, imageCharacteristics: Characteristics.ExecutableImage | Characteristics.Dll);
        var image = new BlobBuilder();
        new ManagedPEBuilder(header, new MetadataRootBuilder(metadata), new BlobBuilder(), flags: flags).Serialize(image);
        using var stream = File.Create(path);
        image.WriteContentTo(stream);
    }

    /// <summary>The version of the framework that runs.</summary>
    public static string Framework { get; } = typeof(Baron.Registry.ComponentAttribute).Assembly.GetName().Version!.ToString();
}
