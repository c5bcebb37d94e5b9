using Baron.Ops;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Data.Transforms;

/// <summary>Mirrors the picture of a sample with its boxes and masks, or leaves it.</summary>
[Component("RandomFlip")]
public sealed class RandomFlip : ITransform
{
    private readonly double[] _probabilities;
    private readonly FlipDirection[] _directions;

    /// <summary>Creates the step.</summary>
    /// <param name="prob">The probability of a flip, shared equally by the directions; or one probability a direction.</param>
    /// <param name="direction"><c>horizontal</c>, <c>vertical</c> or <c>diagonal</c>, or several of them.</param>
    /// <exception cref="BaronException">A probability is not valid.</exception>
    public RandomFlip([SingleOrList] IReadOnlyList<double>? prob = null, [SingleOrList] IReadOnlyList<FlipDirection>? direction = null)
    {
        _directions = [.. direction ?? [FlipDirection.Horizontal]];
        var given = prob ?? [0.5];
        if (_directions.Length == 0 || (given.Count != 1 && given.Count != _directions.Length))
        {
            throw new BaronException("RandomFlip: prob is one number, or one for each direction.");
        }

        _probabilities = given.Count == _directions.Length
            ? [.. given]
            : [.. _directions.Select(_ => given[0] / _directions.Length)];
        if (_probabilities.Any(p => p is < 0 or > 1 || double.IsNaN(p)) || _probabilities.Sum() > 1 + 1e-9)
        {
            throw new BaronException("RandomFlip: probabilities lie between 0 and 1 and sum up to at most 1.");
        }
    }

    /// <inheritdoc/>
    public PipelineSample? Apply(PipelineSample sample, IRandomSource random)
    {
        var draw = random.NextDouble();
        for (var i = 0; i < _directions.Length; i++)
        {
            if (draw < _probabilities[i])
            {
                Flip(sample, _directions[i]);
                return sample;
            }

            draw -= _probabilities[i];
        }

        return sample;
    }

    /// <summary>Mirrors a sample.</summary>
    /// <param name="sample">The sample; changed.</param>
    /// <param name="direction">Which way.</param>
    public static void Flip(PipelineSample sample, FlipDirection direction)
    {
        var size = sample.Size;
        sample.FlipImage(direction);

        var boxes = sample.Boxes;
        for (var i = 0; i < boxes.Length; i++)
        {
            var box = boxes[i];
            if (direction != FlipDirection.Vertical)
            {
                box = box with { X1 = size.Width - box.X2, X2 = size.Width - box.X1 };
            }

            if (direction != FlipDirection.Horizontal)
            {
                box = box with { Y1 = size.Height - box.Y2, Y2 = size.Height - box.Y1 };
            }

            boxes[i] = box;
        }

        if (sample.Masks is { } masks)
        {
            sample.Masks = Array.ConvertAll(masks, mask => mask.Flip(direction));
        }

        sample.Meta = sample.Meta with { FlipDirection = Name(direction) };
    }

    private static string Name(FlipDirection direction) => direction switch
    {
        FlipDirection.Horizontal => "horizontal",
        FlipDirection.Vertical => "vertical",
        _ => "diagonal",
    };
}
