using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>What a deferred value is made of.</summary>
internal sealed record DeferredSource(Plan Plan, ConfigNode Node, string Path, ComponentDescriptor? Component, ComponentCatalog Catalog, IServiceProvider? Services);
