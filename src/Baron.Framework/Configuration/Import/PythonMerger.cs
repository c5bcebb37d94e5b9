namespace Baron.Configuration.Import;

/// <summary>Lays one Python config over another as MMEngine does: dicts merge key by key unless <c>_delete_=True</c>, all else replaces.</summary>
/// <param name="budget">Bounds what is made.</param>
internal sealed class PythonMerger(ImportBudget budget)
{
    private const string DeleteKey = "_delete_";

    /// <summary>Merges two dicts.</summary>
    /// <param name="below">What is inherited.</param>
    /// <param name="above">What is laid over it.</param>
    /// <param name="depth">How deep they are nested.</param>
    /// <exception cref="ConfigException">A dict is laid over something else, or values are nested without end.</exception>
    public PythonDict Merge(PythonDict below, PythonDict above, int depth = 0)
    {
        var result = new PythonDict();
        budget.Charge(below.Count, SourcePosition.None, ImportBudget.Entry);
        foreach (var (key, position, value) in below.Items)
        {
            result.Set(key, position, value);
        }

        foreach (var (key, position, value) in above.Items)
        {
            budget.Charge(1, position, ImportBudget.Entry);
            ImportBudget.CheckDepth(depth, position);
            if (key == DeleteKey)
            {
                continue;
            }

            result.Set(key, position, value.Data is PythonDict overlay ? Over(result.Find(key), overlay, value, key, depth + 1) : value);
        }

        return result;
    }

    private PythonValue Over(PythonValue? inherited, PythonDict overlay, PythonValue value, string key, int depth)
    {
        if (inherited is null || overlay.Find(DeleteKey) is { IsTrue: true })
        {
            return value with { Data = Merge(new PythonDict(), overlay, depth) };
        }

        return inherited.Data is PythonDict dict
            ? value with { Data = Merge(dict, overlay, depth) }
            : throw new ConfigException(new ConfigDiagnostic(
                value.Position,
                $"'{key}' is a dict here and {inherited.Describe()} in the inherited config ({inherited.Position})",
                Hint: $"write {DeleteKey}=True in it to replace what is inherited"));
    }
}
