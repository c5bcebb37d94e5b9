using Baron.Registry;

namespace Baron.Data.Transforms;

/// <summary>
/// Gives samples to named branches, each with steps of its own: <c>{ type = "MultiBranch", branch_field = ["det_batch",
/// "kd_batch"], det_batch = { type = "PackDetInputs" } }</c>. The model gets a batch a branch.
/// </summary>
[Component("MultiBranch")]
public sealed class MultiBranch : ITransform
{
    private readonly KeyValuePair<string, Pipeline>[] _branches;

    /// <summary>Creates the step.</summary>
    /// <param name="branchField">The names of all branches that the datasets of the run have.</param>
    /// <param name="branches">The branches that this dataset's samples go to: a step, or a list of steps, under the branch's name.</param>
    /// <exception cref="BaronException">There is no branch, or one that <paramref name="branchField"/> does not name.</exception>
    public MultiBranch(IReadOnlyList<string> branchField, [ExtraKeys, SingleOrList] IReadOnlyDictionary<string, IReadOnlyList<ITransform>> branches)
    {
        if (branches.Count == 0)
        {
            throw new BaronException("MultiBranch: no branch has steps; write for example det_batch = { type = \"PackDetInputs\" }.");
        }

        if (branches.Keys.FirstOrDefault(name => !branchField.Contains(name)) is { } unknown)
        {
            throw new BaronException($"MultiBranch: '{unknown}' is not one of branch_field ({string.Join(", ", branchField)}).");
        }

        _branches = [.. branches.Select(branch => KeyValuePair.Create(branch.Key, new Pipeline(branch.Value)))];
    }

    /// <inheritdoc/>
    public PipelineSample? Apply(PipelineSample sample, IRandomSource random)
    {
        for (var i = 0; i < _branches.Length; i++)
        {
            var (name, steps) = _branches[i];
            var last = i == _branches.Length - 1;
            var branch = last ? sample : sample.Clone();
            var before = branch.Packed.Count;
            try
            {
                if (!steps.Apply(branch, random))
                {
                    return null;
                }

                for (var j = before; j < branch.Packed.Count; j++)
                {
                    branch.Packed[j] = branch.Packed[j] with { Branch = name };
                }

                if (!last)
                {
                    sample.Packed.AddRange(branch.Packed);
                    branch.Packed.Clear();
                }
            }
            finally
            {
                if (!last)
                {
                    branch.Dispose();
                }
            }
        }

        return sample;
    }
}
