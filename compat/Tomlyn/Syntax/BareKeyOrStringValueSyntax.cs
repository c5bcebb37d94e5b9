namespace Tomlyn.Syntax;

public abstract class BareKeyOrStringValueSyntax : ValueSyntax
{
    internal BareKeyOrStringValueSyntax(SyntaxKind kind)
        : base(kind)
    {
    }
}
