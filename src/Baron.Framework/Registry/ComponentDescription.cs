namespace Baron.Registry;

/// <summary>A component, as <c>baron describe</c> shows it.</summary>
/// <param name="Component">The component.</param>
/// <param name="Help">What it is.</param>
/// <param name="Remarks">What else there is to know; empty where the plugin does not say.</param>
/// <param name="Parameters">Its keys, the required ones first as the constructor has them.</param>
/// <param name="Services">Names of the services that the run provides to it.</param>
public sealed record ComponentDescription(
    ComponentDescriptor Component,
    string Help,
    string Remarks,
    IReadOnlyList<ParameterDescription> Parameters,
    IReadOnlyList<string> Services);
