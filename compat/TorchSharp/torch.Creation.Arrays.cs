namespace TorchSharp;

public static partial class torch
{
    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device device = null) => data.to(dtype ?? data.dtype, device ?? data.device);

    public static Tensor as_tensor(IList<bool> rawArray, ScalarType? dtype = null, Device device = null) => tensor(rawArray, dtype, device);

    public static Tensor as_tensor(IList<byte> rawArray, ScalarType? dtype = null, Device device = null) => tensor(rawArray, dtype, device);

    public static Tensor as_tensor(IList<sbyte> rawArray, ScalarType? dtype = null, Device device = null) => tensor(rawArray, dtype, device);

    public static Tensor as_tensor(IList<short> rawArray, ScalarType? dtype = null, Device device = null) => tensor(rawArray, dtype, device);

    public static Tensor as_tensor(IList<int> rawArray, ScalarType? dtype = null, Device device = null) => tensor(rawArray, dtype, device);

    public static Tensor as_tensor(IList<long> rawArray, ScalarType? dtype = null, Device device = null) => tensor(rawArray, dtype, device);

    public static Tensor as_tensor(IList<float> rawArray, ScalarType? dtype = null, Device device = null) => tensor(rawArray, dtype, device);

    public static Tensor as_tensor(IList<double> rawArray, ScalarType? dtype = null, Device device = null) => tensor(rawArray, dtype, device);


    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device device = null) => from_array(data, dtype, device);

    public static Tensor from_array(Array rawArray, Device device = null) => from_array(rawArray, null, device);

    public static unsafe Tensor from_array(Array rawArray, ScalarType? dtype, Device device = null, bool requires_grad = false, string[] names = null)
    {
        var sizes = new long[rawArray.Rank];
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = rawArray.GetLongLength(i);
        }

        ref var first = ref MemoryMarshal.GetArrayDataReference(rawArray);
        var length = rawArray.Length;
        var type = rawArray.GetType().GetElementType();
        if (type == typeof(float))
        {
            return Build(Span<float>(ref first, length), sizes, ScalarType.Float32, dtype, device, requires_grad);
        }

        if (type == typeof(double))
        {
            return Build(Span<double>(ref first, length), sizes, ScalarType.Float64, dtype, device, requires_grad);
        }

        if (type == typeof(long))
        {
            return Build(Span<long>(ref first, length), sizes, ScalarType.Int64, dtype, device, requires_grad);
        }

        if (type == typeof(int))
        {
            return Build(Span<int>(ref first, length), sizes, ScalarType.Int32, dtype, device, requires_grad);
        }

        if (type == typeof(short))
        {
            return Build(Span<short>(ref first, length), sizes, ScalarType.Int16, dtype, device, requires_grad);
        }

        if (type == typeof(sbyte))
        {
            return Build(Span<sbyte>(ref first, length), sizes, ScalarType.Int8, dtype, device, requires_grad);
        }

        if (type == typeof(byte))
        {
            return Build(Span<byte>(ref first, length), sizes, ScalarType.Byte, dtype, device, requires_grad);
        }

        if (type == typeof(bool))
        {
            return Build(Span<bool>(ref first, length), sizes, ScalarType.Bool, dtype, device, requires_grad);
        }

        if (type == typeof(Half))
        {
            return Build(Span<Half>(ref first, length), sizes, ScalarType.Float16, dtype, device, requires_grad);
        }

        throw new NotSupportedException($"Arrays of {type} cannot become tensors.");

        static ReadOnlySpan<T> Span<T>(ref byte start, int count) => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref start), count);
    }

    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        using var all = from_array(rawArray);
        using var part = all.view(-1).narrow(0, offset, count < 0 ? rawArray.LongLength - offset : count);
        var result = part.to(dtype, copy: true);
        return Finish(result, requires_grad);
    }

    public static Tensor tensor(Half[] rawArray, ScalarType? dtype = null, Device device = null, bool requires_grad = false, string[] names = null) => Build<Half>(rawArray, [rawArray.Length], ScalarType.Float16, dtype, device, requires_grad);

    public static Tensor tensor(Half[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device device = null, bool requires_grad = false, string[] names = null) => Build<Half>(rawArray, dimensions, ScalarType.Float16, dtype, device, requires_grad);


    public static unsafe Tensor empty_strided(long[] size, long[] strides, ScalarType? dtype = null, Device device = null, bool requires_grad = false, string[] names = null)
    {
        fixed (long* s = size, t = strides)
        {
            return Finish(Ops.op_empty_strided.Call([Value.Ints(s, size.Length), Value.Ints(t, strides.Length), Value.Of(dtype), Value.None, Value.Of(device)]), requires_grad);
        }
    }

    public static Tensor logspace(double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
        Finish(Ops.op_logspace.Call([Value.Of((Scalar)start), Value.Of((Scalar)end), Value.Of(steps), Value.Of(@base), Value.Of(dtype), Value.None, Value.Of(device)]), requires_grad);

    public static Tensor tril_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device device = null) =>
        Ops.op_tril_indices.Call([Value.Of(row), Value.Of(col), Value.Of(offset), Value.Of(dtype), Value.None, Value.Of(device)]);

    public static Tensor triu_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device device = null) =>
        Ops.op_triu_indices.Call([Value.Of(row), Value.Of(col), Value.Of(offset), Value.Of(dtype), Value.None, Value.Of(device)]);

    public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device device = null, bool requires_grad = false, Generator generator = null, string[] names = null) =>
        Finish(empty(size, dtype, device).normal_(mean, std, generator), requires_grad);

    public static Tensor randint(long low, long high, Size size, ScalarType? dtype = null, Device device = null, bool requires_grad = false, Generator generator = null, string[] names = null) =>
        randint(low, high, size.Shape, dtype, device, requires_grad, generator);

    public static Tensor randint(long high, Size size, ScalarType? dtype = null, Device device = null, bool requires_grad = false, Generator generator = null, string[] names = null) =>
        randint(0, high, size.Shape, dtype, device, requires_grad, generator);

    public static Tensor randint_like(Tensor input, long low, long high, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
        input.randint_like(low, high, dtype, device, requires_grad);

    public static long randint_long(long high, Generator generator = null) => randint_long(0, high, generator);

    public static long randint_long(long low, long high, Generator generator = null)
    {
        using var value = randint(low, high, Array.Empty<long>(), ScalarType.Int64, generator: generator);
        return value.ToInt64();
    }

    public static double rand_float(Generator generator = null)
    {
        using var value = rand(Array.Empty<long>(), ScalarType.Float64, generator: generator);
        return value.ToDouble();
    }

    public static double randn_float(Generator generator = null)
    {
        using var value = randn(Array.Empty<long>(), ScalarType.Float64, generator: generator);
        return value.ToDouble();
    }
}
