namespace Tomlyn.Syntax;

public sealed class ArrayItemSyntax : SyntaxNode
{
    public ArrayItemSyntax()
        : base(SyntaxKind.ArrayItem)
    {
    }

    public ValueSyntax? Value { get; set; }

    public SyntaxToken? Comma { get; set; }
}
