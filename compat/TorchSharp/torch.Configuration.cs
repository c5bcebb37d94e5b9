namespace TorchSharp;

public static partial class torch
{
    public static readonly Device META = new(DeviceType.META);

    public const ScalarType @short = ScalarType.Int16;
    public const ScalarType @int = ScalarType.Int32;
    public const ScalarType @long = ScalarType.Int64;
    public const ScalarType half = ScalarType.Float16;
    public const ScalarType @float = ScalarType.Float32;
    public const ScalarType @double = ScalarType.Float64;

    private static ScalarType _defaultType = ScalarType.Float32;

    public static DisposeScope CurrentDisposeScope => DisposeScopeManager.Current.CurrentScope;

    public static ScalarType get_default_dtype() => _defaultType;

    public static void set_default_dtype(ScalarType dtype)
    {
        if (!is_floating_point(dtype))
        {
            throw new ArgumentException("only floating-point types are supported as the default type", nameof(dtype));
        }

        NativeMethods.Check(NativeMethods.baron_set_default_dtype((int)dtype));
        _defaultType = dtype;
    }

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static bool cuda_is_available() => cuda.is_available();

    public static Device device(int index) => new(index);

    public static bool is_tensor(object obj) => obj is Tensor;

    public static bool is_floating_point(ScalarType type) => type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

    public static bool is_integral(ScalarType type) => type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    public static bool is_complex(Tensor input) => input.is_complex();

    public static bool is_nonzero(Tensor input) => input.is_nonzero();

    public static ScalarType result_type(Tensor tensor1, Tensor tensor2)
    {
        var result = (ScalarType)Ops.op_result_type__Tensor.CallInt([Value.Of(tensor1), Value.Of(tensor2)]);
        GC.KeepAlive(tensor1);
        GC.KeepAlive(tensor2);
        return result;
    }

    public static ScalarType promote_types(ScalarType type1, ScalarType type2) => (ScalarType)Ops.op_promote_types.CallInt([Value.Of(type1), Value.Of(type2)]);

    public static bool can_cast(ScalarType from, ScalarType to) => Ops.op_can_cast.CallBool([Value.Of(from), Value.Of(to)]);

    public static bool are_deterministic_algorithms_enabled() => NativeMethods.baron_get_deterministic() != 0;

    public static IDisposable use_deterministic_algorithms(bool mode = true, bool warn_only = false)
    {
        var previous = are_deterministic_algorithms_enabled();
        NativeMethods.Check(NativeMethods.baron_set_deterministic(mode ? 1 : 0, warn_only ? 1 : 0));
        return new Restore(() => NativeMethods.Check(NativeMethods.baron_set_deterministic(previous ? 1 : 0, 0)));
    }

    public static class backends
    {
        private const int Products = 0;
        private const int Convolutions = 1;

        private static bool Get(int which) => NativeMethods.baron_get_tf32(which) != 0;

        private static void Set(int which, bool value) => NativeMethods.Check(NativeMethods.baron_set_tf32(which, value ? 1 : 0));

        public static class cuda
        {
            public static class matmul
            {
                public static bool allow_tf32
                {
                    get => Get(Products);
                    set => Set(Products, value);
                }
            }
        }

        public static class cudnn
        {
            public static bool allow_tf32
            {
                get => Get(Convolutions);
                set => Set(Convolutions, value);
            }
        }
    }

    private sealed class Restore(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
