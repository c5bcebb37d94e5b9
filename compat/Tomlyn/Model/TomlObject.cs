namespace Tomlyn.Model;

public abstract class TomlObject
{
    internal TomlObject(ObjectKind kind) => Kind = kind;

    public ObjectKind Kind { get; }
}
