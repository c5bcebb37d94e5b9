namespace Baron.Registry;

/// <summary>One registered component.</summary>
/// <param name="Name">The name in configs, such as <c>RPNHead</c>.</param>
/// <param name="Kind">The kind, such as <c>rpn_head</c>.</param>
/// <param name="ServiceType">The interface that carries the kind.</param>
/// <param name="ImplementationType">The class.</param>
/// <param name="Plugin">The plugin (assembly) that brings it.</param>
/// <param name="Version">The plugin's version.</param>
public sealed record ComponentDescriptor(
    string Name,
    string Kind,
    Type ServiceType,
    Type ImplementationType,
    string Plugin,
    string Version)
{
    /// <summary><c>Plugin/Name</c>, which picks this one when two plugins use the same name.</summary>
    public string QualifiedName => $"{Plugin}/{Name}";
}
