namespace TorchSharp;

public sealed class Scalar : IDisposable
{
    private readonly long _integer;
    private readonly double _real;

    private Scalar(ScalarType type, long integer, double real)
    {
        Type = type;
        _integer = integer;
        _real = real;
    }

    public ScalarType Type { get; }

    internal bool IsReal => Type is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16;

    internal long AsInteger => IsReal ? (long)_real : _integer;

    internal double AsReal => IsReal ? _real : _integer;

    public void Dispose()
    {
    }

    internal Value ToValue() => Type == ScalarType.Bool
        ? new Value { Tag = 10, Integer = _integer }
        : IsReal ? new Value { Tag = 9, Real = _real } : new Value { Tag = 8, Integer = _integer };

    public static implicit operator Scalar(byte value) => new(ScalarType.Byte, value, 0);

    public static implicit operator Scalar(sbyte value) => new(ScalarType.Int8, value, 0);

    public static implicit operator Scalar(short value) => new(ScalarType.Int16, value, 0);

    public static implicit operator Scalar(int value) => new(ScalarType.Int32, value, 0);

    public static implicit operator Scalar(long value) => new(ScalarType.Int64, value, 0);

    public static implicit operator Scalar(Half value) => new(ScalarType.Float16, 0, (double)value);

    public static implicit operator Scalar(float value) => new(ScalarType.Float32, 0, value);

    public static implicit operator Scalar(double value) => new(ScalarType.Float64, 0, value);

    public static implicit operator Scalar(bool value) => new(ScalarType.Bool, value ? 1 : 0, 0);
}
