namespace TorchSharp;

public static partial class torch
{
    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);

    public static Tensor concatenate(Tensor[] tensors, long axis = 0) => cat(tensors, axis);

    public static Tensor concatenate(ReadOnlySpan<Tensor> tensors, long axis = 0) => cat(tensors, axis);

    public static Tensor vstack(Tensor[] tensors) => vstack((IList<Tensor>)tensors);

    public static Tensor vstack(ReadOnlySpan<Tensor> tensors) => vstack(tensors.ToArray());

    public static Tensor column_stack(IList<Tensor> tensors) => OfList(Ops.op_column_stack, tensors);

    public static Tensor column_stack(params Tensor[] tensors) => OfList(Ops.op_column_stack, tensors);

    public static Tensor dstack(params Tensor[] tensors) => OfList(Ops.op_dstack, tensors);

    public static Tensor dstack(IList<Tensor> tensors) => OfList(Ops.op_dstack, tensors);

    public static Tensor block_diag(params Tensor[] tensors) => OfList(Ops.op_block_diag, tensors);

    public static Tensor cartesian_prod(IList<Tensor> tensors) => OfList(Ops.op_cartesian_prod, tensors);

    public static Tensor cartesian_prod(params Tensor[] tensors) => OfList(Ops.op_cartesian_prod, tensors);

    public static Tensor combinations(Tensor input, int r = 2, bool with_replacement = false) =>
        Keep(Ops.op_combinations.Call([Value.Of(input), Value.Of((long)r), Value.Of(with_replacement)]), input);

    public static unsafe IList<Tensor> broadcast_tensors(params Tensor[] tensors)
    {
        var handles = tensors.Select(t => t.Handle).ToArray();
        fixed (IntPtr* p = handles)
        {
            var result = Ops.op_broadcast_tensors.CallList([Value.Tensors(p, handles.Length)]);
            GC.KeepAlive(tensors);
            return result;
        }
    }

    public static Size broadcast_shapes(params long[][] shapes)
    {
        var rank = shapes.Max(s => s.Length);
        var result = new long[rank];
        Array.Fill(result, 1);
        foreach (var shape in shapes)
        {
            for (var i = 0; i < shape.Length; i++)
            {
                ref var size = ref result[rank - shape.Length + i];
                if (shape[i] != 1 && size != 1 && shape[i] != size)
                {
                    throw new ArgumentException("Shape mismatch: objects cannot be broadcast to a single shape", nameof(shapes));
                }

                size = shape[i] == 1 ? size : shape[i];
            }
        }

        return new Size(result);
    }

    public static Tensor gather(Tensor input, long dim, Tensor index, bool sparse_grad = false) =>
        Keep(Ops.op_gather.Call([Value.Of(input), Value.Of(dim), Value.Of(index), Value.Of(sparse_grad)]), input, index);

    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor sorter = null) =>
        Keep(Ops.op_searchsorted__Tensor.Call([Value.Of(sorted_sequence), Value.Of(values), Value.Of(out_int32), Value.Of(right), Value.None, Value.Of(sorter)]), sorted_sequence, values, sorter);

    public static Tensor searchsorted(Tensor sorted_sequence, Scalar values, bool out_int32, bool right, Tensor sorter) =>
        Keep(Ops.op_searchsorted__Scalar.Call([Value.Of(sorted_sequence), Value.Of(values), Value.Of(out_int32), Value.Of(right), Value.None, Value.Of(sorter)]), sorted_sequence, sorter);

    public static Tensor moveaxis(Tensor input, long source, long destination) => input.moveaxis([source], [destination]);

    public static Tensor movedim(Tensor input, long source, long destination) => input.movedim([source], [destination]);

    public static Tensor norm(Tensor input) => input.norm();

    public static Tensor equal(Tensor tensor, Tensor target) => tensor.equal(target);

    public static Tensor squeeze_(Tensor input, long? dim = null) => input.squeeze_(dim);

    public static Tensor isclose(Tensor tensor, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) => tensor.isclose(other, rtol, atol, nanEqual);

    public static Tensor amax(Tensor input, long[] dims, bool keepdim = false, Tensor @out = null) => input.amax(dims, keepdim, @out);

    public static Tensor amax(Tensor input, ReadOnlySpan<long> dims, bool keepdim = false, Tensor @out = null) => input.amax(dims, keepdim, @out);

    public static Tensor amin(Tensor input, long[] dims, bool keepdim = false, Tensor @out = null) => input.amin(dims, keepdim, @out);

    public static Tensor amin(Tensor input, ReadOnlySpan<long> dims, bool keepdim = false, Tensor @out = null) => input.amin(dims, keepdim, @out);

    public static (Tensor std, Tensor mean) std_mean(Tensor input, bool unbiased = true) => input.std_mean(unbiased);

    public static (Tensor std, Tensor mean) std_mean(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => input.std_mean(dimensions, unbiased, keepdim, type);

    public static (Tensor std, Tensor mean) std_mean(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => input.std_mean(dimensions, unbiased, keepdim, type);

    public static (Tensor @var, Tensor mean) var_mean(Tensor input, bool unbiased = true) => input.var_mean(unbiased);

    public static (Tensor @var, Tensor mean) var_mean(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => input.var_mean(dimensions, unbiased, keepdim, type);

    public static (Tensor @var, Tensor mean) var_mean(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => input.var_mean(dimensions, unbiased, keepdim, type);

    public static Tensor roll(Tensor input, long[] shifts, long[] dims) => input.roll(shifts, dims);

    public static Tensor roll(Tensor input, long[] shifts) => input.roll(shifts);

    public static Tensor rot90(Tensor input, long k = 1, (long, long)? dims = null) => input.rot90(k, dims);

    public static Tensor unflatten(Tensor input, long dim, params long[] sizes) => input.unflatten(dim, sizes);

    public static Tensor unflatten(Tensor input, long dim, Size sizes) => input.unflatten(dim, sizes);

    public static (Tensor output, Tensor inverse_indices, Tensor counts) unique_consecutive(Tensor input, bool return_inverse = false, bool return_counts = false, int? dim = null) =>
        input.unique_consecutive(return_inverse, return_counts, dim);

    public static Tensor quantile(Tensor input, Tensor q, long dim = -1, bool keepdim = false) => input.quantile(q, dim, keepdim);

    public static Tensor dist(Tensor input, Tensor other, float p = 2) => input.dist(other, p);

    public static Tensor histc(Tensor input, long bins = 100, long min = 0, long max = 0) => input.histc(bins, min, max);

    public static Tensor tensordot(Tensor a, Tensor b, long dims = 2) => a.tensordot(b, dims);

    public static Tensor tensordot(Tensor a, Tensor b, long[] dims1, long[] dims2) => a.tensordot(b, dims1, dims2);

    public static Tensor sgn(Tensor input) => input.sgn();

    public static Tensor nanmean(Tensor input, int? dim = null, bool keepdim = false, ScalarType? dtype = null) => input.nanmean(dim, keepdim, dtype);

    private static unsafe Tensor OfList(Op op, IList<Tensor> tensors)
    {
        var handles = tensors.Select(t => t.Handle).ToArray();
        fixed (IntPtr* p = handles)
        {
            var result = op.Call([Value.Tensors(p, handles.Length)]);
            GC.KeepAlive(tensors);
            return result;
        }
    }

    internal static Tensor Keep(Tensor result, Tensor a, Tensor b = null, Tensor c = null)
    {
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
        return result;
    }

    public static class linalg
    {
        public static Tensor inv(Tensor input) => Keep(Ops.op_linalg_inv.Call([Value.Of(input)]), input);

        public static Tensor det(Tensor input) => Keep(Ops.op_linalg_det.Call([Value.Of(input)]), input);

        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Keep(Ops.op_linalg_solve.Call([Value.Of(A), Value.Of(B), Value.Of(left)]), A, B);

        public static unsafe Tensor vector_norm(Tensor input, double ord = 2, long[] dims = null, bool keepdim = false)
        {
            fixed (long* p = dims)
            {
                return Keep(Ops.op_linalg_vector_norm.Call([Value.Of(input), Value.Of((Scalar)ord), dims is null ? Value.None : Value.Ints(p, dims.Length), Value.Of(keepdim)]), input);
            }
        }

        public static unsafe Tensor norm(Tensor input, long[] dims = null, bool keepdim = false)
        {
            fixed (long* p = dims)
            {
                return Keep(Ops.op_linalg_norm.Call([Value.Of(input), Value.None, dims is null ? Value.None : Value.Ints(p, dims.Length), Value.Of(keepdim)]), input);
            }
        }

        public static unsafe Tensor norm(Tensor input, double ord, long[] dims = null, bool keepdim = false)
        {
            fixed (long* p = dims)
            {
                return Keep(Ops.op_linalg_norm.Call([Value.Of(input), Value.Of((Scalar)ord), dims is null ? Value.None : Value.Ints(p, dims.Length), Value.Of(keepdim)]), input);
            }
        }
    }
}
