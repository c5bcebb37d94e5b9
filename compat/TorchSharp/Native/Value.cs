namespace TorchSharp.Native;

/// <summary>A tagged value that crosses the border to native/aten/bridge.cpp (BaronValue).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct Value
{
    [FieldOffset(0)]
    internal int Tag;

    [FieldOffset(4)]
    internal int Count;

    [FieldOffset(8)]
    internal long Integer;

    [FieldOffset(8)]
    internal double Real;

    [FieldOffset(8)]
    internal void* Pointer;

    internal const int NoneTag = 0;
    internal const int TensorTag = 1;
    internal const int IntTag = 2;
    internal const int DoubleTag = 3;
    internal const int BoolTag = 4;

    internal static Value None => default;

    internal static Value Of(Tensor tensor) => tensor is null
        ? default
        : new Value { Tag = TensorTag, Pointer = (void*)tensor.Handle };

    internal static Value Of(long value) => new() { Tag = IntTag, Integer = value };

    internal static Value Of(long? value) => value is { } v ? Of(v) : default;

    internal static Value Of(double value) => new() { Tag = DoubleTag, Real = value };

    internal static Value Of(double? value) => value is { } v ? Of(v) : default;

    internal static Value Of(bool value) => new() { Tag = BoolTag, Integer = value ? 1 : 0 };

    internal static Value Of(bool? value) => value is { } v ? Of(v) : default;

    internal static Value Of(Scalar value) => value is null ? default : value.ToValue();

    internal static Value Of(ScalarType value) => new() { Tag = 11, Integer = (long)value };

    internal static Value Of(ScalarType? value) => value is { } v ? Of(v) : default;

    internal static Value Of(Device device) => device is null
        ? default
        : new Value { Tag = 12, Count = (int)device.type, Integer = device.index };

    internal static Value Of(Generator generator) => generator is null
        ? default
        : new Value { Tag = 14, Pointer = (void*)generator.Handle };

    internal static Value Ints(long* data, int count) => new() { Tag = 5, Count = count, Pointer = data };

    internal static Value Doubles(double* data, int count) => new() { Tag = 15, Count = count, Pointer = data };

    internal static Value Tensors(IntPtr* data, int count) => new() { Tag = 6, Count = count, Pointer = data };

    internal static Value OptionalTensors(IntPtr* data, int count) => new() { Tag = 7, Count = count, Pointer = data };

    internal static Value String(byte* utf8, int count) => new() { Tag = 13, Count = count, Pointer = utf8 };
}
