using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>
/// Where a checkpoint replaces all weights, the file that they would have started from need not be there. While such a scope is
/// open, initialisers note modules whose file is absent and leave them as they are.
/// </summary>
public sealed class AbsentWeights : IDisposable
{
    private static readonly AsyncLocal<AbsentWeights?> Current = new();

    private readonly AbsentWeights? _outer;
    private readonly List<nn.Module> _modules = [];
    private readonly bool _allowed;

    private AbsentWeights(bool allowed)
    {
        (_allowed, _outer) = (allowed, Current.Value);
        Current.Value = this;
    }

    /// <summary>Modules whose file is absent.</summary>
    public IReadOnlyList<nn.Module> Modules => _modules;

    /// <summary>Opens a scope in which files may be absent.</summary>
    public static AbsentWeights Allow() => new(true);

    /// <summary>Opens a scope in which files must be there, also inside of one where they need not be.</summary>
    public static AbsentWeights Refuse() => new(false);

    /// <summary>Notes a module whose file is absent.</summary>
    /// <param name="module">The module.</param>
    /// <returns>Whether it may be; otherwise the file's absence is an error.</returns>
    public static bool TryAdd(nn.Module module)
    {
        if (Current.Value is not { _allowed: true } scope)
        {
            return false;
        }

        scope._modules.Add(module);
        return true;
    }

    /// <summary>Closes the scope.</summary>
    public void Dispose() => Current.Value = _outer;
}
