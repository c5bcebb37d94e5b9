namespace TorchSharp;

public static partial class torch
{
    // Members whose managed signature does not follow the operator's own argument list.
    public unsafe partial class Tensor
    {
        private static readonly Scalar One = 1;

        public Tensor add(Tensor target) => add(target, One);

        public Tensor add(Tensor target, Scalar alpha) => Done(Ops.op_add__Tensor.Call([Value.Of(this), Value.Of(target), Value.Of(alpha)]), target);

        public Tensor add(Scalar scalar) => Done(Ops.op_add__Scalar.Call([Value.Of(this), Value.Of(scalar)]));

        public Tensor add(Scalar scalar, Scalar alpha) => Done(Ops.op_add__Scalar.Call([Value.Of(this), Value.Of(scalar), Value.Of(alpha)]));

        public Tensor add_(Tensor target) => add_(target, One);

        public Tensor add_(Tensor target, Scalar alpha) => Done(Ops.op_add___Tensor.CallInPlace(this, [Value.Of(this), Value.Of(target), Value.Of(alpha)]), target);

        public Tensor add_(Scalar scalar) => Done(Ops.op_add___Scalar.CallInPlace(this, [Value.Of(this), Value.Of(scalar)]));

        public Tensor sub(Tensor target) => Done(Ops.op_sub__Tensor.Call([Value.Of(this), Value.Of(target)]), target);

        public Tensor sub(Scalar target) => Done(Ops.op_sub__Scalar.Call([Value.Of(this), Value.Of(target)]));

        public Tensor sub_(Tensor target) => Done(Ops.op_sub___Tensor.CallInPlace(this, [Value.Of(this), Value.Of(target)]), target);

        public Tensor sub_(Scalar target) => Done(Ops.op_sub___Scalar.CallInPlace(this, [Value.Of(this), Value.Of(target)]));

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Done(Ops.op_addcmul.Call([Value.Of(this), Value.Of(tensor1), Value.Of(tensor2), Value.Of(value)]), tensor1, tensor2);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Done(Ops.op_addcmul_.CallInPlace(this, [Value.Of(this), Value.Of(tensor1), Value.Of(tensor2), Value.Of(value)]), tensor1, tensor2);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Done(Ops.op_addcdiv.Call([Value.Of(this), Value.Of(tensor1), Value.Of(tensor2), Value.Of(value)]), tensor1, tensor2);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Done(Ops.op_addcdiv_.CallInPlace(this, [Value.Of(this), Value.Of(tensor1), Value.Of(tensor2), Value.Of(value)]), tensor1, tensor2);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Done(Ops.op_addmm.Call([Value.Of(this), Value.Of(mat1), Value.Of(mat2), Value.Of((Scalar)beta), Value.Of((Scalar)alpha)]), mat1, mat2);

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Done(Ops.op_baddbmm.Call([Value.Of(this), Value.Of(batch1), Value.Of(batch2), Value.Of((Scalar)beta), Value.Of((Scalar)alpha)]), batch1, batch2);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Done(Ops.op_div__Tensor.Call([Value.Of(this), Value.Of(target)]), target)
            : DivRounded(target, rounding_mode);

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            if (rounding_mode == RoundingMode.None)
            {
                return Done(Ops.op_div__Scalar.Call([Value.Of(this), Value.Of(target)]));
            }

            ReadOnlySpan<byte> mode = rounding_mode == RoundingMode.floor ? "floor"u8 : "trunc"u8;
            fixed (byte* p = mode)
            {
                return Done(Ops.op_div__Scalar_mode.Call([Value.Of(this), Value.Of(target), Value.String(p, mode.Length)]));
            }
        }

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Done(Ops.op_div___Tensor.CallInPlace(this, [Value.Of(this), Value.Of(target)]), target)
            : copy_(DivRounded(target, rounding_mode));

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Done(Ops.op_div___Scalar.CallInPlace(this, [Value.Of(this), Value.Of(target)]))
            : copy_(div(target, rounding_mode));

        public Tensor true_divide(Tensor other) => div(other);

        public Tensor true_divide(Scalar other) => div(other);

        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        public Tensor clamp(Scalar min = null, Scalar max = null) => Done(Ops.op_clamp.Call([Value.Of(this), Value.Of(min), Value.Of(max)]));

        public Tensor clamp(Tensor min = null, Tensor max = null) => Done(Ops.op_clamp__Tensor.Call([Value.Of(this), Value.Of(min), Value.Of(max)]), min, max);

        public Tensor clamp_(Scalar min = null, Scalar max = null) => Done(Ops.op_clamp_.CallInPlace(this, [Value.Of(this), Value.Of(min), Value.Of(max)]));

        public Tensor clamp_(Tensor min = null, Tensor max = null) => Done(Ops.op_clamp___Tensor.CallInPlace(this, [Value.Of(this), Value.Of(min), Value.Of(max)]), min, max);

        public Tensor clip(Scalar min = null, Scalar max = null) => clamp(min, max);

        public Tensor max() => Done(Ops.op_max.Call([Value.Of(this)]));

        public Tensor max(Tensor other) => maximum(other);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
        {
            var result = Ops.op_max__dim.Call2([Value.Of(this), Value.Of(dim), Value.Of(keepdim)]);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor min() => Done(Ops.op_min.Call([Value.Of(this)]));

        public Tensor min(Tensor other) => minimum(other);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false)
        {
            var result = Ops.op_min__dim.Call2([Value.Of(this), Value.Of(dim), Value.Of(keepdim)]);
            GC.KeepAlive(this);
            return result;
        }

        public (Tensor values, Tensor indexes) sort(long dim = -1, bool descending = false, bool stable = false)
        {
            var result = Ops.op_sort__stable.Call2([Value.Of(this), Value.Of(stable), Value.Of(dim), Value.Of(descending)]);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor argsort(long dim = -1, bool descending = false) => Done(Ops.op_argsort.Call([Value.Of(this), Value.Of(dim), Value.Of(descending)]));

        public Tensor sum(ScalarType? type = null) => Done(Ops.op_sum.Call([Value.Of(this), Value.Of(type)]));

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            Done(Ops.op_sum__dim_IntList.Call([Value.Of(this), Value.Ints(&dim, 1), Value.Of(keepdim), Value.Of(type)]));

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)dim, keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dim)
            {
                return Done(Ops.op_sum__dim_IntList.Call([Value.Of(this), Value.Ints(p, dim.Length), Value.Of(keepdim), Value.Of(type)]));
            }
        }

        public Tensor mean() => Done(Ops.op_mean.Call([Value.Of(this)]));

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions)
            {
                return Done(Ops.op_mean__dim.Call([Value.Of(this), Value.Ints(p, dimensions.Length), Value.Of(keepdim), Value.Of(type)]));
            }
        }

        public Tensor std(bool unbiased = true) => Done(Ops.op_std.Call([Value.Of(this), Value.Of(unbiased)]));

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Done(Ops.op_std__dim.Call([Value.Of(this), Value.Ints(&dim, 1), Value.Of(unbiased), Value.Of(keepdim)])), type);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions)
            {
                return Typed(Done(Ops.op_std__dim.Call([Value.Of(this), Value.Ints(p, dimensions.Length), Value.Of(unbiased), Value.Of(keepdim)])), type);
            }
        }

        public Tensor var(bool unbiased = true) => Done(Ops.op_var.Call([Value.Of(this), Value.Of(unbiased)]));

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Done(Ops.op_var__dim.Call([Value.Of(this), Value.Ints(&dim, 1), Value.Of(unbiased), Value.Of(keepdim)])), type);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions)
            {
                return Typed(Done(Ops.op_var__dim.Call([Value.Of(this), Value.Ints(p, dimensions.Length), Value.Of(unbiased), Value.Of(keepdim)])), type);
            }
        }

        public Tensor norm(float p = 2) => Done(Ops.op_norm__Scalar.Call([Value.Of(this), Value.Of((Scalar)p)]));

        public Tensor norm(int dim, bool keepdim = false, float p = 2)
        {
            long d = dim;
            return Done(Ops.op_norm__ScalarOpt_dim.Call([Value.Of(this), Value.Of((Scalar)p), Value.Ints(&d, 1), Value.Of(keepdim)]));
        }

        public Tensor round(long decimals = 0) => decimals == 0
            ? Done(Ops.op_round.Call([Value.Of(this)]))
            : Done(Ops.op_round__decimals.Call([Value.Of(this), Value.Of(decimals)]));

        public Tensor round_(long decimals = 0) => decimals == 0
            ? Done(Ops.op_round_.CallInPlace(this, [Value.Of(this)]))
            : Done(Ops.op_round___decimals.CallInPlace(this, [Value.Of(this), Value.Of(decimals)]));

        public Tensor gelu() => Done(Ops.op_gelu.Call([Value.Of(this)]));

        public Tensor fill_(Scalar value) => Done(Ops.op_fill___Scalar.CallInPlace(this, [Value.Of(this), Value.Of(value)]));

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Done(Ops.op_copy_.CallInPlace(this, [Value.Of(this), Value.Of(source), Value.Of(nonBlocking)]), source);

        public Tensor uniform_(double from, double to, Generator generator = null) => Done(Ops.op_uniform_.CallInPlace(this, [Value.Of(this), Value.Of(from), Value.Of(to), Value.Of(generator)]));

        public Tensor normal_(double mean = 0, double std = 1, Generator generator = null) => Done(Ops.op_normal_.CallInPlace(this, [Value.Of(this), Value.Of(mean), Value.Of(std), Value.Of(generator)]));

        public Tensor random_(double from, double to, Generator generator = null) => Done(Ops.op_random___from.CallInPlace(this, [Value.Of(this), Value.Of((long)from), Value.Of((long)to), Value.Of(generator)]));

        public Tensor detach() => Done(Ops.op_detach.Call([Value.Of(this)]));

        public Tensor contiguous() => Done(Ops.op_contiguous.Call([Value.Of(this)]));

        public Tensor view(params long[] shape)
        {
            fixed (long* p = shape)
            {
                return Done(Ops.op_view.Call([Value.Of(this), Value.Ints(p, shape.Length)]));
            }
        }

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor reshape(params long[] shape)
        {
            fixed (long* p = shape)
            {
                return Done(Ops.op_reshape.Call([Value.Of(this), Value.Ints(p, shape.Length)]));
            }
        }

        public Tensor expand(params long[] sizes) => expand((ReadOnlySpan<long>)sizes);

        public Tensor expand(long[] sizes, bool isImplicit = false) => expand((ReadOnlySpan<long>)sizes, isImplicit);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false)
        {
            fixed (long* p = sizes)
            {
                return Done(Ops.op_expand.Call([Value.Of(this), Value.Ints(p, sizes.Length), Value.Of(isImplicit)]));
            }
        }

        public Tensor squeeze(long? dim = null) => dim is { } d
            ? Done(Ops.op_squeeze__dim.Call([Value.Of(this), Value.Of(d)]))
            : Done(Ops.op_squeeze.Call([Value.Of(this)]));

        public Tensor slice(long dim, long start, long finish, long step) =>
            Done(Ops.op_slice__Tensor.Call([Value.Of(this), Value.Of(dim), Value.Of(start), Value.Of(finish), Value.Of(step)]));

        public Tensor roll(long shifts, long? dims = null)
        {
            var d = dims ?? 0;
            return Done(Ops.op_roll.Call([Value.Of(this), Value.Ints(&shifts, 1), Value.Ints(&d, dims is null ? 0 : 1)]));
        }

        public Tensor count_nonzero(long[] dims = null)
        {
            if (dims is null)
            {
                return Done(Ops.op_count_nonzero.Call([Value.Of(this)]));
            }

            fixed (long* p = dims)
            {
                return Done(Ops.op_count_nonzero__dim_IntList.Call([Value.Of(this), Value.Ints(p, dims.Length)]));
            }
        }

        public Tensor bincount(Tensor weights, long minlength = 0) => Done(Ops.op_bincount.Call([Value.Of(this), Value.Of(weights), Value.Of(minlength)]), weights);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Done(Ops.op_repeat_interleave__self_int.Call([Value.Of(this), Value.Of(repeats), Value.Of(dim), Value.Of(output_size)]));

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Done(Ops.op_repeat_interleave__self_Tensor.Call([Value.Of(this), Value.Of(repeats), Value.Of(dim), Value.Of(output_size)]), repeats);

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Done(Ops.op_index_add.Call([Value.Of(this), Value.Of(dim), Value.Of(index), Value.Of(source), Value.Of(alpha)]), index, source);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Done(Ops.op_index_add_.CallInPlace(this, [Value.Of(this), Value.Of(dim), Value.Of(index), Value.Of(source), Value.Of(alpha)]), index, source);

        public Tensor where(Tensor condition, Tensor y) => Done(Ops.op_where__self.Call([Value.Of(condition), Value.Of(this), Value.Of(y)]), condition, y);

        public Tensor equal(Tensor target) => eq(target);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            var result = Ops.op_allclose.CallBool([Value.Of(this), Value.Of(target), Value.Of(rtol), Value.Of(atol), Value.Of(equal_nan)]);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public (Tensor output, Tensor inverse_indices, Tensor counts) unique(bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            var (output, inverse, counts) = dim is { } d
                ? Ops.op_unique_dim.Call3([Value.Of(this), Value.Of((long)d), Value.Of(sorted), Value.Of(return_inverse), Value.Of(return_counts)])
                : Ops.op__unique2.Call3([Value.Of(this), Value.Of(sorted), Value.Of(return_inverse), Value.Of(return_counts)]);
            GC.KeepAlive(this);
            return (output, return_inverse ? inverse : null, return_counts ? counts : null);
        }

        public Tensor[] chunk(long chunks, long dim = 0)
        {
            var result = Ops.op_chunk.CallList([Value.Of(this), Value.Of(chunks), Value.Of(dim)]);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor[] split(long size, int dim = 0)
        {
            var result = Ops.op_split__Tensor.CallList([Value.Of(this), Value.Of(size), Value.Of((long)dim)]);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor[] split(long[] sizes, long dim = 0) => split((ReadOnlySpan<long>)sizes, dim);

        public Tensor[] split(params long[] sizes) => split((ReadOnlySpan<long>)sizes, 0);

        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0)
        {
            fixed (long* p = sizes)
            {
                var result = Ops.op_split_with_sizes.CallList([Value.Of(this), Value.Ints(p, sizes.Length), Value.Of(dim)]);
                GC.KeepAlive(this);
                return result;
            }
        }

        public IList<Tensor> nonzero_as_list()
        {
            var result = Ops.op_nonzero_numpy.CallList([Value.Of(this)]);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor empty_like(ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            Like(Ops.op_empty_like, dtype, device, requires_grad);

        public Tensor zeros_like(ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            Like(Ops.op_zeros_like, dtype, device, requires_grad);

        public Tensor ones_like(ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            Like(Ops.op_ones_like, dtype, device, requires_grad);

        public Tensor rand_like(ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            Like(Ops.op_rand_like, dtype, device, requires_grad);

        public Tensor randn_like(ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            Like(Ops.op_randn_like, dtype, device, requires_grad);

        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device device = null, bool requires_grad = false)
        {
            var result = Done(Ops.op_full_like.Call([Value.Of(this), Value.Of(value), Value.Of(dtype), Value.None, Value.Of(device), Value.None]));
            return requires_grad ? result.requires_grad_() : result;
        }

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(null, type, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(device, null, copy, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(new Device(device), null, copy, disposeAfter, non_blocking);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(new Device(deviceType, deviceIndex), null, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(device, type, copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) => To(other.device, other.dtype, false, false, non_blocking);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(null, type, copy, disposeAfter, non_blocking);

        public Tensor type(ScalarType dtype) => to_type(dtype);

        public Tensor type_as(Tensor tensor) => to(tensor);

        public Tensor cpu() => To(CPU, null, false, false, false);

        public Tensor cuda(Device device = null, bool non_blocking = false) => To(device ?? CUDA, null, false, false, non_blocking);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @double() => to_type(ScalarType.Float64);

        public Tensor half() => to_type(ScalarType.Float16);

        public Tensor bfloat16() => to_type(ScalarType.BFloat16);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @short() => to_type(ScalarType.Int16);

        public Tensor @byte() => to_type(ScalarType.Byte);

        public Tensor @bool() => to_type(ScalarType.Bool);

        private Tensor DivRounded(Tensor target, RoundingMode rounding)
        {
            ReadOnlySpan<byte> mode = rounding == RoundingMode.floor ? "floor"u8 : "trunc"u8;
            fixed (byte* p = mode)
            {
                return Done(Ops.op_div__Tensor_mode.Call([Value.Of(this), Value.Of(target), Value.String(p, mode.Length)]), target);
            }
        }

        private Tensor Like(Op op, ScalarType? dtype, Device device, bool requiresGrad)
        {
            var result = Done(op.Call([Value.Of(this), Value.Of(dtype), Value.None, Value.Of(device)]));
            return requiresGrad ? result.requires_grad_() : result;
        }

        private Tensor To(Device device, ScalarType? type, bool copy, bool disposeAfter, bool nonBlocking)
        {
            // aten::to returns the same native tensor when nothing changes; like the real package, so does this.
            if (!copy && (type is null || type == dtype) && (device is null || device.Is(this.device)))
            {
                return this;
            }

            var result = device is null
                ? Done(Ops.op_to__dtype.Call([Value.Of(this), Value.Of(type!.Value), Value.Of(nonBlocking), Value.Of(copy)]))
                : Done(Ops.op_to__dtype_layout.Call([Value.Of(this), Value.Of(type), Value.None, Value.Of(device), Value.None, Value.Of(nonBlocking), Value.Of(copy)]));
            if (disposeAfter)
            {
                Dispose();
            }

            return result;
        }

        private Tensor Typed(Tensor result, ScalarType? type) => type is { } t ? result.to_type(t) : result;

        private Tensor Done(Tensor result)
        {
            GC.KeepAlive(this);
            return result;
        }

        private Tensor Done(Tensor result, Tensor first)
        {
            GC.KeepAlive(this);
            GC.KeepAlive(first);
            return result;
        }

        private Tensor Done(Tensor result, Tensor first, Tensor second)
        {
            GC.KeepAlive(this);
            GC.KeepAlive(first);
            GC.KeepAlive(second);
            return result;
        }
    }
}
