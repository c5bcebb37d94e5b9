using static TorchSharp.torch;

namespace Baron.Checkpoints.Maps;

/// <summary>Collects the tensors of a map.</summary>
internal sealed class MappedWeights
{
    private readonly List<KeyValuePair<string, Tensor>> _tensors = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Names and tensors so far.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Tensors => _tensors;

    /// <summary>What was left out, with reasons.</summary>
    public List<string> LeftOut { get; } = [];

    /// <summary>Names that no rule knows.</summary>
    public List<string> Kept { get; } = [];

    /// <summary>Applies rules to all tensors.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="tensors">Names and tensors.</param>
    /// <exception cref="BaronException">Two tensors would get one name.</exception>
    public static MappedWeights Apply(NameRules rules, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var weights = new MappedWeights();
        foreach (var (name, tensor) in tensors)
        {
            if (!rules.Apply(name, out var renamed, out var reason))
            {
                weights.Kept.Add(name);
            }

            if (reason is not null)
            {
                weights.LeftOut.Add($"{name} ({reason})");
                continue;
            }

            weights.Add(renamed, tensor, name);
        }

        return weights;
    }

    /// <summary>Adds a tensor.</summary>
    /// <exception cref="BaronException">The name is taken.</exception>
    public void Add(string name, Tensor tensor, string? source = null)
    {
        if (!_places.TryAdd(name, _tensors.Count))
        {
            throw new BaronException($"Two tensors would become '{name}'{(source is null ? "" : $"; '{source}' is the second")}.");
        }

        _tensors.Add(new KeyValuePair<string, Tensor>(name, tensor));
    }

    /// <summary>The tensor of that name, or <c>null</c>.</summary>
    public Tensor? Find(string name) => _places.TryGetValue(name, out var place) ? _tensors[place].Value : null;

    /// <summary>Puts another tensor in the place of one.</summary>
    /// <param name="name">A name that is there; else nothing happens.</param>
    /// <param name="change">Makes the new tensor.</param>
    public void Change(string name, Func<Tensor, Tensor> change)
    {
        if (_places.TryGetValue(name, out var place))
        {
            _tensors[place] = new KeyValuePair<string, Tensor>(name, change(_tensors[place].Value));
        }
    }

    /// <summary>Adds the counters of batch norms, which other libraries do not save; they are 0.</summary>
    public void AddBatchCounters()
    {
        const string Variance = ".running_var";
        foreach (var name in _tensors.Select(t => t.Key).Where(n => n.EndsWith(Variance, StringComparison.Ordinal)).ToList())
        {
            var counter = name[..^Variance.Length] + ".num_batches_tracked";
            if (!_places.ContainsKey(counter))
            {
                Add(counter, zeros([], ScalarType.Int64));
            }
        }
    }
}
