using System.Reflection;

namespace Baron.Registry.Binding;

/// <summary>A <see cref="Deferred{T}"/>: a checked value that its owner makes later.</summary>
internal sealed class DeferredPlan(Type type, DeferredSource source) : Plan
{
    /// <inheritdoc/>
    public override object? Create(BuildContext context) => Activator.CreateInstance(
        type,
        BindingFlags.Instance | BindingFlags.NonPublic,
        binder: null,
        [source with { Services = context.Services }],
        culture: null);
}
