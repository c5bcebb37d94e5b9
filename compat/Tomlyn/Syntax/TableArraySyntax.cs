namespace Tomlyn.Syntax;

/// <summary><c>[[name]]</c>.</summary>
public sealed class TableArraySyntax : TableSyntaxBase
{
    public TableArraySyntax()
        : base(SyntaxKind.TableArray)
    {
    }
}
