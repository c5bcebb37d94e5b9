using System.Collections;
using static TorchSharp.torch;

namespace Baron.Structures;

/// <summary>The named losses of an iteration, in the order they were added.</summary>
public sealed class LossCollection : IEnumerable<LossTerm>
{
    private readonly List<LossTerm> _terms = [];

    /// <summary>Adds a term that is differentiated.</summary>
    /// <param name="name">The name in the log.</param>
    /// <param name="value">A scalar tensor.</param>
    /// <exception cref="ArgumentException">The name was added before.</exception>
    public void Add(string name, Tensor value) => Add(new LossTerm(name, value, true));

    /// <summary>Adds a number that is only logged, such as an accuracy.</summary>
    /// <param name="name">The name in the log.</param>
    /// <param name="value">A scalar tensor.</param>
    public void AddMetric(string name, Tensor value) => Add(new LossTerm(name, value, false));

    /// <summary>Adds a term.</summary>
    /// <param name="term">The term.</param>
    /// <exception cref="ArgumentException">The name was added before.</exception>
    public void Add(LossTerm term)
    {
        if (_terms.Any(t => t.Name == term.Name))
        {
            throw new ArgumentException($"There is already a loss named '{term.Name}'.", nameof(term));
        }

        _terms.Add(term);
    }

    /// <summary>Adds every term of another collection.</summary>
    /// <param name="other">The other collection.</param>
    /// <param name="suffix">Appended to each name, for example <c>_kd_batch</c>.</param>
    public void AddRange(LossCollection other, string suffix = "")
    {
        foreach (var term in other)
        {
            Add(term with { Name = term.Name + suffix });
        }
    }

    /// <summary>The number of terms.</summary>
    public int Count => _terms.Count;

    /// <summary>The sum of the terms that are differentiated: a scalar tensor.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public Tensor Total()
    {
        Tensor? total = null;
        foreach (var term in _terms.Where(t => t.IsLoss))
        {
            total = total is null ? term.Value : total + term.Value;
        }

        return total ?? throw new InvalidOperationException("The model returned no loss.");
    }

    /// <inheritdoc/>
    public IEnumerator<LossTerm> GetEnumerator() => _terms.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
