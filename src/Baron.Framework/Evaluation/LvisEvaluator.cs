namespace Baron.Evaluation;

/// <summary>
/// LVIS's federated evaluation with the numbers of lvis-api (Gupta et al., LVIS, CVPR 2019, section 3): a category is judged only
/// in the images where it is annotated or verifiably absent; where it is not annotated exhaustively, detections without an
/// object are no mistakes; the best 300 detections of an image count, over all categories; there are no crowds.
/// </summary>
public sealed class LvisEvaluator
{
    private readonly LvisGroundTruth _truth;
    private readonly CocoEvaluator _evaluator;
    private readonly CocoEvaluationOptions _options;
    private readonly int _limit;

    /// <summary>Prepares an evaluation.</summary>
    /// <param name="truth">The ground truth.</param>
    /// <param name="options">
    /// Parameters; of the numbers of detections only the last is used, and <c>null</c> stands for lvis-api's own parameters: boxes,
    /// all categories, 300 detections an image. Without categories every object and every detection of an image is judged.
    /// </param>
    /// <exception cref="BaronException">A category is not in the ground truth, or a parameter is out of range.</exception>
    public LvisEvaluator(LvisGroundTruth truth, CocoEvaluationOptions? options = null)
    {
        options ??= new CocoEvaluationOptions { MaxDetections = [300] };
        _limit = options.MaxDetections.DefaultIfEmpty(0).Max();
        (_truth, _options) = (truth, options with { MaxDetections = [_limit] });
        _evaluator = new CocoEvaluator(truth.Objects, _options);
    }

    /// <summary>Matches detections with the ground truth and accumulates precision and recall.</summary>
    /// <param name="results">The detections; those that the federated rules leave out have no influence.</param>
    /// <exception cref="BaronException">A detection's image is not in the ground truth, or a mask is missing or has another size.</exception>
    public LvisEvaluation Evaluate(CocoResults results)
    {
        var kept = new bool[results.Count];
        var lenient = new bool[results.Count];
        KeepBest(results, kept);
        if (_options.UseCategories)
        {
            Judge(results, kept, lenient);
        }

        return new LvisEvaluation(_truth, _evaluator.Evaluate(results, kept, lenient));
    }

    // The limit is on an image's detections of all categories, known or not, before anything else.
    private void KeepBest(CocoResults results, bool[] kept)
    {
        var detections = results.Span;
        var byImage = new Dictionary<long, List<int>>();
        for (var i = 0; i < detections.Length; i++)
        {
            ref var list = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(byImage, detections[i].ImageId, out _);
            (list ??= []).Add(i);
        }

        var keys = Array.Empty<double>();
        foreach (var list in byImage.Values)
        {
            var items = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list);
            if (items.Length > _limit)
            {
                if (keys.Length < items.Length)
                {
                    keys = new double[items.Length * 2];
                }

                for (var i = 0; i < items.Length; i++)
                {
                    keys[i] = ScoreOrder.Key(detections[items[i]].Score);
                }

                ScoreOrder.Sort(keys.AsSpan(0, items.Length), items);
                items = items[.._limit];
            }

            foreach (var item in items)
            {
                kept[item] = true;
            }
        }
    }

    private void Judge(CocoResults results, bool[] kept, bool[] lenient)
    {
        var places = new CocoEvaluator.Places(_truth.Objects.ImageIds);
        var evaluated = (_options.CategoryIds ?? [.. _truth.Objects.Categories.Select(c => c.Id)]).ToHashSet();
        var (judged, inexhaustive) = (new HashSet<long>(), new HashSet<long>());
        foreach (var annotation in _truth.Objects.Annotations)
        {
            if (places.Of(annotation.ImageId) is >= 0 and var place && evaluated.Contains(annotation.CategoryId))
            {
                judged.Add(Key(place, annotation.CategoryId));
            }
        }

        foreach (var (image, labels) in _truth.Labels)
        {
            var place = places.Of(image);
            judged.UnionWith(labels.Negative.Select(category => Key(place, category)));
            inexhaustive.UnionWith(labels.NotExhaustive.Select(category => Key(place, category)));
        }

        var detections = results.Span;
        for (var i = 0; i < detections.Length; i++)
        {
            var key = Key(places.Of(detections[i].ImageId), detections[i].CategoryId);
            kept[i] &= judged.Contains(key);
            lenient[i] = kept[i] && inexhaustive.Contains(key);
        }
    }

    private static long Key(int place, int category) => ((long)place << 32) | (uint)category;
}
