namespace Tomlyn.Syntax;

public sealed class BooleanValueSyntax : ValueSyntax
{
    public BooleanValueSyntax()
        : base(SyntaxKind.Boolean)
    {
    }

    /// <summary>The spelling.</summary>
    public SyntaxToken? Token { get; set; }

    public bool Value { get; set; }
}
