using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// Pools each region from one level, chosen by the region's size (Lin et al., Feature Pyramid Networks, 2017):
/// <c>floor(log2(sqrt(w h) / finest_scale + 1e-6))</c>, limited to the levels there are.
/// </summary>
[Component("SingleRoIExtractor")]
public sealed class SingleRoiExtractor : nn.Module, IRoiExtractor
{
    private readonly IRoiLayer _layer;
    private readonly int[] _strides;
    private readonly double _finestScale;
    private readonly int _outChannels;

    /// <summary>Creates the extractor.</summary>
    /// <param name="roiLayer">The pooling operation.</param>
    /// <param name="outChannels">Channels of the maps.</param>
    /// <param name="featmapStrides">Strides of the levels in pixels.</param>
    /// <param name="finestScale">Regions smaller than twice this (pixels) belong to the first level.</param>
    /// <exception cref="BaronException">No strides, or numbers that are not above 0.</exception>
    public SingleRoiExtractor(IRoiLayer roiLayer, int outChannels, IReadOnlyList<int> featmapStrides, double finestScale = 56)
        : base(nameof(SingleRoiExtractor))
    {
        if (featmapStrides.Count == 0 || featmapStrides.Any(s => s < 1) || !(finestScale > 0))
        {
            throw new BaronException("SingleRoIExtractor: featmap_strides needs at least one number, and all of them and finest_scale must be above 0.");
        }

        _layer = roiLayer;
        _outChannels = outChannels;
        _strides = featmapStrides.ToArray();
        _finestScale = finestScale;
    }

    /// <inheritdoc/>
    public int InputCount => _strides.Length;

    /// <inheritdoc/>
    public Tensor Forward(IReadOnlyList<Tensor> features, Tensor rois)
    {
        if (features.Count < _strides.Length)
        {
            throw new BaronException($"SingleRoIExtractor: featmap_strides names {_strides.Length} levels, but there are only {features.Count} feature maps.");
        }

        if (features[0].shape[1] != _outChannels)
        {
            throw new BaronException($"SingleRoIExtractor: out_channels is {_outChannels}, but the feature maps have {features[0].shape[1]} channels.");
        }

        if (_strides.Length == 1)
        {
            return _layer.Forward(features[0], rois, 1.0 / _strides[0]);
        }

        using var scope = NewDisposeScope();
        var levels = LevelsOf(rois);
        var count = levels.Length;
        var rows = new List<long>[_strides.Length];
        for (var level = 0; level < rows.Length; level++)
        {
            rows[level] = [];
        }

        for (var i = 0; i < count; i++)
        {
            rows[levels[i]].Add(i);
        }

        var pooled = new List<Tensor>(rows.Length);
        var positions = new long[count];
        var at = 0L;
        for (var level = 0; level < rows.Length; level++)
        {
            if (rows[level].Count == 0)
            {
                continue;
            }

            foreach (var row in rows[level])
            {
                positions[row] = at++;
            }

            var selected = rows[level].Count == count ? rois : rois.index_select(0, tensor(rows[level].ToArray(), ScalarType.Int64, rois.device));
            pooled.Add(_layer.Forward(features[level], selected, 1.0 / _strides[level]));
        }

        var result = pooled.Count switch
        {
            0 => zeros([0, _outChannels, _layer.OutputSize.Height, _layer.OutputSize.Width], features[0].dtype, features[0].device),
            1 => pooled[0],
            _ => cat(pooled.ToArray(), 0).index_select(0, tensor(positions, ScalarType.Int64, rois.device)),
        };
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>The level of each region.</summary>
    /// <param name="rois"><c>[R, 5]</c>.</param>
    /// <returns>R numbers from 0.</returns>
    public int[] LevelsOf(Tensor rois)
    {
        var boxes = rois.ToHostArray<float>();
        var levels = new int[boxes.Length / 5];
        for (var i = 0; i < levels.Length; i++)
        {
            var width = boxes[(5 * i) + 3] - boxes[(5 * i) + 1];
            var height = boxes[(5 * i) + 4] - boxes[(5 * i) + 2];
            var size = MathF.Sqrt(width * height);
            var level = MathF.Floor(MathF.Log2((size / (float)_finestScale) + 1e-6f));
            levels[i] = level > 0 ? (int)MathF.Min(level, _strides.Length - 1) : 0;
        }

        return levels;
    }
}
