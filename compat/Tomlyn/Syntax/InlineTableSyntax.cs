namespace Tomlyn.Syntax;

public sealed class InlineTableSyntax : ValueSyntax
{
    public InlineTableSyntax()
        : base(SyntaxKind.InlineTable)
    {
    }

    public SyntaxToken? OpenBrace { get; set; }

    public SyntaxList<InlineTableItemSyntax> Items { get; } = new();

    public SyntaxToken? CloseBrace { get; set; }
}
