namespace Baron.Registry;

/// <summary>
/// Marks a parameter that the run provides and that is no config key. Interfaces that are no component kind
/// (<see cref="IRandomSource"/>, <c>ILogger</c>, ...) are recognised without it; classes and structs need it.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromServicesAttribute : Attribute;
