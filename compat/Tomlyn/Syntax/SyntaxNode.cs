namespace Tomlyn.Syntax;

public abstract class SyntaxNode : SyntaxNodeBase
{
    protected SyntaxNode(SyntaxKind kind) => Kind = kind;

    public SyntaxKind Kind { get; }
}
