using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Baron.Plugins;

/// <summary>What an assembly file says about itself, read without loading it.</summary>
/// <param name="AssemblyName">The assembly's simple name.</param>
/// <param name="AssemblyVersion">The version that references to it name.</param>
/// <param name="Version">The version that people read: the informational version without its build suffix.</param>
/// <param name="References">The assemblies it was built against, with their versions.</param>
internal sealed record PluginManifest(
    string AssemblyName,
    Version AssemblyVersion,
    string Version,
    IReadOnlyDictionary<string, Version> References)
{
    // Ready-to-run code for another system than Windows has the machine xor-ed with one of these.
    private static readonly int[] SystemMasks = [0, 0x7B79, 0x4644, 0xADC4, 0x1993, 0x1992];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">Why it cannot be a plugin here, where the result is <c>null</c>.</param>
    public static PluginManifest? Read(string path, out string? problem)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            problem = ForeignFormat(stream);
            if (problem is not null)
            {
                return null;
            }

            using var file = new PEReader(stream);
            problem = WrongImage(file);
            if (problem is not null)
            {
                return null;
            }

            return Read(file.GetMetadataReader());
        }
        catch (Exception error) when (error is BadImageFormatException or OverflowException or ArgumentException or InvalidOperationException)
        {
            // The reader of metadata checks much of a damaged file, not everything.
            problem = "The file is not a .NET assembly, or it is damaged.";
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = $"The file cannot be read: {error.Message}";
            return null;
        }
    }

    private static string? ForeignFormat(FileStream stream)
    {
        Span<byte> head = stackalloc byte[20];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        if (head.IsEmpty)
        {
            return "The file is empty.";
        }

        if (head.Length >= 20 && head.StartsWith("\u007FELF"u8))
        {
            var machine = head[5] == 2 ? (head[18] << 8) | head[19] : head[18] | (head[19] << 8);
            var name = machine switch
            {
                0x03 => "x86",
                0x28 => "ARM",
                0x3E => "x86-64",
                0xB7 => "ARM64",
                _ => $"machine 0x{machine:X}",
            };
            return $"The file is a native Linux library ({name}), not a .NET assembly.";
        }

        if (head.Length >= 4 && BitConverter.ToUInt32(head) is 0xFEEDFACE or 0xFEEDFACF or 0xBEBAFECA)
        {
            return "The file is a native macOS library, not a .NET assembly.";
        }

        return head.Length < 2 || head[0] != 'M' || head[1] != 'Z' ? "The file is not a .NET assembly." : null;
    }

    private static string? WrongImage(PEReader file)
    {
        var machine = file.PEHeaders.CoffHeader.Machine;
        if (!file.HasMetadata)
        {
            return $"The file is a native Windows library ({Show(machine)}), not a .NET assembly.";
        }

        if (!file.GetMetadataReader().IsAssembly)
        {
            return "The file is a .NET module without an assembly manifest.";
        }

        var flags = file.PEHeaders.CorHeader!.Flags;
        var anyProcessor = machine is Machine.I386 or 0 && (flags & CorFlags.ILOnly) != 0 && (flags & CorFlags.Requires32Bit) == 0;
        var native = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => Machine.Amd64,
            Architecture.X86 => Machine.I386,
            Architecture.Arm64 => Machine.Arm64,
            Architecture.Arm => Machine.ArmThumb2,
            _ => Machine.Unknown,
        };
        if (anyProcessor || Array.Exists(SystemMasks, mask => ((int)machine ^ mask) == (int)native))
        {
            return null;
        }

        return $"The assembly is built for {Show(machine)}, and this process runs on {RuntimeInformation.ProcessArchitecture}; build it for AnyCPU.";
    }

    private static string Show(Machine machine)
    {
        foreach (var mask in SystemMasks)
        {
            var plain = (Machine)((int)machine ^ mask);
            if (plain is Machine.Amd64 or Machine.I386 or Machine.Arm64 or Machine.ArmThumb2)
            {
                return plain switch
                {
                    Machine.Amd64 => "X64",
                    Machine.I386 => "X86",
                    Machine.ArmThumb2 => "ARM",
                    _ => "ARM64",
                };
            }
        }

        return machine.ToString();
    }

    private static PluginManifest Read(MetadataReader reader)
    {
        var definition = reader.GetAssemblyDefinition();
        var references = new Dictionary<string, Version>(StringComparer.OrdinalIgnoreCase);
        foreach (var handle in reader.AssemblyReferences)
        {
            var reference = reader.GetAssemblyReference(handle);
            references[reader.GetString(reference.Name)] = reference.Version;
        }

        var version = InformationalVersion(reader, definition) ?? Short(definition.Version);
        return new PluginManifest(reader.GetString(definition.Name), definition.Version, version, references);
    }

    private static string? InformationalVersion(MetadataReader reader, AssemblyDefinition definition)
    {
        foreach (var handle in definition.GetCustomAttributes())
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind != HandleKind.MemberReference)
            {
                continue;
            }

            var parent = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
            if (parent.Kind != HandleKind.TypeReference
                || !reader.StringComparer.Equals(reader.GetTypeReference((TypeReferenceHandle)parent).Name, nameof(AssemblyInformationalVersionAttribute)))
            {
                continue;
            }

            var blob = reader.GetBlobReader(attribute.Value);
            var text = blob.ReadUInt16() == 1 ? blob.ReadSerializedString() : null;
            return string.IsNullOrEmpty(text) ? null : text.Split('+')[0];
        }

        return null;
    }

    private static string Short(Version version) => version.Revision > 0 ? version.ToString() : version.ToString(3);
}
