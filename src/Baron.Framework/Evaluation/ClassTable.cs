using System.Globalization;

namespace Baron.Evaluation;

/// <summary>Numbers by class, which a metric gives besides its values where it is asked to (<c>classwise = true</c>).</summary>
/// <param name="Title">Whose numbers they are, such as <c>coco/bbox</c>.</param>
/// <param name="Columns">The columns behind the class.</param>
/// <param name="Rows">A row a class.</param>
public sealed record ClassTable(string Title, IReadOnlyList<ClassTableColumn> Columns, IReadOnlyList<ClassTableRow> Rows)
{
    /// <summary>The table in aligned columns; numbers without counts have four decimals.</summary>
    public override string ToString()
    {
        var text = new TextTable([Title, .. Columns.Select(column => column.Name)]);
        foreach (var row in Rows)
        {
            text.Add([row.Class, .. row.Values.Zip(Columns, (value, column) => value.Value.ToString(column.IsCount ? "F0" : "F4", CultureInfo.InvariantCulture))]);
        }

        return text.ToString();
    }
}
