namespace Tomlyn.Syntax;

/// <summary>A piece of the source as it was spelled.</summary>
public class SyntaxToken : SyntaxNode
{
    public SyntaxToken()
        : base(SyntaxKind.Token)
    {
    }

    public SyntaxToken(TokenKind tokenKind, string text)
        : this()
    {
        TokenKind = tokenKind;
        Text = text;
    }

    public TokenKind TokenKind { get; set; }

    public string? Text { get; set; }
}
