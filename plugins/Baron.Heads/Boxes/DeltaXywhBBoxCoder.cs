using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using Baron.Structures;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// Boxes as shifts of the centre in prior sizes and logarithms of the size ratio (Girshick et al., R-CNN, 2014):
/// <c>dx = (gx - px) / pw</c>, <c>dw = log(gw / pw)</c>, then minus means, divided by standard deviations.
/// </summary>
[Component("DeltaXYWHBBoxCoder")]
public sealed class DeltaXywhBBoxCoder : IBBoxCoder
{
    private readonly float[] _means;
    private readonly float[] _stds;
    private readonly bool _clipBorder;
    private readonly bool _addCtrClamp;
    private readonly float _ctrClamp;
    private readonly float _maxRatio;

    /// <summary>Creates the coder.</summary>
    /// <param name="targetMeans">Means of the four deltas; by default 0.</param>
    /// <param name="targetStds">Standard deviations of the four deltas; by default 1.</param>
    /// <param name="clipBorder">Whether decoded boxes are clipped to the image.</param>
    /// <param name="addCtrClamp">Whether shifts of the centre are limited (YOLOF), and sizes limited from above only.</param>
    /// <param name="ctrClamp">That limit in pixels.</param>
    /// <param name="whRatioClip">The smallest ratio of the sizes of box and prior; its inverse is the largest.</param>
    /// <exception cref="BaronException">Not four means or standard deviations, or a standard deviation of 0.</exception>
    public DeltaXywhBBoxCoder(
        IReadOnlyList<double>? targetMeans = null,
        IReadOnlyList<double>? targetStds = null,
        bool clipBorder = true,
        bool addCtrClamp = false,
        double ctrClamp = 32,
        double whRatioClip = 16.0 / 1000)
    {
        _means = Four(targetMeans, 0, "target_means");
        _stds = Four(targetStds, 1, "target_stds");
        if (_stds.Any(std => !(std > 0)))
        {
            throw new BaronException($"DeltaXYWHBBoxCoder: target_stds must be above 0, not {string.Join(", ", _stds)}.");
        }

        _clipBorder = clipBorder;
        _addCtrClamp = addCtrClamp;
        _ctrClamp = (float)ctrClamp;
        _maxRatio = (float)Math.Abs(Math.Log(whRatioClip));
    }

    /// <inheritdoc/>
    public Tensor Encode(Tensor priors, Tensor boxes)
    {
        using var scope = NewDisposeScope();
        if (priors.device_type != DeviceType.CPU || priors.requires_grad || boxes.requires_grad)
        {
            return EncodeTensors(priors, boxes).MoveToOuterDisposeScope();
        }

        var from = priors.to(ScalarType.Float32).contiguous();
        var to = boxes.to(ScalarType.Float32).contiguous();
        var result = empty([priors.shape[0], 4], ScalarType.Float32);
        var p = from.AsReadOnlySpan<float>();
        var g = to.AsReadOnlySpan<float>();
        var d = result.AsSpan<float>();
        for (var i = 0; i < d.Length; i += 4)
        {
            var pw = p[i + 2] - p[i];
            var ph = p[i + 3] - p[i + 1];
            var gw = g[i + 2] - g[i];
            var gh = g[i + 3] - g[i + 1];
            d[i] = (((((g[i] + g[i + 2]) * 0.5f) - ((p[i] + p[i + 2]) * 0.5f)) / pw) - _means[0]) / _stds[0];
            d[i + 1] = (((((g[i + 1] + g[i + 3]) * 0.5f) - ((p[i + 1] + p[i + 3]) * 0.5f)) / ph) - _means[1]) / _stds[1];
            d[i + 2] = (MathF.Log(gw / pw) - _means[2]) / _stds[2];
            d[i + 3] = (MathF.Log(gh / ph) - _means[3]) / _stds[3];
        }

        return result.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor priors, Tensor deltas, ImageSize? maxShape = null)
    {
        using var scope = NewDisposeScope();
        if (deltas.device_type != DeviceType.CPU || deltas.requires_grad)
        {
            return DecodeTensors(priors, deltas, maxShape).MoveToOuterDisposeScope();
        }

        var from = priors.to(ScalarType.Float32).contiguous();
        var values = deltas.to(ScalarType.Float32).contiguous();
        var result = empty(deltas.shape, ScalarType.Float32);
        var p = from.AsReadOnlySpan<float>();
        var d = values.AsReadOnlySpan<float>();
        var b = result.AsSpan<float>();
        var perPrior = deltas.shape[0] == 0 ? 4 : d.Length / (int)deltas.shape[0];
        var clip = _clipBorder && maxShape is not null;
        float width = maxShape?.Width ?? 0;
        float height = maxShape?.Height ?? 0;
        for (var i = 0; i < d.Length; i += 4)
        {
            var k = i / perPrior * 4;
            var pw = p[k + 2] - p[k];
            var ph = p[k + 3] - p[k + 1];
            var shiftX = pw * ((d[i] * _stds[0]) + _means[0]);
            var shiftY = ph * ((d[i + 1] * _stds[1]) + _means[1]);
            var dw = (d[i + 2] * _stds[2]) + _means[2];
            var dh = (d[i + 3] * _stds[3]) + _means[3];
            if (_addCtrClamp)
            {
                shiftX = Math.Clamp(shiftX, -_ctrClamp, _ctrClamp);
                shiftY = Math.Clamp(shiftY, -_ctrClamp, _ctrClamp);
                dw = Math.Min(dw, _maxRatio);
                dh = Math.Min(dh, _maxRatio);
            }
            else
            {
                dw = Math.Clamp(dw, -_maxRatio, _maxRatio);
                dh = Math.Clamp(dh, -_maxRatio, _maxRatio);
            }

            var x = ((p[k] + p[k + 2]) * 0.5f) + shiftX;
            var y = ((p[k + 1] + p[k + 3]) * 0.5f) + shiftY;
            var w = pw * MathF.Exp(dw) * 0.5f;
            var h = ph * MathF.Exp(dh) * 0.5f;
            if (clip)
            {
                b[i] = Math.Clamp(x - w, 0, width);
                b[i + 1] = Math.Clamp(y - h, 0, height);
                b[i + 2] = Math.Clamp(x + w, 0, width);
                b[i + 3] = Math.Clamp(y + h, 0, height);
            }
            else
            {
                b[i] = x - w;
                b[i + 1] = y - h;
                b[i + 2] = x + w;
                b[i + 3] = y + h;
            }
        }

        return result.MoveToOuterDisposeScope();
    }

    private static float[] Four(IReadOnlyList<double>? values, float fallback, string name)
    {
        if (values is null)
        {
            return [fallback, fallback, fallback, fallback];
        }

        return values.Count == 4
            ? values.Select(v => (float)v).ToArray()
            : throw new BaronException($"DeltaXYWHBBoxCoder: {name} needs four numbers (dx, dy, dw, dh), not {values.Count}.");
    }

    private Tensor EncodeTensors(Tensor priors, Tensor boxes)
    {
        var means = tensor(_means, device: priors.device);
        var stds = tensor(_stds, device: priors.device);
        var p = priors.to(ScalarType.Float32);
        var g = boxes.to(ScalarType.Float32);
        var priorSize = p.narrow(1, 2, 2) - p.narrow(1, 0, 2);
        var shift = ((g.narrow(1, 0, 2) + g.narrow(1, 2, 2)) * 0.5) - ((p.narrow(1, 0, 2) + p.narrow(1, 2, 2)) * 0.5);
        var size = g.narrow(1, 2, 2) - g.narrow(1, 0, 2);
        return (cat([shift / priorSize, (size / priorSize).log()], 1) - means) / stds;
    }

    private Tensor DecodeTensors(Tensor priors, Tensor deltas, ImageSize? maxShape)
    {
        var perPrior = deltas.shape[0] == 0 ? 1 : deltas.numel() / deltas.shape[0] / 4;
        var d = (deltas.view(-1, 4) * tensor(_stds, device: deltas.device)) + tensor(_means, device: deltas.device);
        var p = perPrior == 1 ? priors : priors.repeat_interleave(perPrior, 0);
        var priorSize = p.narrow(1, 2, 2) - p.narrow(1, 0, 2);
        var shift = priorSize * d.narrow(1, 0, 2);
        var ratio = d.narrow(1, 2, 2);
        if (_addCtrClamp)
        {
            shift = shift.clamp(-_ctrClamp, _ctrClamp);
            ratio = ratio.clamp_max(_maxRatio);
        }
        else
        {
            ratio = ratio.clamp(-_maxRatio, _maxRatio);
        }

        var centre = ((p.narrow(1, 0, 2) + p.narrow(1, 2, 2)) * 0.5) + shift;
        var half = priorSize * ratio.exp() * 0.5;
        var boxes = cat([centre - half, centre + half], 1);
        if (_clipBorder && maxShape is { } size)
        {
            boxes = BoxMath.Clip(boxes, size);
        }

        return boxes.view(deltas.shape);
    }
}
