namespace Tomlyn.Syntax;

public sealed class FloatValueSyntax : ValueSyntax
{
    public FloatValueSyntax()
        : base(SyntaxKind.Float)
    {
    }

    /// <summary>The spelling.</summary>
    public SyntaxToken? Token { get; set; }

    public double Value { get; set; }
}
