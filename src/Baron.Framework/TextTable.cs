using System.Text;

namespace Baron;

/// <summary>Aligned columns without decoration, for output that people read and scripts cut.</summary>
/// <param name="headers">The column titles.</param>
public sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [headers];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">At most a cell a column.</param>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes <see cref="ToString"/>.</summary>
    /// <param name="output">Where to.</param>
    public void Write(TextWriter output) => output.Write(ToString());

    /// <summary>The lines, each with its end.</summary>
    public override string ToString()
    {
        var widths = new int[headers.Length];
        foreach (var row in _rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                text.Append(i == row.Length - 1 ? row[i] : row[i].PadRight(widths[i] + 2));
            }

            // A last column that is empty leaves no blanks behind.
            while (text.Length > 0 && text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
