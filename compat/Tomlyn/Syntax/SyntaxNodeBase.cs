namespace Tomlyn.Syntax;

public abstract class SyntaxNodeBase
{
    /// <summary>Where the node is in its source.</summary>
    public SourceSpan Span;

    private protected SyntaxNodeBase()
    {
    }
}
