namespace Baron.Configuration.Import;

/// <summary>Remembers which variables other values were made of, so that only those that went nowhere are reported.</summary>
internal sealed class ImportUses
{
    private readonly HashSet<SourcePosition> _assignments = [];

    /// <summary>Remembers that a variable is used.</summary>
    /// <param name="variables">The variables of a file, or of its bases.</param>
    /// <param name="name">One of them; else nothing happens.</param>
    public void Add(PythonDict variables, string name)
    {
        if (variables.PositionOf(name) is { } position)
        {
            _assignments.Add(position);
        }
    }

    /// <summary>Whether the value that was assigned there is used.</summary>
    /// <param name="assignment">Where the variable was assigned.</param>
    public bool Contains(SourcePosition assignment) => _assignments.Contains(assignment);
}
