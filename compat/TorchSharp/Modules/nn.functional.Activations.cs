namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            public static Tensor silu(Tensor x, bool inplace = false) => inplace
                ? Ops.op_silu_.CallInPlace(x, [Value.Of(x)])
                : Done(Ops.op_silu.Call([Value.Of(x)]), x, null, null);

            public static Tensor hardswish(Tensor input, bool inplace = false) => inplace
                ? Ops.op_hardswish_.CallInPlace(input, [Value.Of(input)])
                : Done(Ops.op_hardswish.Call([Value.Of(input)]), input, null, null);

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => inplace
                ? Ops.op_hardsigmoid_.CallInPlace(input, [Value.Of(input)])
                : Done(Ops.op_hardsigmoid.Call([Value.Of(input)]), input, null, null);

            public static Tensor mish(Tensor x, bool inplace = false) => inplace
                ? Ops.op_mish_.CallInPlace(x, [Value.Of(x)])
                : Done(Ops.op_mish.Call([Value.Of(x)]), x, null, null);

            public static Tensor relu6(Tensor x, bool inplace = false) => inplace
                ? Ops.op_relu6_.CallInPlace(x, [Value.Of(x)])
                : Done(Ops.op_relu6.Call([Value.Of(x)]), x, null, null);

            public static Tensor selu(Tensor x, bool inplace = false) => inplace
                ? Ops.op_selu_.CallInPlace(x, [Value.Of(x)])
                : Done(Ops.op_selu.Call([Value.Of(x)]), x, null, null);


            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_() : x.tanh();

            public static Tensor gelu(Tensor x, bool inplace) => gelu(x, Modules.GELU.Approximate.none, inplace);

            public static Tensor gelu(Tensor x, Modules.GELU.Approximate approximate, bool inplace = false)
            {
                var mode = approximate == Modules.GELU.Approximate.tanh ? "tanh"u8 : "none"u8;
                fixed (byte* m = mode)
                {
                    return inplace
                        ? Ops.op_gelu_.CallInPlace(x, [Value.Of(x), Value.String(m, mode.Length)])
                        : Done(Ops.op_gelu.Call([Value.Of(x), Value.String(m, mode.Length)]), x, null, null);
                }
            }

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) => inplace
                ? Ops.op_leaky_relu_.CallInPlace(input, [Value.Of(input), Value.Of((Scalar)negative_slope)])
                : Done(Ops.op_leaky_relu.Call([Value.Of(input), Value.Of((Scalar)negative_slope)]), input, null, null);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => inplace
                ? Ops.op_elu_.CallInPlace(x, [Value.Of(x), Value.Of((Scalar)alpha)])
                : Done(Ops.op_elu.Call([Value.Of(x), Value.Of((Scalar)alpha)]), x, null, null);

            public static Tensor hardtanh(Tensor x, double min_val = -1, double max_val = 1, bool inplace = false) => inplace
                ? x.clamp_((Scalar)min_val, (Scalar)max_val)
                : Done(Ops.op_hardtanh.Call([Value.Of(x), Value.Of((Scalar)min_val), Value.Of((Scalar)max_val)]), x, null, null);

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) =>
                Done(Ops.op_softplus.Call([Value.Of(x), Value.Of((Scalar)beta), Value.Of((Scalar)threshold)]), x, null, null);

            public static Tensor logsigmoid(Tensor x) => Done(Ops.op_log_sigmoid.Call([Value.Of(x)]), x, null, null);

            public static Tensor glu(Tensor input, long dim = -1) => Done(Ops.op_glu.Call([Value.Of(input), Value.Of(dim)]), input, null, null);

            public static Tensor prelu(Tensor input, Tensor weight) => Done(Ops.op_prelu.Call([Value.Of(input), Value.Of(weight)]), input, weight, null);

            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace
                ? Ops.op_feature_dropout_.CallInPlace(input, [Value.Of(input), Value.Of(p), Value.Of(training)])
                : Done(Ops.op_feature_dropout.Call([Value.Of(input), Value.Of(p), Value.Of(training)]), input, null, null);

            public static Tensor threshold(Tensor x, double threshold, double value, bool inplace = false) => inplace
                ? Ops.op_threshold_.CallInPlace(x, [Value.Of(x), Value.Of((Scalar)threshold), Value.Of((Scalar)value)])
                : Done(Ops.op_threshold.Call([Value.Of(x), Value.Of((Scalar)threshold), Value.Of((Scalar)value)]), x, null, null);
        }
    }
}
