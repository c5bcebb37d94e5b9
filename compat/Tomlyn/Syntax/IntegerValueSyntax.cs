namespace Tomlyn.Syntax;

public sealed class IntegerValueSyntax : ValueSyntax
{
    public IntegerValueSyntax()
        : base(SyntaxKind.Integer)
    {
    }

    /// <summary>The spelling.</summary>
    public SyntaxToken? Token { get; set; }

    public long Value { get; set; }
}
