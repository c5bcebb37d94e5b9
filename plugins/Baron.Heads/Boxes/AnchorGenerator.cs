using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// Anchors of several scales and ratios (height / width) at every cell of every level (Ren et al., Faster R-CNN, 2015):
/// width <c>base * scale / sqrt(ratio)</c>, height <c>base * scale * sqrt(ratio)</c>.
/// </summary>
[Component("AnchorGenerator")]
public sealed class AnchorGenerator : IAnchorGenerator
{
    // Branches of one batch and pictures of several sizes alternate; a handful of grids serves them all.
    private const int CachedGrids = 16;

    private readonly float[][] _base;
    private readonly List<(string Key, IReadOnlyList<Tensor> Priors)> _cache = [];
    private readonly Lock _lock = new();

    /// <summary>Creates the generator.</summary>
    /// <param name="strides">Stride of each level in pixels.</param>
    /// <param name="ratios">Ratios of height to width.</param>
    /// <param name="scales">Sizes relative to the base size; or give <paramref name="octaveBaseScale"/> and <paramref name="scalesPerOctave"/>.</param>
    /// <param name="baseSizes">Base size of each level in pixels; by default the strides.</param>
    /// <param name="scaleMajor">Whether anchors of a cell are listed by ratio first and then by scale; false: by scale first.</param>
    /// <param name="octaveBaseScale">The smallest scale of an octave.</param>
    /// <param name="scalesPerOctave">Scales in an octave: <c>octave_base_scale * 2^(i / scales_per_octave)</c>.</param>
    /// <param name="centers">Centre of the first cell's anchors of each level in pixels, x and y; by default <paramref name="centerOffset"/> decides.</param>
    /// <param name="centerOffset">Centre of a cell's anchors in base sizes, 0-1.</param>
    /// <exception cref="BaronException">Lists of different lengths, or neither or both ways to give scales.</exception>
    public AnchorGenerator(
        IReadOnlyList<int> strides,
        IReadOnlyList<double> ratios,
        IReadOnlyList<double>? scales = null,
        IReadOnlyList<double>? baseSizes = null,
        bool scaleMajor = true,
        double? octaveBaseScale = null,
        int? scalesPerOctave = null,
        IReadOnlyList<IReadOnlyList<double>>? centers = null,
        double centerOffset = 0)
    {
        if (strides.Count == 0 || strides.Any(s => s < 1) || ratios.Count == 0 || ratios.Any(r => !(r > 0)))
        {
            throw new BaronException("AnchorGenerator: strides and ratios need at least one number each, all above 0.");
        }

        if (baseSizes is not null && baseSizes.Count != strides.Count)
        {
            throw new BaronException($"AnchorGenerator: base_sizes has {baseSizes.Count} entries for {strides.Count} strides.");
        }

        if (centers is not null && (centers.Count != strides.Count || centers.Any(c => c.Count != 2)))
        {
            throw new BaronException($"AnchorGenerator: centers needs a pair (x, y) for each of the {strides.Count} strides.");
        }

        if (centers is not null && centerOffset != 0)
        {
            throw new BaronException("AnchorGenerator: give either centers or center_offset.");
        }

        if (centerOffset is < 0 or > 1)
        {
            throw new BaronException($"AnchorGenerator: center_offset must be in 0-1, not {centerOffset}.");
        }

        var octave = octaveBaseScale is not null && scalesPerOctave is not null;
        if (octave == scales is not null || (octaveBaseScale is null) != (scalesPerOctave is null))
        {
            throw new BaronException("AnchorGenerator: give either scales, or octave_base_scale and scales_per_octave.");
        }

        var sizes = octave
            ? Enumerable.Range(0, scalesPerOctave!.Value).Select(i => (float)(octaveBaseScale!.Value * Math.Pow(2, (double)i / scalesPerOctave.Value))).ToArray()
            : scales!.Select(s => (float)s).ToArray();
        if (sizes.Length == 0 || sizes.Any(s => !(s > 0)))
        {
            throw new BaronException("AnchorGenerator: scales need at least one number, all above 0.");
        }

        Strides = strides.Select(s => (s, s)).ToArray();
        _base = new float[strides.Count][];
        for (var level = 0; level < strides.Count; level++)
        {
            var size = (float)(baseSizes?[level] ?? strides[level]);
            var x = centers is null ? (float)centerOffset * size : (float)centers[level][0];
            var y = centers is null ? (float)centerOffset * size : (float)centers[level][1];
            _base[level] = BaseAnchors(size, x, y, sizes, ratios, scaleMajor);
        }

        NumBasePriors = _base.Select(b => b.Length / 4).ToArray();
    }

    /// <inheritdoc/>
    public IReadOnlyList<(int Width, int Height)> Strides { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> NumBasePriors { get; }

    /// <summary>The anchors of the cell at the origin.</summary>
    /// <param name="level">The level.</param>
    /// <returns><c>[A, 4]</c>.</returns>
    public Tensor BaseAnchors(int level) => tensor(_base[level], [NumBasePriors[level], 4]);

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> GridPriors(IReadOnlyList<ImageSize> featureSizes, Device device)
    {
        RequireLevels(featureSizes.Count);
        var key = device + ":" + string.Join(',', featureSizes.Select(s => $"{s.Height}x{s.Width}"));
        lock (_lock)
        {
            for (var i = 0; i < _cache.Count; i++)
            {
                if (_cache[i].Key == key)
                {
                    var hit = _cache[i];
                    if (i > 0)
                    {
                        _cache.RemoveAt(i);
                        _cache.Insert(0, hit);
                    }

                    return hit.Priors;
                }
            }

            var priors = new Tensor[featureSizes.Count];
            for (var level = 0; level < priors.Length; level++)
            {
                priors[level] = Grid(level, featureSizes[level], device);
            }

            _cache.Insert(0, (key, priors));
            if (_cache.Count > CachedGrids)
            {
                foreach (var tensor in _cache[^1].Priors)
                {
                    tensor.Dispose();
                }

                _cache.RemoveAt(_cache.Count - 1);
            }

            return priors;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> ValidFlags(IReadOnlyList<ImageSize> featureSizes, ImageSize validShape, Device device)
    {
        RequireLevels(featureSizes.Count);
        var flags = new Tensor[featureSizes.Count];
        for (var level = 0; level < flags.Length; level++)
        {
            using var scope = NewDisposeScope();
            var (height, width) = featureSizes[level];
            var anchors = NumBasePriors[level];
            var (validWidth, validHeight) = ValidCells(level, featureSizes[level], validShape);
            var result = zeros([height * width * anchors], ScalarType.Bool);
            var span = result.AsSpan<bool>();
            for (var y = 0; y < validHeight; y++)
            {
                span.Slice(y * width * anchors, validWidth * anchors).Fill(true);
            }

            flags[level] = result.to(device).MoveToOuterDisposeScope();
        }

        return flags;
    }

    private static float[] BaseAnchors(float size, float x, float y, float[] scales, IReadOnlyList<double> ratios, bool scaleMajor)
    {
        var anchors = new float[scales.Length * ratios.Count * 4];
        var at = 0;
        for (var i = 0; i < scales.Length * ratios.Count; i++)
        {
            var scale = scales[scaleMajor ? i % scales.Length : i / ratios.Count];
            var ratio = (float)ratios[scaleMajor ? i / scales.Length : i % ratios.Count];
            var root = MathF.Sqrt(ratio);
            var inverse = 1 / root;
            var w = scaleMajor ? size * inverse * scale : size * scale * inverse;
            var h = scaleMajor ? size * root * scale : size * scale * root;
            anchors[at++] = x - (0.5f * w);
            anchors[at++] = y - (0.5f * h);
            anchors[at++] = x + (0.5f * w);
            anchors[at++] = y + (0.5f * h);
        }

        return anchors;
    }

    private (int Width, int Height) ValidCells(int level, ImageSize feature, ImageSize valid)
    {
        var (strideWidth, strideHeight) = Strides[level];
        return (
            Math.Min((valid.Width + strideWidth - 1) / strideWidth, feature.Width),
            Math.Min((valid.Height + strideHeight - 1) / strideHeight, feature.Height));
    }

    private Tensor Grid(int level, ImageSize size, Device device)
    {
        using var scope = NewDisposeScope();
        var anchors = _base[level];
        var (strideWidth, strideHeight) = Strides[level];
        var host = empty([size.Height * size.Width * (anchors.Length / 4), 4], ScalarType.Float32);
        var span = host.AsSpan<float>();
        var at = 0;
        for (var y = 0; y < size.Height; y++)
        {
            float shiftY = y * strideHeight;
            for (var x = 0; x < size.Width; x++)
            {
                float shiftX = x * strideWidth;
                for (var a = 0; a < anchors.Length; a += 4)
                {
                    span[at++] = anchors[a] + shiftX;
                    span[at++] = anchors[a + 1] + shiftY;
                    span[at++] = anchors[a + 2] + shiftX;
                    span[at++] = anchors[a + 3] + shiftY;
                }
            }
        }

        return host.to(device).DetachFromDisposeScope();
    }

    private void RequireLevels(int count)
    {
        if (count != Strides.Count)
        {
            throw new BaronException($"AnchorGenerator: strides names {Strides.Count} levels, but the neck gives {count} feature maps; make strides and the neck's num_outs agree.");
        }
    }
}
