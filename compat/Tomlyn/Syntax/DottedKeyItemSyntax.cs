namespace Tomlyn.Syntax;

/// <summary>A dot and the key part after it.</summary>
public sealed class DottedKeyItemSyntax : ValueSyntax
{
    public DottedKeyItemSyntax()
        : base(SyntaxKind.DottedKeyItem)
    {
    }

    public SyntaxToken? Dot { get; set; }

    public BareKeyOrStringValueSyntax? Key { get; set; }
}
