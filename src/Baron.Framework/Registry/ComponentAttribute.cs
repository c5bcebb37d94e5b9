namespace Baron.Registry;

/// <summary>
/// Registers a class under the name that configs use in <c>type = "..."</c>. The kind follows from the interface that the
/// class implements (see <see cref="ComponentKindAttribute"/>); the public constructor is the schema; its XML
/// documentation is the help. A class with several of these has several names, such as an older one of published configs.
/// </summary>
/// <param name="name">The field's spelling, such as <c>RPNHead</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class ComponentAttribute(string name) : Attribute
{
    /// <summary>The name in configs.</summary>
    public string Name { get; } = name;

    /// <summary>The kind, needed only when the class implements interfaces of several unrelated kinds.</summary>
    public string? Kind { get; init; }
}
