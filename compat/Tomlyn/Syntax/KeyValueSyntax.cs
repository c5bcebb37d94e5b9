namespace Tomlyn.Syntax;

/// <summary><c>key = value</c>.</summary>
public sealed class KeyValueSyntax : SyntaxNode
{
    public KeyValueSyntax()
        : base(SyntaxKind.KeyValue)
    {
    }

    public KeyValueSyntax(KeySyntax key, ValueSyntax value)
        : this()
    {
        Key = key;
        Value = value;
    }

    public KeySyntax? Key { get; set; }

    public SyntaxToken? EqualToken { get; set; }

    public ValueSyntax? Value { get; set; }
}
