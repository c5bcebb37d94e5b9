namespace Baron.Registry;

/// <summary>
/// The component that a table without <c>type</c> builds for this parameter, for example
/// <c>[DefaultComponent("NeighborhoodSampling")] IBagSampler samplingCfg</c>. When the key is absent and the parameter has no
/// default value, that component is built with its own defaults.
/// </summary>
/// <param name="type">A registered component name.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DefaultComponentAttribute(string type) : Attribute
{
    /// <summary>The registered component name.</summary>
    public string Type { get; } = type;
}
