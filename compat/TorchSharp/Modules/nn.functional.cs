namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor bias = null) =>
                Done(Ops.op_linear.Call([Value.Of(input), Value.Of(weights), Value.Of(bias)]), input, weights, bias);

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor bias = null, long[] strides = null, long[] padding = null, long[] dilation = null, long groups = 1)
            {
                fixed (long* s = strides ?? [1, 1], p = padding ?? [0, 0], d = dilation ?? [1, 1])
                {
                    return Done(Ops.op_conv2d.Call([Value.Of(input), Value.Of(weight), Value.Of(bias), Value.Ints(s, 2), Value.Ints(p, 2), Value.Ints(d, 2), Value.Of(groups)]), input, weight, bias);
                }
            }

            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor bias = null, long[] strides = null, long[] padding = null, long[] output_padding = null, long[] dilation = null, long groups = 1)
            {
                fixed (long* s = strides ?? [1, 1], p = padding ?? [0, 0], o = output_padding ?? [0, 0], d = dilation ?? [1, 1])
                {
                    return Done(Ops.op_conv_transpose2d__input.Call([Value.Of(input), Value.Of(weight), Value.Of(bias), Value.Ints(s, 2), Value.Ints(p, 2), Value.Ints(o, 2), Value.Of(groups), Value.Ints(d, 2)]), input, weight, bias);
                }
            }

            public static Tensor batch_norm(Tensor input, Tensor running_mean, Tensor running_var, Tensor weight = null, Tensor bias = null, bool training = false, double momentum = 0.1, double eps = 1e-05)
            {
                var result = Ops.op_batch_norm.Call([Value.Of(input), Value.Of(weight), Value.Of(bias), Value.Of(running_mean), Value.Of(running_var), Value.Of(training), Value.Of(momentum), Value.Of(eps), Value.Of(true)]);
                GC.KeepAlive(running_mean);
                GC.KeepAlive(running_var);
                return Done(result, input, weight, bias);
            }

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor weight = null, Tensor bias = null, double eps = 1e-05)
            {
                fixed (long* n = normalized_shape)
                {
                    return Done(Ops.op_layer_norm.Call([Value.Of(input), Value.Ints(n, normalized_shape.Length), Value.Of(weight), Value.Of(bias), Value.Of(eps)]), input, weight, bias);
                }
            }

            public static Tensor group_norm(Tensor input, long num_groups, Tensor weight = null, Tensor bias = null, double eps = 1e-05) =>
                Done(Ops.op_group_norm.Call([Value.Of(input), Value.Of(num_groups), Value.Of(weight), Value.Of(bias), Value.Of(eps)]), input, weight, bias);

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_() : x.relu();

            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor sigmoid(Tensor x, bool inplace) => inplace ? x.sigmoid_() : x.sigmoid();

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace
                ? Ops.op_dropout_.CallInPlace(input, [Value.Of(input), Value.Of(p), Value.Of(training)])
                : Done(Ops.op_dropout.Call([Value.Of(input), Value.Of(p), Value.Of(training)]), input, null, null);

            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                // Intermediate results stay alive in autograd's graph; their handles go with the caller's scope or here.
                using var norm = Ops.op_norm__ScalarOpt_dim.Call([Value.Of(input), Value.Of((Scalar)p), Value.Ints(&dim, 1), Value.Of(true)]);
                using var clamped = norm.clamp_min(eps);
                return input.div(clamped);
            }

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Done(Ops.op_one_hot.Call([Value.Of(x), Value.Of(num_classes)]), x, null, null);

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-08) =>
                Done(Ops.op_cosine_similarity.Call([Value.Of(x1), Value.Of(x2), Value.Of(dim), Value.Of(eps)]), x1, x2, null);

            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0) =>
                Done(Ops.op_cross_entropy_loss.Call([Value.Of(input), Value.Of(target), Value.Of(weight), Value.Of((long)reduction), Value.Of(ignore_index), Value.Of(label_smoothing)]), input, target, weight);

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor weight = null, Reduction reduction = Reduction.Mean) =>
                Done(Ops.op_nll_loss_nd.Call([Value.Of(input), Value.Of(target), Value.Of(weight), Value.Of((long)reduction)]), input, target, weight);

            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor weight = null, Reduction reduction = Reduction.Mean) =>
                Done(Ops.op_binary_cross_entropy.Call([Value.Of(input), Value.Of(target), Value.Of(weight), Value.Of((long)reduction)]), input, target, weight);

            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor weight = null, Reduction reduction = Reduction.Mean, Tensor pos_weights = null) =>
                Done(Ops.op_binary_cross_entropy_with_logits.Call([Value.Of(input), Value.Of(target), Value.Of(weight), Value.Of(pos_weights), Value.Of((long)reduction)]), input, target, weight);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Done(Ops.op_l1_loss.Call([Value.Of(input), Value.Of(target), Value.Of((long)reduction)]), input, target, null);

            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1) =>
                Done(Ops.op_smooth_l1_loss.Call([Value.Of(input), Value.Of(target), Value.Of((long)reduction), Value.Of(beta)]), input, target, null);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Done(Ops.op_mse_loss.Call([Value.Of(input), Value.Of(target), Value.Of((long)reduction)]), input, target, null);

            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[] strides = null, long[] padding = null, long[] dilation = null, bool ceil_mode = false)
            {
                fixed (long* k = kernel_size, s = strides ?? kernel_size, p = padding ?? [0, 0], d = dilation ?? [1, 1])
                {
                    return Done(Ops.op_max_pool2d.Call([Value.Of(input), Value.Ints(k, 2), Value.Ints(s, 2), Value.Ints(p, 2), Value.Ints(d, 2), Value.Of(ceil_mode)]), input, null, null);
                }
            }

            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, [kernel_size, kernel_size], [stride ?? kernel_size, stride ?? kernel_size], [padding ?? 0, padding ?? 0], [dilation ?? 1, dilation ?? 1], ceil_mode);

            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[] stride = null, long[] padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
            {
                fixed (long* k = kernel_size, s = stride ?? kernel_size, p = padding ?? [0, 0])
                {
                    return Done(Ops.op_avg_pool2d.Call([Value.Of(input), Value.Ints(k, 2), Value.Ints(s, 2), Value.Ints(p, 2), Value.Of(ceil_mode), Value.Of(count_include_pad), Value.Of(divisor_override)]), input, null, null);
                }
            }

            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, [kernel_size, kernel_size], [stride ?? kernel_size, stride ?? kernel_size], [padding, padding], ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size)
            {
                fixed (long* o = output_size)
                {
                    return Done(Ops.op_adaptive_avg_pool2d.Call([Value.Of(input), Value.Ints(o, output_size.Length)]), input, null, null);
                }
            }

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, [output_size, output_size]);

            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear, GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                // ATen's own numbering of modes and paddings.
                var interpolation = mode == GridSampleMode.Nearest ? 1L : 0L;
                var padding = padding_mode switch
                {
                    GridSamplePaddingMode.Border => 1L,
                    GridSamplePaddingMode.Reflection => 2L,
                    _ => 0L,
                };
                return Done(Ops.op_grid_sampler.Call([Value.Of(input), Value.Of(grid), Value.Of(interpolation), Value.Of(padding), Value.Of(align_corners ?? false)]), input, grid, null);
            }

            private static Tensor Done(Tensor result, Tensor a, Tensor b, Tensor c)
            {
                GC.KeepAlive(a);
                GC.KeepAlive(b);
                GC.KeepAlive(c);
                return result;
            }
        }
    }
}
