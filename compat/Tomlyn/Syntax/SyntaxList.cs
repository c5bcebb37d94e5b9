namespace Tomlyn.Syntax;

public abstract class SyntaxList : SyntaxNode
{
    private protected readonly List<SyntaxNode> nodes = [];

    private protected SyntaxList()
        : base(SyntaxKind.List)
    {
    }

    public virtual int ChildrenCount => nodes.Count;
}
