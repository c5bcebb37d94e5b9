namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor abs()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_abs.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor abs_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_abs_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor absolute()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_absolute.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor absolute_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_absolute_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor acos()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_acos.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor acos_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_acos_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor acosh()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_acosh.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor acosh_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_acosh_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor adjoint()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_adjoint.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor align_as(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_align_as.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor all()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_all.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor all(long dim, bool keepdim = false)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(keepdim)];
            var result = Ops.op_all__dim.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor amax(params long[] dims)
        {
            fixed (long* p_dims = dims)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_dims, dims.Length)];
                var result = Ops.op_amax.Call(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public Tensor amin(params long[] dims)
        {
            fixed (long* p_dims = dims)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_dims, dims.Length)];
                var result = Ops.op_amin.Call(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public (Tensor, Tensor) aminmax(long? dim = null, bool keepdim = false)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(keepdim)];
            var result = Ops.op_aminmax.Call2(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor angle()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_angle.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor any()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_any.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor any(long dim, bool keepdim = false)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(keepdim)];
            var result = Ops.op_any__dim.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor arccos()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_arccos.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor arccos_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_arccos_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor arccosh()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_arccosh.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor arccosh_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_arccosh_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor arcsin()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_arcsin.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor arcsin_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_arcsin_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor arcsinh()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_arcsinh.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor arcsinh_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_arcsinh_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor arctan()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_arctan.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor arctan_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_arctan_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor arctan2(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_arctan2.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor arctan2_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_arctan2_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor arctanh()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_arctanh.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor arctanh_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_arctanh_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor argmax()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_argmax.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor argmax(long dim, bool keepdim = false)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(keepdim)];
            var result = Ops.op_argmax.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor argmin()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_argmin.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor argmin(long dim, bool keepdim = false)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(keepdim)];
            var result = Ops.op_argmin.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor argwhere()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_argwhere.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0)
        {
            fixed (long* p_size = size)
            fixed (long* p_strides = strides)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_size, size.Length), Value.Ints(p_strides, strides.Length), Value.Of(storageOffset)];
                var result = Ops.op_as_strided.Call(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public Tensor asin()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_asin.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor asin_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_asin_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor asinh()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_asinh.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor asinh_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_asinh_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor atan()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_atan.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor atan_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_atan_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor atan2(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_atan2.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor atan2_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_atan2_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor atanh()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_atanh.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor atanh_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_atanh_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor atleast_1d()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_atleast_1d.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor atleast_2d()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_atleast_2d.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor atleast_3d()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_atleast_3d.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor bernoulli(Generator generator = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(generator)];
            var result = Ops.op_bernoulli.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(generator);
            return result;
        }

        public Tensor bernoulli_(double p = 0.5, Generator generator = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(p), Value.Of(generator)];
            var result = Ops.op_bernoulli___float.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(generator);
            return result;
        }

        public Tensor bernoulli_(Tensor p, Generator generator = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(p), Value.Of(generator)];
            var result = Ops.op_bernoulli___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(p);
            GC.KeepAlive(generator);
            return result;
        }

        public Tensor bitwise_and(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_bitwise_and__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor bitwise_and_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_bitwise_and___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor bitwise_left_shift(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_bitwise_left_shift__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor bitwise_left_shift_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_bitwise_left_shift___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor bitwise_not()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_bitwise_not.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor bitwise_not_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_bitwise_not_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor bitwise_or(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_bitwise_or__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor bitwise_or_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_bitwise_or___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor bitwise_right_shift(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_bitwise_right_shift__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor bitwise_right_shift_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_bitwise_right_shift___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor bitwise_xor(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_bitwise_xor__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor bitwise_xor_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_bitwise_xor___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor bmm(Tensor batch2)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(batch2)];
            var result = Ops.op_bmm.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(batch2);
            return result;
        }

        public Tensor broadcast_to(params long[] shape)
        {
            fixed (long* p_shape = shape)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_shape, shape.Length)];
                var result = Ops.op_broadcast_to.Call(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(boundaries), Value.Of(outInt32), Value.Of(right)];
            var result = Ops.op_bucketize__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(boundaries);
            return result;
        }

        public Tensor cauchy_(double median = 0, double sigma = 1, Generator generator = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(median), Value.Of(sigma), Value.Of(generator)];
            var result = Ops.op_cauchy_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(generator);
            return result;
        }

        public Tensor ceil()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_ceil.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor ceil_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_ceil_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor channel_shuffle(long groups)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(groups)];
            var result = Ops.op_channel_shuffle.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor cholesky(bool upper = false)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(upper)];
            var result = Ops.op_cholesky.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor cholesky_inverse(bool upper = false)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(upper)];
            var result = Ops.op_cholesky_inverse.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor cholesky_solve(Tensor input2, bool upper = false)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(input2), Value.Of(upper)];
            var result = Ops.op_cholesky_solve.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(input2);
            return result;
        }

        public Tensor clamp_max(Scalar max)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(max)];
            var result = Ops.op_clamp_max.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor clamp_max_(Scalar max)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(max)];
            var result = Ops.op_clamp_max_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor clamp_min(Scalar min)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(min)];
            var result = Ops.op_clamp_min.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor clamp_min_(Scalar min)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(min)];
            var result = Ops.op_clamp_min_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor clone()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_clone.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor conj_physical()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_conj_physical.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor conj_physical_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_conj_physical_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor copysign(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_copysign__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor copysign_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_copysign___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor cos()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_cos.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor cos_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_cos_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor cosh()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_cosh.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor cosh_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_cosh_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor cov(long correction = 1, Tensor fweights = null, Tensor aweights = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(correction), Value.Of(fweights), Value.Of(aweights)];
            var result = Ops.op_cov.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(fweights);
            GC.KeepAlive(aweights);
            return result;
        }

        public (Tensor, Tensor) cummax(long dim)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim)];
            var result = Ops.op_cummax.Call2(args);
            GC.KeepAlive(this);
            return result;
        }

        public (Tensor, Tensor) cummin(long dim)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim)];
            var result = Ops.op_cummin.Call2(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor cumprod(long dim, ScalarType? type = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(type)];
            var result = Ops.op_cumprod.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor cumsum(long dim, ScalarType? type = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(type)];
            var result = Ops.op_cumsum.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor cumulative_trapezoid(Tensor x, long dim = -1)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(x), Value.Of(dim)];
            var result = Ops.op_cumulative_trapezoid__x.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(x);
            return result;
        }

        public Tensor deg2rad()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_deg2rad.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor deg2rad_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_deg2rad_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor det()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_det.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor detach_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_detach_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor diag(long diagonal = 0)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(diagonal)];
            var result = Ops.op_diag.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(offset), Value.Of(dim1), Value.Of(dim2)];
            var result = Ops.op_diag_embed.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor diagflat(long offset = 0)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(offset)];
            var result = Ops.op_diagflat.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(offset), Value.Of(dim1), Value.Of(dim2)];
            var result = Ops.op_diagonal.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor diagonal_scatter(Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(src), Value.Of(offset), Value.Of(dim1), Value.Of(dim2)];
            var result = Ops.op_diagonal_scatter.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(src);
            return result;
        }

        public Tensor diff(long n = 1, long dim = -1, Tensor prepend = null, Tensor append = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(n), Value.Of(dim), Value.Of(prepend), Value.Of(append)];
            var result = Ops.op_diff.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(prepend);
            GC.KeepAlive(append);
            return result;
        }

        public Tensor digamma()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_digamma.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor digamma_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_digamma_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor dot(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_dot.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor[] dsplit(long size)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(size)];
            var result = Ops.op_dsplit__int.CallList(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor[] dsplit(params long[] sizes)
        {
            fixed (long* p_sizes = sizes)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_sizes, sizes.Length)];
                var result = Ops.op_dsplit__array.CallList(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public Tensor eq(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_eq__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor eq(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_eq__Scalar.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor eq_(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_eq___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor eq_(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_eq___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor erf()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_erf.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor erf_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_erf_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor erfc()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_erfc.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor erfc_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_erfc_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor erfinv()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_erfinv.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor erfinv_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_erfinv_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor exp()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_exp.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor exp_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_exp_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor exp2()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_exp2.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor exp2_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_exp2_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor expand_as(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_expand_as.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor expm1()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_expm1.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor expm1_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_expm1_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor fix()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_fix.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor fix_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_fix_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor flatten(long start_dim = 0, long end_dim = -1)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(start_dim), Value.Of(end_dim)];
            var result = Ops.op_flatten__using_ints.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor flip(params long[] dims)
        {
            fixed (long* p_dims = dims)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_dims, dims.Length)];
                var result = Ops.op_flip.Call(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public Tensor fliplr()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_fliplr.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor flipud()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_flipud.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor floor()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_floor.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor floor_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_floor_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor floor_divide(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_floor_divide.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor floor_divide(Scalar other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_floor_divide__Scalar.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor floor_divide_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_floor_divide___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor floor_divide_(Scalar other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_floor_divide___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor fmax(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_fmax.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor fmin(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_fmin.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor fmod(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_fmod__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor fmod(Scalar scalar)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(scalar)];
            var result = Ops.op_fmod__Scalar.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor fmod_(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_fmod___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor fmod_(Scalar scalar)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(scalar)];
            var result = Ops.op_fmod___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor frac()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_frac.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor frac_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_frac_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public (Tensor, Tensor) frexp()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_frexp__Tensor.Call2(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor gather(long dim, Tensor index)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(index)];
            var result = Ops.op_gather.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(index);
            return result;
        }

        public Tensor gcd(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_gcd.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor gcd_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_gcd_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor ge(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_ge__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor ge(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_ge__Scalar.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor ge_(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_ge___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor ge_(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_ge___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor geometric_(double p, Generator generator = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(p), Value.Of(generator)];
            var result = Ops.op_geometric_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(generator);
            return result;
        }

        public Tensor ger(Tensor vec2)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(vec2)];
            var result = Ops.op_ger.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(vec2);
            return result;
        }

        public Tensor glu(long dim = -1)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim)];
            var result = Ops.op_glu.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor greater(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_greater__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor greater_equal(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_greater_equal__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor gt(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_gt__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor gt(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_gt__Scalar.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor gt_(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_gt___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor gt_(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_gt___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor hardsigmoid()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_hardsigmoid.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor hardsigmoid_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_hardsigmoid_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor hardswish()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_hardswish.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor hardswish_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_hardswish_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor heaviside(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_heaviside.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor heaviside_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_heaviside_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor[] hsplit(long size)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(size)];
            var result = Ops.op_hsplit__int.CallList(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor[] hsplit(params long[] sizes)
        {
            fixed (long* p_sizes = sizes)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_sizes, sizes.Length)];
                var result = Ops.op_hsplit__array.CallList(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public Tensor hypot(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_hypot.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor i0()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_i0.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor i0_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_i0_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor igamma(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_igamma.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor igammac(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_igammac.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor index_copy(long dim, Tensor index, Tensor source)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(index), Value.Of(source)];
            var result = Ops.op_index_copy.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(index);
            GC.KeepAlive(source);
            return result;
        }

        public Tensor index_copy_(long dim, Tensor index, Tensor source)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(index), Value.Of(source)];
            var result = Ops.op_index_copy_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(index);
            GC.KeepAlive(source);
            return result;
        }

        public Tensor index_fill(long dim, Tensor index, Scalar value)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(index), Value.Of(value)];
            var result = Ops.op_index_fill__int_Scalar.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(index);
            return result;
        }

        public Tensor index_fill_(long dim, Tensor index, Scalar value)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(index), Value.Of(value)];
            var result = Ops.op_index_fill___int_Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(index);
            return result;
        }

        public Tensor index_select(long dim, Tensor index)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(index)];
            var result = Ops.op_index_select.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(index);
            return result;
        }

        public Tensor inner(Tensor vec2)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(vec2)];
            var result = Ops.op_inner.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(vec2);
            return result;
        }

        public Tensor inverse()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_inverse.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor isfinite()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_isfinite.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(test_elements), Value.Of(assumeUnique), Value.Of(invert)];
            var result = Ops.op_isin__Tensor_Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(test_elements);
            return result;
        }

        public Tensor isinf()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_isinf.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor isnan()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_isnan.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor isneginf()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_isneginf.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor isposinf()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_isposinf.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor isreal()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_isreal.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor kron(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_kron.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor lcm(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_lcm.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor lcm_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_lcm_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor ldexp(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_ldexp__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor ldexp_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_ldexp_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor le(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_le__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor le(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_le__Scalar.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor le_(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_le___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor le_(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_le___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor leaky_relu(Scalar negative_slope)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(negative_slope)];
            var result = Ops.op_leaky_relu.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor leaky_relu_(Scalar negative_slope)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(negative_slope)];
            var result = Ops.op_leaky_relu_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor lerp(Tensor end, Tensor weight)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(end), Value.Of(weight)];
            var result = Ops.op_lerp__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(end);
            GC.KeepAlive(weight);
            return result;
        }

        public Tensor lerp_(Tensor end, Tensor weight)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(end), Value.Of(weight)];
            var result = Ops.op_lerp___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(end);
            GC.KeepAlive(weight);
            return result;
        }

        public Tensor less(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_less__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor less_equal(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_less_equal__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor less_equal_(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_less_equal___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor lgamma()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_lgamma.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor lgamma_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_lgamma_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor log()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_log.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor log_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_log_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor log_normal_(double mean = 0, double std = 1, Generator generator = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(mean), Value.Of(std), Value.Of(generator)];
            var result = Ops.op_log_normal_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(generator);
            return result;
        }

        public Tensor log_sigmoid()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_log_sigmoid.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor log_softmax(long dim, ScalarType? dtype = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(dtype)];
            var result = Ops.op_log_softmax__int.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor log10()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_log10.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor log10_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_log10_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor log1p()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_log1p.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor log1p_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_log1p_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor log2()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_log2.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor log2_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_log2_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor logaddexp(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_logaddexp.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor logaddexp2(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_logaddexp2.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor logcumsumexp(long dim)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim)];
            var result = Ops.op_logcumsumexp.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor logdet()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_logdet.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor logical_and(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_logical_and.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor logical_and_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_logical_and_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor logical_not()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_logical_not.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor logical_not_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_logical_not_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor logical_or(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_logical_or.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor logical_or_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_logical_or_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor logical_xor(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_logical_xor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor logical_xor_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_logical_xor_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor logit(double? eps = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(eps)];
            var result = Ops.op_logit.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor logit_(double? eps = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(eps)];
            var result = Ops.op_logit_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor logsumexp(long dim, bool keepdim = false)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(&dim, 1), Value.Of(keepdim)];
            var result = Ops.op_logsumexp.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor lt(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_lt__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor lt(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_lt__Scalar.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor lt_(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_lt___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor lt_(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_lt___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor masked_fill(Tensor mask, Scalar value)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(mask), Value.Of(value)];
            var result = Ops.op_masked_fill__Scalar.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(mask);
            return result;
        }

        public Tensor masked_fill_(Tensor mask, Scalar value)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(mask), Value.Of(value)];
            var result = Ops.op_masked_fill___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(mask);
            return result;
        }

        public Tensor masked_scatter(Tensor mask, Tensor value)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(mask), Value.Of(value)];
            var result = Ops.op_masked_scatter.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(mask);
            GC.KeepAlive(value);
            return result;
        }

        public Tensor masked_scatter_(Tensor mask, Tensor value)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(mask), Value.Of(value)];
            var result = Ops.op_masked_scatter_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(mask);
            GC.KeepAlive(value);
            return result;
        }

        public Tensor masked_select(Tensor mask)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(mask)];
            var result = Ops.op_masked_select.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(mask);
            return result;
        }

        public Tensor matmul(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_matmul.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor matrix_exp()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_matrix_exp.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor matrix_power(int n)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of((long)n)];
            var result = Ops.op_matrix_power.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor maximum(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_maximum.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor median()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_median.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor minimum(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_minimum.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor mm(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_mm.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public (Tensor, Tensor) mode(long dim = -1, bool keepdim = false)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(keepdim)];
            var result = Ops.op_mode.Call2(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor moveaxis(long[] source, long[] destination)
        {
            fixed (long* p_source = source)
            fixed (long* p_destination = destination)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_source, source.Length), Value.Ints(p_destination, destination.Length)];
                var result = Ops.op_moveaxis__intlist.Call(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public Tensor movedim(long[] source, long[] destination)
        {
            fixed (long* p_source = source)
            fixed (long* p_destination = destination)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_source, source.Length), Value.Ints(p_destination, destination.Length)];
                var result = Ops.op_movedim__intlist.Call(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public Tensor msort()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_msort.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor mul(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_mul__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor mul(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_mul__Scalar.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor mul_(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_mul___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor mul_(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_mul___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor multinomial(long num_samples, bool replacement = false, Generator generator = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(num_samples), Value.Of(replacement), Value.Of(generator)];
            var result = Ops.op_multinomial.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(generator);
            return result;
        }

        public Tensor multiply(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_multiply__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor multiply(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_multiply__Scalar.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor mv(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_mv.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(nan), Value.Of(posinf), Value.Of(neginf)];
            var result = Ops.op_nan_to_num.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor nan_to_num_(double nan = 0, double? posinf = null, double? neginf = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(nan), Value.Of(posinf), Value.Of(neginf)];
            var result = Ops.op_nan_to_num_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor nanmedian()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_nanmedian.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor nansum()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_nansum.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor narrow(long dim, long start, long length)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(start), Value.Of(length)];
            var result = Ops.op_narrow.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor ne(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_ne__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor ne(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_ne__Scalar.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor ne_(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_ne___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor ne_(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_ne___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor neg()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_neg.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor neg_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_neg_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor negative()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_negative.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor nextafter(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_nextafter.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor nextafter_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_nextafter_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor nonzero()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_nonzero.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor not_equal(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_not_equal__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor not_equal_(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_not_equal___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor outer(Tensor vec2)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(vec2)];
            var result = Ops.op_outer.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(vec2);
            return result;
        }

        public Tensor permute(params long[] permutation)
        {
            fixed (long* p_permutation = permutation)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_permutation, permutation.Length)];
                var result = Ops.op_permute.Call(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public Tensor poisson(Generator generator = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(generator)];
            var result = Ops.op_poisson.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(generator);
            return result;
        }

        public Tensor polygamma_(long p)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(p)];
            var result = Ops.op_polygamma_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor positive()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_positive.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor pow(Tensor exponent)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(exponent)];
            var result = Ops.op_pow__Tensor_Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(exponent);
            return result;
        }

        public Tensor pow(Scalar exponent)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(exponent)];
            var result = Ops.op_pow__Tensor_Scalar.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor pow_(Tensor exponent)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(exponent)];
            var result = Ops.op_pow___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(exponent);
            return result;
        }

        public Tensor pow_(Scalar exponent)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(exponent)];
            var result = Ops.op_pow___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor prelu(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_prelu.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor prod(ScalarType? type = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(type)];
            var result = Ops.op_prod.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(keepdim), Value.Of(type)];
            var result = Ops.op_prod__dim_int.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor rad2deg()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_rad2deg.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor rad2deg_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_rad2deg_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor ravel()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_ravel.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor reciprocal()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_reciprocal.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor reciprocal_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_reciprocal_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor relu()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_relu.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor relu_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_relu_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor relu6()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_relu6.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor relu6_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_relu6_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor remainder(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_remainder__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor remainder(Scalar scalar)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(scalar)];
            var result = Ops.op_remainder__Scalar.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor remainder_(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_remainder___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor remainder_(Scalar scalar)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(scalar)];
            var result = Ops.op_remainder___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor repeat(params long[] sizes)
        {
            fixed (long* p_sizes = sizes)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_sizes, sizes.Length)];
                var result = Ops.op_repeat.Call(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public Tensor rsqrt()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_rsqrt.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor rsqrt_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_rsqrt_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor scatter(long dim, Tensor index, Tensor src)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(index), Value.Of(src)];
            var result = Ops.op_scatter__src.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(index);
            GC.KeepAlive(src);
            return result;
        }

        public Tensor scatter_(long dim, Tensor index, Tensor src)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(index), Value.Of(src)];
            var result = Ops.op_scatter___src.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(index);
            GC.KeepAlive(src);
            return result;
        }

        public Tensor scatter_add(long dim, Tensor index, Tensor src)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(index), Value.Of(src)];
            var result = Ops.op_scatter_add.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(index);
            GC.KeepAlive(src);
            return result;
        }

        public Tensor scatter_add_(long dim, Tensor index, Tensor src)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(index), Value.Of(src)];
            var result = Ops.op_scatter_add_.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(index);
            GC.KeepAlive(src);
            return result;
        }

        public Tensor select(long dim, long index)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(index)];
            var result = Ops.op_select__int.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor select_scatter(Tensor src, long dim, long index)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(src), Value.Of(dim), Value.Of(index)];
            var result = Ops.op_select_scatter.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(src);
            return result;
        }

        public Tensor selu()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_selu.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor selu_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_selu_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor sigmoid()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_sigmoid.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor sigmoid_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_sigmoid_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor sign()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_sign.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor sign_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_sign_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor signbit()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_signbit.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor silu()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_silu.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor silu_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_silu_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor sin()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_sin.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor sin_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_sin_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor sinc()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_sinc.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor sinc_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_sinc_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor sinh()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_sinh.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor sinh_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_sinh_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(src), Value.Of(dim), Value.Of(start), Value.Of(end), Value.Of(step)];
            var result = Ops.op_slice_scatter.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(src);
            return result;
        }

        public Tensor softmax(long dim, ScalarType? dtype = null)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim), Value.Of(dtype)];
            var result = Ops.op_softmax__int.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor sqrt()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_sqrt.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor sqrt_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_sqrt_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor square()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_square.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor subtract(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_subtract__Scalar.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor subtract(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_subtract__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor subtract_(Scalar target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_subtract___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor subtract_(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_subtract___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor swapaxes(long dim0, long dim1)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim0), Value.Of(dim1)];
            var result = Ops.op_swapaxes.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor swapdims(long dim0, long dim1)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim0), Value.Of(dim1)];
            var result = Ops.op_swapdims.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor t()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_t.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor take(Tensor index)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(index)];
            var result = Ops.op_take.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(index);
            return result;
        }

        public Tensor take_along_dim(Tensor indices)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(indices)];
            var result = Ops.op_take_along_dim.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(indices);
            return result;
        }

        public Tensor take_along_dim(Tensor indices, long dim)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(indices), Value.Of(dim)];
            var result = Ops.op_take_along_dim.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(indices);
            return result;
        }

        public Tensor tan()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_tan.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor tan_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_tan_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor tanh()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_tanh.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor tanh_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_tanh_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor[] tensor_split(long size, long dim = 0)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(size), Value.Of(dim)];
            var result = Ops.op_tensor_split__sections.CallList(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor[] tensor_split(long[] sizes, long dim = 0)
        {
            fixed (long* p_sizes = sizes)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_sizes, sizes.Length), Value.Of(dim)];
                var result = Ops.op_tensor_split__indices.CallList(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public Tensor[] tensor_split(Tensor indices, long dim = 0)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(indices), Value.Of(dim)];
            var result = Ops.op_tensor_split__tensor_indices_or_sections.CallList(args);
            GC.KeepAlive(this);
            GC.KeepAlive(indices);
            return result;
        }

        public Tensor threshold(Scalar threshold, Scalar value)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(threshold), Value.Of(value)];
            var result = Ops.op_threshold.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor threshold_(Scalar threshold, Scalar value)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(threshold), Value.Of(value)];
            var result = Ops.op_threshold_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor tile(long[] reps)
        {
            fixed (long* p_reps = reps)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_reps, reps.Length)];
                var result = Ops.op_tile.Call(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of((long)k), Value.Of((long)dim), Value.Of(largest), Value.Of(sorted)];
            var result = Ops.op_topk.Call2(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor trace()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_trace.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor transpose(long dim0, long dim1)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim0), Value.Of(dim1)];
            var result = Ops.op_transpose__int.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor transpose_(long dim0, long dim1)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim0), Value.Of(dim1)];
            var result = Ops.op_transpose_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor trapezoid(Tensor x, long dim = -1)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(x), Value.Of(dim)];
            var result = Ops.op_trapezoid__x.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(x);
            return result;
        }

        public Tensor tril(long diagonal = 0)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(diagonal)];
            var result = Ops.op_tril.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor tril_(long diagonal = 0)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(diagonal)];
            var result = Ops.op_tril_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor triu(long diagonal = 0)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(diagonal)];
            var result = Ops.op_triu.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor triu_(long diagonal = 0)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(diagonal)];
            var result = Ops.op_triu_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor true_divide_(Tensor other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_true_divide___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(other);
            return result;
        }

        public Tensor true_divide_(Scalar other)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(other)];
            var result = Ops.op_true_divide___Scalar.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor trunc()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_trunc.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor trunc_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_trunc_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor[] unbind(long dimension = 0)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dimension)];
            var result = Ops.op_unbind__int.CallList(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor unfold(long dimension, long size, long step)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dimension), Value.Of(size), Value.Of(step)];
            var result = Ops.op_unfold.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor unsqueeze(long dim)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim)];
            var result = Ops.op_unsqueeze.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor unsqueeze_(long dim)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(dim)];
            var result = Ops.op_unsqueeze_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor vdot(Tensor target)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(target)];
            var result = Ops.op_vdot.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result;
        }

        public Tensor view_as_complex()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_view_as_complex.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor view_as_real()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_view_as_real.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor[] vsplit(long size)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(size)];
            var result = Ops.op_vsplit__int.CallList(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor[] vsplit(params long[] sizes)
        {
            fixed (long* p_sizes = sizes)
            {
                ReadOnlySpan<Value> args = [Value.Of(this), Value.Ints(p_sizes, sizes.Length)];
                var result = Ops.op_vsplit__array.CallList(args);
                GC.KeepAlive(this);
                return result;
            }
        }

        public Tensor xlogy(Tensor y)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(y)];
            var result = Ops.op_xlogy__Tensor.Call(args);
            GC.KeepAlive(this);
            GC.KeepAlive(y);
            return result;
        }

        public Tensor xlogy(Scalar y)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(y)];
            var result = Ops.op_xlogy__Scalar_Other.Call(args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor xlogy_(Tensor y)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(y)];
            var result = Ops.op_xlogy___Tensor.CallInPlace(this, args);
            GC.KeepAlive(this);
            GC.KeepAlive(y);
            return result;
        }

        public Tensor xlogy_(Scalar y)
        {
            ReadOnlySpan<Value> args = [Value.Of(this), Value.Of(y)];
            var result = Ops.op_xlogy___Scalar_Other.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }

        public Tensor zero_()
        {
            ReadOnlySpan<Value> args = [Value.Of(this)];
            var result = Ops.op_zero_.CallInPlace(this, args);
            GC.KeepAlive(this);
            return result;
        }
    }
}
