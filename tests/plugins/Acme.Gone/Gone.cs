namespace Acme;

/// <summary>The base class from a library that is not shipped.</summary>
public abstract class Gone
{
    public abstract string Name { get; }
}
