using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>A value that the run provides.</summary>
internal sealed class ServicePlan(ParameterSchema parameter, string owner, SourcePosition position) : Plan
{
    /// <inheritdoc/>
    public override object? Create(BuildContext context)
    {
        if (context.Service(parameter.Type) is { } service)
        {
            return service;
        }

        return parameter.HasDefault
            ? parameter.Default
            : throw new ConfigException(new ConfigDiagnostic(position, $"{owner} needs {parameter.Type.Name}, which this run does not provide"));
    }
}
