namespace Tomlyn.Syntax;

/// <summary>A key: its first part, then the parts after dots.</summary>
public sealed class KeySyntax : ValueSyntax
{
    public KeySyntax()
        : base(SyntaxKind.Key)
    {
    }

    public BareKeyOrStringValueSyntax? Key { get; set; }

    public SyntaxList<DottedKeyItemSyntax> DotKeys { get; } = new();
}
