using Baron.Media;

namespace Baron.Visualization;

/// <summary>How classes are written and coloured: by base and novel where that is known, else each class in a colour of its own.</summary>
public sealed class ClassStyle
{
    private readonly IReadOnlyList<string> _names;
    private readonly HashSet<int>? _novel;

    /// <summary>Creates the style.</summary>
    /// <param name="names">Class names by label.</param>
    /// <param name="novelLabels">Labels of novel classes; <c>null</c> where the split is not known.</param>
    public ClassStyle(IReadOnlyList<string> names, IEnumerable<int>? novelLabels = null)
    {
        _names = names;
        _novel = novelLabels is null ? null : [.. novelLabels];
    }

    /// <summary>The class name.</summary>
    /// <param name="label">0-based.</param>
    public string Name(int label) => label >= 0 && label < _names.Count ? _names[label] : $"class {label}";

    /// <summary>The class's colour.</summary>
    /// <param name="label">0-based.</param>
    public RgbColor Color(int label) => _novel is null ? Palette.ForLabel(label) : _novel.Contains(label) ? Palette.Novel : Palette.Base;
}
