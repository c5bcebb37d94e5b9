namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public bool is_meta => device_type == DeviceType.META;

        public Tensor add_(Scalar scalar, Scalar alpha) => Ops.op_add___Scalar.CallInPlace(this, [Value.Of(this), Value.Of(scalar), Value.Of(alpha)]);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => addcdiv(tensor1, tensor2, One);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => addcdiv_(tensor1, tensor2, One);

        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Done(Ops.op_addbmm.Call([Value.Of(this), Value.Of(batch1), Value.Of(batch2), Value.Of((Scalar)beta), Value.Of((Scalar)alpha)]), batch1, batch2);

        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Done(Ops.op_addmm_.CallInPlace(this, [Value.Of(this), Value.Of(mat1), Value.Of(mat2), Value.Of((Scalar)beta), Value.Of((Scalar)alpha)]), mat1, mat2);

        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);

        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);

        public Tensor float_power(Tensor target) => Done(Ops.op_float_power__Tensor_Tensor.Call([Value.Of(this), Value.Of(target)]), target);

        public Tensor elu(double alpha = 1) => nn.functional.elu(this, alpha);

        public Tensor elu_(double alpha = 1) => nn.functional.elu(this, alpha, true);

        public Tensor gelu(Modules.GELU.Approximate approximate) => nn.functional.gelu(this, approximate);

        public Tensor gelu_() => nn.functional.gelu(this, true);

        public Tensor gelu_(Modules.GELU.Approximate approximate) => nn.functional.gelu(this, approximate, true);

        public Tensor softplus(double beta = 1, double threshold = 20) => nn.functional.softplus(this, beta, threshold);

        public Tensor hardtanh(Scalar min, Scalar max) => Done(Ops.op_hardtanh.Call([Value.Of(this), Value.Of(min), Value.Of(max)]));

        public Tensor hardtanh_(Scalar min, Scalar max) => clamp_(min, max);

        public Tensor sgn() => Done(Ops.op_sgn.Call([Value.Of(this)]));

        public Tensor sgn_() => Ops.op_sgn_.CallInPlace(this, [Value.Of(this)]);

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            Done(Ops.op_isclose.Call([Value.Of(this), Value.Of(other), Value.Of(rtol), Value.Of(atol), Value.Of(nanEqual)]), other);

        public Tensor exponential_(double lambda = 1, Generator generator = null) => Ops.op_exponential_.CallInPlace(this, [Value.Of(this), Value.Of(lambda), Value.Of(generator)]);

        public Tensor randint_like(long low, long high, ScalarType? dtype = null, Device device = null, bool requires_grad = false)
        {
            var result = Done(Ops.op_randint_like__low_dtype.Call([Value.Of(this), Value.Of(low), Value.Of(high), Value.Of(dtype), Value.None, Value.Of(device)]));
            return requires_grad ? result.requires_grad_() : result;
        }

        public bool is_complex() => dtype is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

        public bool is_nonzero() => ToScalar().AsReal != 0;

        public Tensor @char() => to_type(ScalarType.Int8);

        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);

        public static Tensor operator %(Tensor left, int right) => left.remainder((Scalar)right);

        public static Tensor operator %(Tensor left, long right) => left.remainder((Scalar)right);

        public static Tensor operator %(Tensor left, float right) => left.remainder((Scalar)right);

        public static Tensor operator %(Tensor left, double right) => left.remainder((Scalar)right);

        public static implicit operator Tensor(sbyte value) => tensor(value);

        public static implicit operator Tensor(short value) => tensor(value);

        public static implicit operator Tensor(sbyte[] value) => tensor(value);

        public static implicit operator Tensor(short[] value) => tensor(value);

        public static explicit operator sbyte(Tensor value) => value.ToSByte();

        public static explicit operator byte(Tensor value) => value.ToByte();

        public static explicit operator short(Tensor value) => value.ToInt16();
    }
}
