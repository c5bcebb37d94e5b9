namespace Tomlyn.Syntax;

/// <summary><c>[name]</c>.</summary>
public sealed class TableSyntax : TableSyntaxBase
{
    public TableSyntax()
        : base(SyntaxKind.Table)
    {
    }
}
