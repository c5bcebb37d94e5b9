using System.Reflection;
using Baron.Testing;

namespace Baron.Compat.Tests.Conformance;

/// <summary>A stand-in assembly, the listing lines committed for it, and the folder of the real package's whole listing.</summary>
internal sealed record StandIn(string Name, Assembly Assembly, string ListingFolder)
{
    public static IReadOnlyList<StandIn> All { get; } =
    [
        new("TorchSharp", typeof(TorchSharp.torch).Assembly, "TorchSharp-0.107"),
        new("Tomlyn", Assembly.Load("Tomlyn"), "Tomlyn-2.9"),
        new("McMaster.NETCore.Plugins", Assembly.Load("McMaster.NETCore.Plugins"), "McMaster.NETCore.Plugins-2"),
    ];

    public string Committed => Path.Combine(RepositoryPaths.Root, "tests", "Baron.Compat.Tests", "api", Name + ".txt");

    /// <summary>The files of the real package's listing, or none where the shared folder is absent.</summary>
    public string[] Full
    {
        get
        {
            var folder = RepositoryPaths.Shared is { } shared ? Path.Combine(shared, "api", ListingFolder) : null;
            return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.txt") : [];
        }
    }

    public override string ToString() => Name;

    /// <summary>What the stand-in has and the listing does not, and how many members were looked up.</summary>
    public (int Compared, List<string> Differences) CompareWith(Dictionary<string, ApiType> listing)
    {
        var differences = new List<string>();
        var compared = 0;
        foreach (var type in AssemblyListing.Of(Assembly))
        {
            if (!listing.TryGetValue(type.Key, out var real))
            {
                differences.Add($"{type.Heading}: no such type");
                compared += type.Members.Count;
                continue;
            }

            if (type.Kind != real.Kind || type.Base != real.Base)
            {
                differences.Add($"{type.Key}: is a {type.Kind} of '{type.Base}', should be a {real.Kind} of '{real.Base}'");
            }

            if (real.Interfaces.Count < AssemblyListing.ListedInterfaces)
            {
                differences.AddRange(type.Interfaces.Except(real.Interfaces).Select(i => $"{type.Key}: implements {i}"));
            }

            var known = real.Members.ToHashSet(StringComparer.Ordinal);
            compared += type.Members.Count;
            differences.AddRange(type.Members.Where(m => !known.Contains(m)).Select(m => $"{type.Key}:{m}"));
        }

        return (compared, differences);
    }
}
