namespace Baron.Compat.Tests.Conformance;

/// <summary>One public type as a listing shows it: its heading, and a line for each public or protected member.</summary>
internal sealed record ApiType(string Namespace, string Kind, string Name, string Base, IReadOnlyList<string> Interfaces, IReadOnlyList<string> Members)
{
    /// <summary>Namespace and name: what identifies the type in a listing.</summary>
    public string Key => $"{Namespace} :: {Name}";

    /// <summary>The line above the members.</summary>
    public string Heading =>
        $"{Namespace} :: {Kind} {Name}"
        + (Base.Length > 0 ? $" : {Base}" : "")
        + (Interfaces.Count > 0 ? $"  implements {string.Join(", ", Interfaces)}" : "");
}
