using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// Which rows and columns of a matrix of logits are of the same image, and what they weigh in the mean over rows plus the mean over
/// columns of the soft-target cross entropy: a row with k matches has k targets of 1 / k, one without counts as 0.
/// </summary>
internal sealed class SoftMatches
{
    private readonly int _columns;
    private readonly int[][] _ofRow;
    private readonly int[] _inColumn;

    /// <summary>Finds the matches.</summary>
    /// <param name="rowImages">The image id of each row.</param>
    /// <param name="columnImages">The image id of each column.</param>
    public SoftMatches(ReadOnlySpan<long> rowImages, ReadOnlySpan<long> columnImages)
    {
        _columns = columnImages.Length;
        _inColumn = new int[_columns];
        _ofRow = new int[rowImages.Length][];
        var byImage = new Dictionary<long, List<int>>();
        for (var column = 0; column < _columns; column++)
        {
            if (!byImage.TryGetValue(columnImages[column], out var list))
            {
                byImage.Add(columnImages[column], list = []);
            }

            list.Add(column);
        }

        for (var row = 0; row < _ofRow.Length; row++)
        {
            _ofRow[row] = byImage.TryGetValue(rowImages[row], out var list) ? [.. list] : [];
            foreach (var column in _ofRow[row])
            {
                _inColumn[column]++;
            }
        }
    }

    /// <summary>What the log-sum of each row weighs.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">The number of rows.</param>
    public float[] RowWeights(int first, int count) => [.. _ofRow.Skip(first).Take(count).Select(columns => columns.Length > 0 ? 1f / _ofRow.Length : 0)];

    /// <summary>What the log-sum of each column weighs.</summary>
    public float[] ColumnWeights() => [.. _inColumn.Select(rows => rows > 0 ? 1f / _columns : 0)];

    /// <summary>The weighted sum of the logits at the matches of some rows.</summary>
    /// <param name="logits"><c>[r, columns]</c>.</param>
    /// <param name="first">Which row the first of them is.</param>
    /// <returns>A scalar.</returns>
    public Tensor Sum(Tensor logits, int first)
    {
        using var scope = NewDisposeScope();
        var places = new List<long>();
        var weights = new List<float>();
        for (var row = 0; row < logits.shape[0]; row++)
        {
            var columns = _ofRow[first + row];
            foreach (var column in columns)
            {
                places.Add(((long)row * _columns) + column);
                weights.Add((1f / ((float)columns.Length * _ofRow.Length)) + (1f / ((float)_inColumn[column] * _columns)));
            }
        }

        return logits.flatten().index_select(0, tensor(places.ToArray(), device: logits.device)).dot(tensor(weights.ToArray(), device: logits.device)).MoveToOuterDisposeScope();
    }
}
