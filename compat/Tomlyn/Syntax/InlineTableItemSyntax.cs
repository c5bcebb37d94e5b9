namespace Tomlyn.Syntax;

public sealed class InlineTableItemSyntax : SyntaxNode
{
    public InlineTableItemSyntax()
        : base(SyntaxKind.InlineTable)
    {
    }

    public InlineTableItemSyntax(KeyValueSyntax keyValue)
        : this() => KeyValue = keyValue;

    public KeyValueSyntax? KeyValue { get; set; }

    public SyntaxToken? Comma { get; set; }
}
