namespace Tomlyn.Syntax;

/// <summary>A header and the key-values under it.</summary>
public abstract class TableSyntaxBase : SyntaxNode
{
    internal TableSyntaxBase(SyntaxKind kind)
        : base(kind)
    {
    }

    public SyntaxToken? OpenBracket { get; set; }

    public KeySyntax? Name { get; set; }

    public SyntaxToken? CloseBracket { get; set; }

    public SyntaxList<KeyValueSyntax> Items { get; } = new();
}
