namespace Baron.Registry;

/// <summary>Something that is wrong with a type of a plugin; the other types of the plugin are registered all the same.</summary>
/// <param name="Plugin">The plugin.</param>
/// <param name="TypeName">The type, or an empty string when the assembly as a whole is meant.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record RegistrationDiagnostic(string Plugin, string TypeName, string Message)
{
    /// <summary>The line that people read.</summary>
    public override string ToString() => TypeName.Length == 0 ? $"{Plugin}: {Message}" : $"{Plugin}: {TypeName}: {Message}";
}
