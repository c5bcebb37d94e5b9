namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            public static Tensor max_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
            {
                var (s, p, d) = (stride ?? kernel_size, padding ?? 0, dilation ?? 1);
                return Done(Ops.op_max_pool1d.Call([Value.Of(input), Value.Ints(&kernel_size, 1), Value.Ints(&s, 1), Value.Ints(&p, 1), Value.Ints(&d, 1), Value.Of(ceil_mode)]), input, null, null);
            }

            public static Tensor max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, Pair(kernel_size), Pair(stride ?? kernel_size), Pair(padding ?? (0, 0)), Pair(dilation ?? (1, 1)), ceil_mode);

            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] kernel_size, long[] strides = null, long[] padding = null, long[] dilation = null, bool ceil_mode = false)
            {
                fixed (long* k = kernel_size, s = strides ?? kernel_size, p = padding ?? [0, 0], d = dilation ?? [1, 1])
                {
                    var result = Ops.op_max_pool2d_with_indices.Call2([Value.Of(input), Value.Ints(k, 2), Value.Ints(s, 2), Value.Ints(p, 2), Value.Ints(d, 2), Value.Of(ceil_mode)]);
                    GC.KeepAlive(input);
                    return result;
                }
            }

            public static Tensor avg_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true)
            {
                var (s, p) = (stride ?? kernel_size, padding ?? 0);
                return Done(Ops.op_avg_pool1d.Call([Value.Of(input), Value.Ints(&kernel_size, 1), Value.Ints(&s, 1), Value.Ints(&p, 1), Value.Of(ceil_mode), Value.Of(count_include_pad)]), input, null, null);
            }

            public static Tensor avg_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, Pair(kernel_size), Pair(stride ?? kernel_size), Pair(padding ?? (0, 0)), ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) =>
                Done(Ops.op_adaptive_avg_pool1d.Call([Value.Of(input), Value.Ints(&output_size, 1)]), input, null, null);

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => adaptive_avg_pool2d(input, Pair(output_size));

            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size)
            {
                var (output, indices) = adaptive_max_pool2d_with_indices(input, output_size);
                indices.Dispose();
                return output;
            }

            public static (Tensor output, Tensor indices) adaptive_max_pool2d_with_indices(Tensor input, long[] output_size)
            {
                fixed (long* o = output_size)
                {
                    var result = Ops.op_adaptive_max_pool2d.Call2([Value.Of(input), Value.Ints(o, output_size.Length)]);
                    GC.KeepAlive(input);
                    return result;
                }
            }
        }
    }
}
