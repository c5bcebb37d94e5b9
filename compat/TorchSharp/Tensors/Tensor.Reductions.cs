namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor amax(long[] dims, bool keepdim = false, Tensor @out = null) => amax((ReadOnlySpan<long>)dims, keepdim, @out);

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor @out = null)
        {
            fixed (long* p = dims)
            {
                return Into(Done(Ops.op_amax.Call([Value.Of(this), Value.Ints(p, dims.Length), Value.Of(keepdim)])), @out);
            }
        }

        public Tensor amin(long[] dims, bool keepdim = false, Tensor @out = null) => amin((ReadOnlySpan<long>)dims, keepdim, @out);

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor @out = null)
        {
            fixed (long* p = dims)
            {
                return Into(Done(Ops.op_amin.Call([Value.Of(this), Value.Ints(p, dims.Length), Value.Of(keepdim)])), @out);
            }
        }

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1, dim2], keepdim, type);

        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std(dimensions.ToArray(), unbiased, keepdim, type);

        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim.Item1, dim.Item2], unbiased, keepdim, type);

        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var(dimensions.ToArray(), unbiased, keepdim, type);

        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim.Item1, dim.Item2], unbiased, keepdim, type);

        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => Both(Ops.op_std_mean.Call2([Value.Of(this), Value.Of(unbiased)]));

        public (Tensor std, Tensor mean) std_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std_mean([dim], unbiased, keepdim, type);

        public (Tensor std, Tensor mean) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std_mean((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public (Tensor std, Tensor mean) std_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions)
            {
                var (spread, mean) = Both(Ops.op_std_mean__dim.Call2([Value.Of(this), Value.Ints(p, dimensions.Length), Value.Of(unbiased), Value.Of(keepdim)]));
                return (Typed(spread, type), Typed(mean, type));
            }
        }

        public (Tensor @var, Tensor mean) var_mean(bool unbiased = true) => Both(Ops.op_var_mean.Call2([Value.Of(this), Value.Of(unbiased)]));

        public (Tensor @var, Tensor mean) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var_mean([dim], unbiased, keepdim, type);

        public (Tensor @var, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var_mean((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public (Tensor @var, Tensor mean) var_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions)
            {
                var (spread, mean) = Both(Ops.op_var_mean__dim.Call2([Value.Of(this), Value.Ints(p, dimensions.Length), Value.Of(unbiased), Value.Of(keepdim)]));
                return (Typed(spread, type), Typed(mean, type));
            }
        }

        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null)
        {
            long d = dim ?? 0;
            return Done(Ops.op_nanmean.Call([Value.Of(this), dim is null ? Value.None : Value.Ints(&d, 1), Value.Of(keepdim), Value.Of(dtype)]));
        }

        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Done(Ops.op_quantile.Call([Value.Of(this), Value.Of(q), Value.Of(dim), Value.Of(keepdim)]), q);

        public Tensor dist(Tensor other, float p = 2) => Done(Ops.op_dist.Call([Value.Of(this), Value.Of(other), Value.Of((Scalar)p)]), other);

        public Tensor histc(long bins = 100, long min = 0, long max = 0) => Done(Ops.op_histc.Call([Value.Of(this), Value.Of(bins), Value.Of((Scalar)min), Value.Of((Scalar)max)]));

        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) => Both(Ops.op_kthvalue.Call2([Value.Of(this), Value.Of(k), Value.Of(dim ?? -1), Value.Of(keepdim)]));

        public (Tensor output, Tensor inverse_indices, Tensor counts) unique_consecutive(bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            var (output, inverse, counts) = Ops.op_unique_consecutive.Call3([Value.Of(this), Value.Of(return_inverse), Value.Of(return_counts), Value.Of((long?)dim)]);
            GC.KeepAlive(this);
            if (!return_inverse)
            {
                inverse?.Dispose();
                inverse = null;
            }

            if (!return_counts)
            {
                counts?.Dispose();
                counts = null;
            }

            return (output, inverse, counts);
        }

        private (Tensor, Tensor) Both((Tensor, Tensor) results)
        {
            GC.KeepAlive(this);
            return results;
        }

        private static Tensor Into(Tensor result, Tensor target)
        {
            if (target is null)
            {
                return result;
            }

            target.copy_(result);
            result.Dispose();
            return target;
        }
    }
}
