namespace Tomlyn.Syntax;

/// <summary>A parsed document: the key-values before the first header, then the tables in order.</summary>
public sealed class DocumentSyntax : SyntaxNode
{
    public DocumentSyntax()
        : base(SyntaxKind.Document)
    {
    }

    public DiagnosticsBag Diagnostics { get; } = new();

    public bool HasErrors => Diagnostics.HasErrors;

    public SyntaxList<KeyValueSyntax> KeyValues { get; } = new();

    public SyntaxList<TableSyntaxBase> Tables { get; } = new();
}
