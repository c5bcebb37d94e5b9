using System.Reflection;
using System.Text.RegularExpressions;
using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>A component or an option record: a constructor and its arguments.</summary>
internal sealed partial class ObjectPlan(ObjectSchema schema, ConfigTable table, string path, Plan[] arguments, ComponentDescriptor? component) : Plan
{
    /// <summary>The component, <c>null</c> for option records.</summary>
    public ComponentDescriptor? Component { get; } = component;

    /// <inheritdoc/>
    public override object? Create(BuildContext context)
    {
        var values = new object?[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Create(context);
        }

        object built;
        try
        {
            built = schema.Constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, values, culture: null);
        }
        catch (Exception e) when (e is not (ConfigException or OperationCanceledException or OutOfMemoryException))
        {
            throw new ConfigException(Explain(e), e);
        }

        context.Track(built);
        return built;
    }

    /// <summary>Turns an exception of the constructor into a line with the place of the key it is about.</summary>
    private ConfigDiagnostic Explain(Exception exception)
    {
        // A static initialiser wraps what went wrong in it.
        while (exception is TypeInitializationException { InnerException: { } inner })
        {
            exception = inner;
        }

        var position = table.TryGetEntry("type", out var type) ? type.Value.Position : table.Position;
        var message = exception.Message;
        var subject = Component is null ? BindContext.Subject(path) : $"{Component.Name} {BindContext.In(path)}";
        if (exception is ArgumentException { ParamName: { } name } argument)
        {
            message = ArgumentNoise().Replace(argument.Message, string.Empty).TrimEnd('.', ' ');
            if (schema.Parameters.FirstOrDefault(p => p.Info.Name == name) is { } parameter)
            {
                subject = $"{ConfigPath.Append(path, parameter.Key)}{(Component is null ? string.Empty : $" of {Component.Name}")}";
                position = table[parameter.Key]?.Position ?? position;
            }
        }

        return exception switch
        {
            ArgumentException or BaronException => new ConfigDiagnostic(position, $"{subject}: {message}"),
            _ => new ConfigDiagnostic(position, $"{subject} could not be built: {exception.GetType().Name}: {message.ReplaceLineEndings(" ").TrimEnd('.')}", Hint: "--verbose shows where"),
        };
    }

    [GeneratedRegex(@"\s*\(Parameter '[^']*'\)|\r?\n?Actual value was .*", RegexOptions.Singleline)]
    private static partial Regex ArgumentNoise();
}
