namespace Tomlyn.Syntax;

public sealed class ArraySyntax : ValueSyntax
{
    public ArraySyntax()
        : base(SyntaxKind.Array)
    {
    }

    public SyntaxToken? OpenBracket { get; set; }

    public SyntaxList<ArrayItemSyntax> Items { get; } = new();

    public SyntaxToken? CloseBracket { get; set; }
}
