using static TorchSharp.torch;

namespace Baron.Checkpoints;

/// <summary>Names and sizes of the element types that checkpoints hold.</summary>
internal static class TensorDtype
{
    private static readonly (ScalarType Type, int Size, int Word, string Torch, string Safetensors, string Storage)[] Table =
    [
        (ScalarType.Float32, 4, 4, "float32", "F32", "FloatStorage"),
        (ScalarType.Float64, 8, 8, "float64", "F64", "DoubleStorage"),
        (ScalarType.Float16, 2, 2, "float16", "F16", "HalfStorage"),
        (ScalarType.BFloat16, 2, 2, "bfloat16", "BF16", "BFloat16Storage"),
        (ScalarType.Int64, 8, 8, "int64", "I64", "LongStorage"),
        (ScalarType.Int32, 4, 4, "int32", "I32", "IntStorage"),
        (ScalarType.Int16, 2, 2, "int16", "I16", "ShortStorage"),
        (ScalarType.Int8, 1, 1, "int8", "I8", "CharStorage"),
        (ScalarType.Byte, 1, 1, "uint8", "U8", "ByteStorage"),
        (ScalarType.Bool, 1, 1, "bool", "BOOL", "BoolStorage"),
        (ScalarType.ComplexFloat32, 8, 4, "complex64", "C64", "ComplexFloatStorage"),
        (ScalarType.ComplexFloat64, 16, 8, "complex128", "", "ComplexDoubleStorage"),
    ];

    /// <summary>Bytes an element.</summary>
    public static int Size(ScalarType type) => Find(type).Size;

    /// <summary>Bytes of what a change of byte order reverses (half an element for complex numbers).</summary>
    public static int WordSize(ScalarType type) => Find(type).Word;

    /// <summary>PyTorch's name, such as <c>float32</c>.</summary>
    public static string TorchName(ScalarType type) => Find(type).Torch;

    /// <summary>The name in safetensors headers, such as <c>F32</c>.</summary>
    public static string SafetensorsName(ScalarType type) => Find(type).Safetensors is { Length: > 0 } name
        ? name
        : throw new BaronException($"safetensors files cannot hold tensors of type {TorchName(type)}.");

    /// <summary>The class name of the storage in pickles, such as <c>FloatStorage</c>.</summary>
    public static string StorageName(ScalarType type) => Find(type).Storage;

    /// <summary>The type of a name in a safetensors header, or <c>null</c>.</summary>
    public static ScalarType? FromSafetensors(string name) => First(row => row.Safetensors == name && name.Length > 0);

    /// <summary>The type of a storage's class, or <c>null</c>.</summary>
    public static ScalarType? FromStorage(string name) => First(row => row.Storage == name);

    /// <summary>The type of <c>torch.float32</c> and the like, or <c>null</c>.</summary>
    public static ScalarType? FromTorchName(string name) => name switch
    {
        "float" => ScalarType.Float32,
        "double" => ScalarType.Float64,
        "half" => ScalarType.Float16,
        "long" => ScalarType.Int64,
        "int" => ScalarType.Int32,
        "short" => ScalarType.Int16,
        "cfloat" => ScalarType.ComplexFloat32,
        "cdouble" => ScalarType.ComplexFloat64,
        _ => First(row => row.Torch == name),
    };

    /// <summary>The type of a numpy code without byte order, such as <c>f4</c>, or <c>null</c>.</summary>
    public static ScalarType? FromNumpy(string code) => code switch
    {
        "f2" => ScalarType.Float16,
        "f4" => ScalarType.Float32,
        "f8" => ScalarType.Float64,
        "i1" => ScalarType.Int8,
        "i2" => ScalarType.Int16,
        "i4" => ScalarType.Int32,
        "i8" => ScalarType.Int64,
        "u1" => ScalarType.Byte,
        "b1" => ScalarType.Bool,
        "c8" => ScalarType.ComplexFloat32,
        "c16" => ScalarType.ComplexFloat64,
        _ => null,
    };

    /// <summary>The numpy code of a type, or <c>null</c> where numpy has none (bfloat16).</summary>
    public static string? NumpyCode(ScalarType type) => type switch
    {
        ScalarType.Float16 => "<f2",
        ScalarType.Float32 => "<f4",
        ScalarType.Float64 => "<f8",
        ScalarType.Int8 => "|i1",
        ScalarType.Int16 => "<i2",
        ScalarType.Int32 => "<i4",
        ScalarType.Int64 => "<i8",
        ScalarType.Byte => "|u1",
        ScalarType.Bool => "|b1",
        ScalarType.ComplexFloat32 => "<c8",
        ScalarType.ComplexFloat64 => "<c16",
        _ => null,
    };

    /// <summary>The number of elements of a shape.</summary>
    /// <exception cref="CheckpointFormatException">A side is negative or the product overflows.</exception>
    public static long Count(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        var zero = false;
        foreach (var side in shape)
        {
            if (side < 0)
            {
                throw new CheckpointFormatException($"a tensor has the impossible shape [{string.Join(", ", shape.ToArray())}]");
            }

            zero |= side == 0;
            if (side > 0 && count > long.MaxValue / 16 / side)
            {
                throw new CheckpointFormatException($"a tensor has the impossible shape [{string.Join(", ", shape.ToArray())}]");
            }

            count *= Math.Max(1, side);
        }

        return zero ? 0 : count;
    }

    private static (ScalarType Type, int Size, int Word, string Torch, string Safetensors, string Storage) Find(ScalarType type)
    {
        foreach (var row in Table)
        {
            if (row.Type == type)
            {
                return row;
            }
        }

        throw new BaronException($"Tensors of type {type} cannot be kept in checkpoints.");
    }

    private static ScalarType? First(Predicate<(ScalarType Type, int Size, int Word, string Torch, string Safetensors, string Storage)> test)
    {
        foreach (var row in Table)
        {
            if (test(row))
            {
                return row.Type;
            }
        }

        return null;
    }
}
