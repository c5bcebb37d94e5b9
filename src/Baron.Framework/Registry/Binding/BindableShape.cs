using System.Reflection;
using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>A type that reads itself (<see cref="IConfigBindable{TSelf}"/>).</summary>
internal sealed class BindableShape : Shape
{
    private readonly Func<ConfigNode, object> _read;

    private BindableShape(string form, Func<ConfigNode, object> read)
    {
        Form = form;
        _read = read;
    }

    /// <inheritdoc/>
    public override string Name => Form;

    /// <inheritdoc/>
    public override string Form { get; }

    public static BindableShape? For(Type type)
    {
        if (!type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IConfigBindable<>) && i.GetGenericArguments()[0] == type))
        {
            return null;
        }

        return (BindableShape)typeof(BindableShape)
            .GetMethod(nameof(Make), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(null, null)!;
    }

    /// <inheritdoc/>
    public override Plan? Bind(ConfigNode node, string path, string? defaultType, BindContext context)
    {
        try
        {
            return new ConstantPlan(_read(node));
        }
        catch (ConfigException e)
        {
            // The part that is wrong has the place; the path and the whole form are known here.
            foreach (var error in e.Errors)
            {
                context.Diagnostics.Add(error with { Message = $"{BindContext.Subject(path)}: {error.Message}", Expected = ReferenceEquals(error.Expected, null) || error.Position == node.Position ? Form : error.Expected });
            }

            return null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or BaronException)
        {
            return context.Error(node.Position, $"{BindContext.Subject(path)} is {node.Describe()}: {e.Message.TrimEnd('.')}", Form);
        }
    }

    private static BindableShape Make<T>()
        where T : IConfigBindable<T> => new(T.ConfigForm, node => T.FromConfig(node));
}
