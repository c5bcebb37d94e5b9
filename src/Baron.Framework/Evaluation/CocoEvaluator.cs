namespace Baron.Evaluation;

/// <summary>
/// COCO's detection evaluation: the same matching, sorting and averaging as pycocotools' <c>COCOeval</c>, to the last digit
/// that summation order leaves. Each category is evaluated by itself, several at a time, in buffers that are used again: beside the
/// result itself, memory follows the number of detections and annotations, not that of categories, images or pairs.
/// </summary>
public sealed class CocoEvaluator
{
    private readonly CocoGroundTruth _truth;
    private readonly CocoEvaluationOptions _options;
    private readonly int[] _categoryIds;
    private readonly double[] _iouThresholds;
    private readonly int[] _maxDetections;

    /// <summary>Prepares an evaluation.</summary>
    /// <param name="truth">The ground truth.</param>
    /// <param name="options">Parameters, or <c>null</c> for COCO's own.</param>
    /// <exception cref="BaronException">A category is not in the ground truth, or a parameter is out of range.</exception>
    public CocoEvaluator(CocoGroundTruth truth, CocoEvaluationOptions? options = null)
    {
        (_truth, _options) = (truth, options ?? new CocoEvaluationOptions());
        var known = truth.Categories.Select(c => c.Id).ToHashSet();
        foreach (var unknown in (_options.CategoryIds ?? []).Where(id => !known.Contains(id)))
        {
            throw new BaronException($"Category {unknown} is not in {truth.Name}, which has {known.Count} categories.");
        }

        _categoryIds = [.. (_options.CategoryIds ?? known).Distinct().Order()];
        _maxDetections = [.. _options.MaxDetections.Order()];
        if (_options.IouThresholds.Count is < 1 or > 32)
        {
            throw new BaronException($"An evaluation needs 1 to 32 IoU thresholds, not {_options.IouThresholds.Count}.");
        }

        if (_maxDetections.Length == 0 || _maxDetections[0] < 1 || _options.RecallThresholds.Count == 0 || _options.AreaRanges.Count == 0)
        {
            throw new BaronException("An evaluation needs at least one recall threshold, one range of areas and one positive number of detections.");
        }

        // A threshold of 1 would be missed by rounding.
        _iouThresholds = [.. _options.IouThresholds.Select(t => Math.Min(t, 1 - 1e-10))];
    }

    /// <summary>Matches detections with the ground truth and accumulates precision and recall.</summary>
    /// <param name="results">The detections; those of categories that are not evaluated are left out.</param>
    /// <exception cref="BaronException">A detection's image is not in the ground truth, or a mask is missing or has another size.</exception>
    public CocoEvaluation Evaluate(CocoResults results) => Evaluate(results, kept: null, lenient: null);

    /// <summary>Evaluates a part of the detections.</summary>
    /// <param name="results">The detections.</param>
    /// <param name="kept">Which of them take part; <c>null</c> for all.</param>
    /// <param name="lenient">Which of them are no mistakes when they match nothing; <c>null</c> for none.</param>
    internal CocoEvaluation Evaluate(CocoResults results, bool[]? kept, bool[]? lenient)
    {
        var evaluation = new CocoEvaluation(_categoryIds, CategoryNames(), _options with { MaxDetections = _maxDetections });
        var annotations = _truth.Annotations as CocoGroundTruthAnnotation[] ?? [.. _truth.Annotations];
        var input = new MatchingInput
        {
            TruthName = _truth.Name,
            Masks = _options.IouType == CocoIouType.Mask,
            Thresholds = _iouThresholds,
            Recalls = [.. _options.RecallThresholds],
            Areas = [.. _options.AreaRanges],
            Limits = _maxDetections,
            Annotations = annotations,
            Results = results,
            Truth = Arrange(annotations),
            Found = Arrange(results, kept),
            Lenient = lenient,
        };
        var count = _options.UseCategories ? _categoryIds.Length : 1;
        var threads = Math.Min(count, _options.Threads > 0 ? _options.Threads : Environment.ProcessorCount);
        if (threads <= 1)
        {
            var matcher = new CategoryMatcher(input);
            for (var k = 0; k < count; k++)
            {
                matcher.Evaluate(evaluation, k);
            }

            return evaluation;
        }

        var errors = new BaronException?[count];
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            () => new CategoryMatcher(input),
            (k, _, matcher) =>
            {
                try
                {
                    matcher.Evaluate(evaluation, k);
                }
                catch (BaronException e)
                {
                    errors[k] = e;
                }

                return matcher;
            },
            _ => { });

        // The same mistake is reported whichever thread was first.
        return Array.Find(errors, e => e is not null) is { } error ? throw new BaronException(error.Message, error) : evaluation;
    }

    private List<string> CategoryNames()
    {
        var names = _truth.Categories.ToDictionary(c => c.Id, c => c.Name);
        return [.. _categoryIds.Select(id => names[id])];
    }

    private DetectionArrangement Arrange(CocoGroundTruthAnnotation[] annotations)
    {
        var (places, categories) = (new Places(_truth.ImageIds), Categories());
        var (images, classes) = (new int[annotations.Length], new int[annotations.Length]);
        for (var i = 0; i < annotations.Length; i++)
        {
            images[i] = places.Of(annotations[i].ImageId);
            classes[i] = categories.GetValueOrDefault(annotations[i].CategoryId, -1);
        }

        return DetectionArrangement.Create(images, _truth.ImageIds.Count, classes, _categoryIds.Length, _options.UseCategories);
    }

    private DetectionArrangement Arrange(CocoResults results, bool[]? kept)
    {
        var (places, categories) = (new Places(_truth.ImageIds), Categories());
        var detections = results.Span;
        var (images, classes) = (new int[detections.Length], new int[detections.Length]);
        for (var i = 0; i < detections.Length; i++)
        {
            images[i] = places.Of(detections[i].ImageId);
            if (images[i] < 0)
            {
                throw new BaronException($"The results have detections of image {detections[i].ImageId}, which is not in {_truth.Name} ({_truth.ImageIds.Count} images); they belong to another dataset.");
            }

            classes[i] = kept is null || kept[i] ? categories.GetValueOrDefault(detections[i].CategoryId, -1) : -1;
        }

        return DetectionArrangement.Create(images, _truth.ImageIds.Count, classes, _categoryIds.Length, _options.UseCategories);
    }

    private Dictionary<int, int> Categories()
    {
        var categories = new Dictionary<int, int>(_categoryIds.Length);
        for (var k = 0; k < _categoryIds.Length; k++)
        {
            categories.Add(_categoryIds[k], k);
        }

        return categories;
    }

    /// <summary>The places of images in the evaluated order; an image's objects often follow each other.</summary>
    internal sealed class Places
    {
        private readonly Dictionary<long, int> _places;
        private (long Id, int Place) _last = (0, -1);

        /// <summary>Notes the places.</summary>
        /// <param name="ids">The images in order.</param>
        public Places(IReadOnlyList<long> ids)
        {
            _places = new Dictionary<long, int>(ids.Count);
            for (var i = 0; i < ids.Count; i++)
            {
                _places.Add(ids[i], i);
            }
        }

        /// <summary>The place of an image, or -1 where it has none.</summary>
        public int Of(long id)
        {
            if (_last.Place < 0 || _last.Id != id)
            {
                _last = (id, _places.GetValueOrDefault(id, -1));
            }

            return _last.Place;
        }
    }
}
