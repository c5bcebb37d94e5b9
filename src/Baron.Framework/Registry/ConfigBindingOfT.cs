using Baron.Configuration;
using Baron.Registry.Binding;

namespace Baron.Registry;

/// <summary>A config checked against a type: its mistakes, or the way to build it.</summary>
/// <typeparam name="T">The type.</typeparam>
public sealed class ConfigBinding<T> : ConfigBinding
{
    internal ConfigBinding(ConfigNode node, Plan? plan, BindContext context, IServiceProvider? services)
        : base(node, plan, context, services)
    {
    }

    /// <summary>Builds the value.</summary>
    /// <param name="services">What the run provides; <c>null</c>: what the factory was given.</param>
    /// <exception cref="ConfigException">The config has mistakes, or a constructor refused its arguments.</exception>
    public new T Create(IServiceProvider? services = null) => (T)base.Create(services)!;
}
