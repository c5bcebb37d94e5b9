namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => functional.pad(input, (ReadOnlySpan<long>)pad, mode, value);

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                fixed (long* p = pad)
                {
                    if (mode is PaddingModes.Constant or PaddingModes.Zeros)
                    {
                        return Done(Ops.op_constant_pad_nd.Call([Value.Of(input), Value.Ints(p, pad.Length), Value.Of((Scalar)(mode == PaddingModes.Zeros ? 0 : value))]), input, null, null);
                    }

                    var name = mode switch
                    {
                        PaddingModes.Reflect => "reflect"u8,
                        PaddingModes.Replicate => "replicate"u8,
                        _ => "circular"u8,
                    };
                    fixed (byte* m = name)
                    {
                        return Done(Ops.op_pad.Call([Value.Of(input), Value.Ints(p, pad.Length), Value.String(m, name.Length)]), input, null, null);
                    }
                }
            }

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad, pad], mode, value);

            public static Tensor interpolate(Tensor x, long[] size = null, double[] scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                var spatial = (int)x.Dimensions - 2;
                if ((size is null) == (scale_factor is null))
                {
                    throw new ArgumentException("Give either size or scale_factor.", nameof(size));
                }

                size = Repeat(size, spatial);
                scale_factor = Repeat(scale_factor, spatial);
                if (scale_factor is not null && recompute_scale_factor)
                {
                    var shape = x.shape;
                    size = new long[spatial];
                    for (var i = 0; i < spatial; i++)
                    {
                        size[i] = (long)Math.Floor(shape[i + 2] * scale_factor[i]);
                    }

                    scale_factor = null;
                }

                if (mode == InterpolationMode.Area)
                {
                    var target = size ?? scale_factor.Select((f, i) => (long)Math.Floor(x.size(i + 2) * f)).ToArray();
                    return spatial switch
                    {
                        1 => adaptive_avg_pool1d(x, target[0]),
                        2 => adaptive_avg_pool2d(x, target),
                        _ => throw new NotSupportedException("Area interpolation of volumes is not part of this stand-in."),
                    };
                }

                var op = (mode, spatial, antialias) switch
                {
                    (InterpolationMode.Nearest, 1, false) => Ops.op_upsample_nearest1d__vec,
                    (InterpolationMode.Nearest, 2, false) => Ops.op_upsample_nearest2d__vec,
                    (InterpolationMode.Nearest, 3, false) => Ops.op_upsample_nearest3d__vec,
                    (InterpolationMode.NearestExact, 2, false) => Ops.op__upsample_nearest_exact2d__vec,
                    (InterpolationMode.Linear, 1, false) => Ops.op_upsample_linear1d__vec,
                    (InterpolationMode.Bilinear, 2, false) => Ops.op_upsample_bilinear2d__vec,
                    (InterpolationMode.Bilinear, 2, true) => Ops.op__upsample_bilinear2d_aa__vec,
                    (InterpolationMode.Bicubic, 2, false) => Ops.op_upsample_bicubic2d__vec,
                    (InterpolationMode.Bicubic, 2, true) => Ops.op__upsample_bicubic2d_aa__vec,
                    (InterpolationMode.Trilinear, 3, false) => Ops.op_upsample_trilinear3d__vec,
                    _ => throw new ArgumentException($"{mode} does not go with an input of {spatial} spatial dimensions{(antialias ? " and antialiasing" : "")}.", nameof(mode)),
                };
                var nearest = mode is InterpolationMode.Nearest or InterpolationMode.NearestExact;
                if (nearest && align_corners is not null)
                {
                    throw new ArgumentException("align_corners goes with linear, bilinear, bicubic and trilinear interpolation only.", nameof(align_corners));
                }

                fixed (long* s = size)
                fixed (double* f = scale_factor)
                {
                    var sizes = size is null ? Value.None : Value.Ints(s, size.Length);
                    var scales = scale_factor is null ? Value.None : Value.Doubles(f, scale_factor.Length);
                    return nearest
                        ? Done(op.Call([Value.Of(x), sizes, scales]), x, null, null)
                        : Done(op.Call([Value.Of(x), sizes, Value.Of(align_corners ?? false), scales]), x, null, null);
                }

                static T[] Repeat<T>(T[] values, int count) => values is { Length: 1 } && count > 1 ? Enumerable.Repeat(values[0], count).ToArray() : values;
            }

            public static Tensor affine_grid(Tensor theta, long[] size = null, bool align_corners = false)
            {
                fixed (long* s = size)
                {
                    return Done(Ops.op_affine_grid_generator.Call([Value.Of(theta), Value.Ints(s, size.Length), Value.Of(align_corners)]), theta, null, null);
                }
            }
        }
    }
}
