using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Samplers;

/// <summary>
/// Chooses up to a number of priors at random, a part of them positive; negatives fill up where positives are few
/// (Ren et al., Faster R-CNN, 2015).
/// </summary>
[Component("RandomSampler")]
public sealed class RandomSampler : ISampler
{
    private readonly IRandomSource _random;
    private readonly int _num;
    private readonly double _posFraction;
    private readonly double _negPosUpperBound;
    private readonly bool _addTruth;

    /// <summary>Creates the sampler.</summary>
    /// <param name="random">Where randomness comes from.</param>
    /// <param name="num">Priors chosen in an image, at most.</param>
    /// <param name="posFraction">Part of them that may be positive, 0-1.</param>
    /// <param name="negPosUb">Negatives per positive, at most; -1: no limit.</param>
    /// <param name="addGtAsProposals">Whether ground-truth boxes are put before the priors.</param>
    /// <exception cref="BaronException">Numbers that cannot be.</exception>
    public RandomSampler(IRandomSource random, int num, double posFraction, double negPosUb = -1, bool addGtAsProposals = true)
    {
        if (num < 1 || posFraction is not (>= 0 and <= 1))
        {
            throw new BaronException($"RandomSampler: num must be at least 1 and pos_fraction in 0-1, not {num} and {posFraction}.");
        }

        _random = random;
        _num = num;
        _posFraction = posFraction;
        _negPosUpperBound = negPosUb;
        _addTruth = addGtAsProposals;
    }

    /// <inheritdoc/>
    public SamplingResult Sample(AssignResult assignment, Tensor priors, Tensor truthBoxes, Tensor truthLabels)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var added = _addTruth ? (int)truthBoxes.shape[0] : 0;
        var assigned = assignment.TruthIndices.ToHostArray<long>();
        var positives = new List<int>();
        var negatives = new List<int>(assigned.Length);
        for (var i = 0; i < added; i++)
        {
            positives.Add(i);
        }

        for (var i = 0; i < assigned.Length; i++)
        {
            if (assigned[i] > 0)
            {
                positives.Add(added + i);
            }
            else if (assigned[i] == 0)
            {
                negatives.Add(added + i);
            }
        }

        var chosenPositives = Choose(positives, (int)(_num * _posFraction));
        var wanted = _num - chosenPositives.Length;
        if (_negPosUpperBound >= 0)
        {
            wanted = Math.Min(wanted, (int)(_negPosUpperBound * Math.Max(1, chosenPositives.Length)));
        }

        var chosenNegatives = Choose(negatives, wanted);
        var truth = new long[chosenPositives.Length];
        var isTruth = new byte[chosenPositives.Length];
        for (var i = 0; i < truth.Length; i++)
        {
            var index = (int)chosenPositives[i];
            truth[i] = index < added ? index : assigned[index - added] - 1;
            isTruth[i] = index < added ? (byte)1 : (byte)0;
        }

        var device = priors.device;
        var candidates = added > 0 ? cat([truthBoxes, priors], 0) : priors;
        var positiveIndices = tensor(chosenPositives, ScalarType.Int64, device);
        var negativeIndices = tensor(chosenNegatives, ScalarType.Int64, device);
        var truthIndices = tensor(truth, ScalarType.Int64, device);
        return new SamplingResult(
            positiveIndices.MoveToOuterDisposeScope(),
            negativeIndices.MoveToOuterDisposeScope(),
            candidates.index_select(0, positiveIndices).MoveToOuterDisposeScope(),
            candidates.index_select(0, negativeIndices).MoveToOuterDisposeScope(),
            truthIndices.MoveToOuterDisposeScope(),
            truthBoxes.index_select(0, truthIndices).MoveToOuterDisposeScope(),
            truthLabels.index_select(0, truthIndices).MoveToOuterDisposeScope(),
            tensor(isTruth, ScalarType.Byte, device).MoveToOuterDisposeScope());
    }

    private long[] Choose(List<int> gallery, int take)
    {
        if (gallery.Count <= take)
        {
            return gallery.Select(i => (long)i).ToArray();
        }

        var chosen = new long[Math.Max(take, 0)];
        var picks = _random.Choose(gallery.Count, chosen.Length);
        for (var i = 0; i < chosen.Length; i++)
        {
            chosen[i] = gallery[picks[i]];
        }

        Array.Sort(chosen);
        return chosen;
    }
}
