namespace Tomlyn.Syntax;

public abstract class ValueSyntax : SyntaxNode
{
    internal ValueSyntax(SyntaxKind kind)
        : base(kind)
    {
    }
}
