namespace TorchSharp;

public static class TensorExtensionMethods
{
    public static int ElementSize(this ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool or ScalarType.QInt8 or ScalarType.QUInt8 => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 or ScalarType.QInt32 => 4,
        ScalarType.Int64 or ScalarType.Float64 or ScalarType.ComplexFloat32 => 8,
        ScalarType.ComplexFloat64 => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This dtype has no element size."),
    };

    public static float ToSingle(this Tensor value) => (float)value.ToScalar().AsReal;

    public static double ToDouble(this Tensor value) => value.ToScalar().AsReal;

    public static int ToInt32(this Tensor value) => (int)value.ToScalar().AsInteger;

    public static long ToInt64(this Tensor value) => value.ToScalar().AsInteger;

    public static bool ToBoolean(this Tensor value) => value.ToScalar().AsReal != 0;

    public static byte ToByte(this Tensor value) => (byte)value.ToScalar().AsInteger;

    public static sbyte ToSByte(this Tensor value) => (sbyte)value.ToScalar().AsInteger;

    public static short ToInt16(this Tensor value) => (short)value.ToScalar().AsInteger;

    public static Half ToHalf(this Tensor value) => (Half)value.ToScalar().AsReal;

    public static Parameter AsParameter(this Tensor tensor) => new(tensor);

    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (a, b) => a * b);

    internal static Type ClrType(this ScalarType type) => type switch
    {
        ScalarType.Byte => typeof(byte),
        ScalarType.Int8 => typeof(sbyte),
        ScalarType.Int16 => typeof(short),
        ScalarType.Int32 => typeof(int),
        ScalarType.Int64 => typeof(long),
        ScalarType.Float16 => typeof(Half),
        ScalarType.Float32 => typeof(float),
        ScalarType.Float64 => typeof(double),
        ScalarType.Bool => typeof(bool),
        _ => typeof(void),
    };
}
