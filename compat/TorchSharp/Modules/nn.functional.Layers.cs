namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            public static Tensor conv1d(Tensor input, Tensor weight, Tensor bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1)
            {
                var (s, p, d) = (stride ?? 1, padding ?? 0, dilation ?? 1);
                return Done(Ops.op_conv1d.Call([Value.Of(input), Value.Of(weight), Value.Of(bias), Value.Ints(&s, 1), Value.Ints(&p, 1), Value.Ints(&d, 1), Value.Of(groups)]), input, weight, bias);
            }

            public static Tensor conv1d_padding(Tensor input, Tensor weight, Tensor bias = null, long? stride = null, Padding padding = Padding.Valid, long? dilation = null, long groups = 1)
            {
                var (s, d) = (stride ?? 1, dilation ?? 1);
                var name = padding == Padding.Same ? "same"u8 : "valid"u8;
                fixed (byte* p = name)
                {
                    return Done(Ops.op_conv1d__padding.Call([Value.Of(input), Value.Of(weight), Value.Of(bias), Value.Ints(&s, 1), Value.String(p, name.Length), Value.Ints(&d, 1), Value.Of(groups)]), input, weight, bias);
                }
            }

            public static Tensor conv2d_padding(Tensor input, Tensor weight, Tensor bias = null, long[] strides = null, Padding padding = Padding.Valid, long[] dilation = null, long groups = 1)
            {
                var name = padding == Padding.Same ? "same"u8 : "valid"u8;
                fixed (long* s = strides ?? [1, 1], d = dilation ?? [1, 1])
                fixed (byte* p = name)
                {
                    return Done(Ops.op_conv2d__padding.Call([Value.Of(input), Value.Of(weight), Value.Of(bias), Value.Ints(s, 2), Value.String(p, name.Length), Value.Ints(d, 2), Value.Of(groups)]), input, weight, bias);
                }
            }

            public static Tensor instance_norm(Tensor input, Tensor running_mean = null, Tensor running_var = null, Tensor weight = null, Tensor bias = null, bool use_input_stats = true, double momentum = 0.1, double eps = 1e-05)
            {
                var result = Ops.op_instance_norm.Call([Value.Of(input), Value.Of(weight), Value.Of(bias), Value.Of(running_mean), Value.Of(running_var), Value.Of(use_input_stats), Value.Of(momentum), Value.Of(eps), Value.Of(true)]);
                GC.KeepAlive(running_mean);
                GC.KeepAlive(running_var);
                return Done(result, input, weight, bias);
            }

            // The real package has no function of this name: embeddings are modules.
            internal static Tensor embedding(Tensor input, Tensor weight, long? padding_idx, bool scale_grad_by_freq, bool sparse) =>
                Done(Ops.op_embedding.Call([Value.Of(weight), Value.Of(input), Value.Of(padding_idx ?? -1), Value.Of(scale_grad_by_freq), Value.Of(sparse)]), input, weight, null);

            /// <summary>Attention of Vaswani et al., 2017; composed where libtorch has no operator of its own (before 2.0).</summary>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor attn_mask = null, double p = 0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null)
                {
                    throw new ArgumentException("Casual attention masking cannot pass a mask.", nameof(attn_mask));
                }

                if (Ops.op_scaled_dot_product_attention.Exists)
                {
                    var result = Ops.op_scaled_dot_product_attention.Call([Value.Of(query), Value.Of(key), Value.Of(value), Value.Of(attn_mask), Value.Of(p), Value.Of(is_casual)]);
                    return Done(Done(result, query, key, value), attn_mask, null, null);
                }

                using var scope = NewDisposeScope();
                var scale = 1 / Math.Sqrt(query.size(-1));
                var scores = query.mul(scale).matmul(key.transpose(-2, -1));
                var mask = is_casual ? ones(query.size(-2), key.size(-2), ScalarType.Bool, query.device).tril() : attn_mask;
                if (mask is not null)
                {
                    scores = mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores + mask;
                }

                var weights = scores.softmax(-1);
                if (p > 0)
                {
                    weights = dropout(weights, p);
                }

                return weights.matmul(value).MoveToOuterDisposeScope();
            }

            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            public static Tensor unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
            {
                fixed (long* k = Pair(kernel_size), d = Pair(dilation ?? (1, 1)), p = Pair(padding ?? (0, 0)), s = Pair(stride ?? (1, 1)))
                {
                    return Done(Ops.op_im2col.Call([Value.Of(input), Value.Ints(k, 2), Value.Ints(d, 2), Value.Ints(p, 2), Value.Ints(s, 2)]), input, null, null);
                }
            }

            public static Tensor fold(Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
            {
                fixed (long* o = Pair(output_size), k = Pair(kernel_size), d = Pair(dilation ?? (1, 1)), p = Pair(padding ?? (0, 0)), s = Pair(stride ?? (1, 1)))
                {
                    return Done(Ops.op_col2im.Call([Value.Of(input), Value.Ints(o, 2), Value.Ints(k, 2), Value.Ints(d, 2), Value.Ints(p, 2), Value.Ints(s, 2)]), input, null, null);
                }
            }

            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => Done(Ops.op_pixel_shuffle.Call([Value.Of(input), Value.Of(upscale_factor)]), input, null, null);

            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) => Done(Ops.op_pixel_unshuffle.Call([Value.Of(input), Value.Of(downscale_factor)]), input, null, null);
        }
    }
}
