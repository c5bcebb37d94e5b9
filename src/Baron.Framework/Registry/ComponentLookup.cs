namespace Baron.Registry;

/// <summary>The answer to a search for a component by name.</summary>
/// <param name="Component">The component, or <c>null</c> where there is none or the name is not unique.</param>
/// <param name="Candidates">Components of that name that fit; more than one when the name is ambiguous.</param>
/// <param name="OfOtherKinds">Components of that name that do not fit.</param>
public sealed record ComponentLookup(
    ComponentDescriptor? Component,
    IReadOnlyList<ComponentDescriptor> Candidates,
    IReadOnlyList<ComponentDescriptor> OfOtherKinds);
