using System.Buffers.Binary;
using System.Text;
using static TorchSharp.torch;

namespace Baron.Checkpoints.Pickle;

/// <summary>What the allowed names do when a pickle calls them: they arrange data, nothing else.</summary>
internal static class PickleConstructors
{
    /// <summary>Python's <c>callable(*arguments)</c> for allowed callables.</summary>
    /// <exception cref="CheckpointFormatException">The callable or its arguments are not acceptable.</exception>
    public static object? Call(object? callable, object?[] arguments)
    {
        if (callable is not PickleGlobal global)
        {
            throw new CheckpointFormatException("it calls something that is not a name");
        }

        switch (global.FullName)
        {
            case "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2":
                return Rebuild(arguments, null);
            case "torch._utils._rebuild_tensor_v3" when arguments.Length >= 7 && arguments[6] is PickleGlobal { Module: "torch" } type:
                return Rebuild(arguments, TensorDtype.FromTorchName(type.Name));
            case "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" when arguments is [PickleTensor tensor, ..]:
                return tensor;
            case "torch._tensor._rebuild_from_type_v2" when arguments is [PickleGlobal function, PickleGlobal, PickleTuple inner, ..]
                && function.Module.StartsWith("torch._utils", StringComparison.Ordinal):
                return Call(function, inner.Items);
            case "torch.Size" when arguments is [PickleTuple or List<object?>]:
                return new PickleTuple(Items(arguments[0]));
            case "torch.device":
                return new PickleObject(global, arguments);
            case "collections.OrderedDict" or "collections.Counter" or "builtins.dict":
                return Dictionary(arguments);
            case "collections.defaultdict":
                return Dictionary(arguments.Length > 1 ? arguments[1..] : []);
            case "collections.deque" or "builtins.set" or "builtins.frozenset" or "builtins.list":
                return arguments.Length == 0 ? new List<object?>() : new List<object?>(Items(arguments[0]));
            case "builtins.tuple":
                return new PickleTuple(arguments.Length == 0 ? [] : Items(arguments[0]));
            case "builtins.bytearray" or "builtins.bytes" when arguments is [PickleBytes bytes]:
                return bytes;
            case "builtins.bytearray" or "builtins.bytes" when arguments.Length == 0:
                return new PickleBytes(new MemorySource(default));
            case "_codecs.encode" when arguments is [string text, string encoding] && encoding is "latin1" or "latin-1":
                return PickleBytes.FromLatin1(text);
            case "_codecs.encode" when arguments is [PickleText text, string encoding] && encoding is "latin1" or "latin-1":
                return text.Latin1Bytes;
            case "builtins.complex" or "builtins.slice" or "builtins.range":
                return new PickleObject(global, arguments);
            case "builtins.getattr" when (arguments is [PickleGlobal type, string] && PickleAllowList.IsInert(type)) || arguments is [PickleObject, string]:
                return new PickleObject(global, arguments);
            case "copyreg._reconstructor" when arguments is [PickleGlobal type, ..] && PickleAllowList.IsInert(type):
                return new PickleObject(type, []);
            case "numpy.dtype" when arguments is [string code, ..]:
                return new PickleNumpyDtype(code);
            case "numpy.core.multiarray._reconstruct" or "numpy._core.multiarray._reconstruct":
                return new PickleArray();
            case "numpy.core.multiarray.scalar" or "numpy._core.multiarray.scalar" when arguments is [PickleNumpyDtype dtype, ..]:
                return Scalar(dtype, arguments.Length > 1 ? arguments[1] : null);
            case "numpy.core.numeric._frombuffer" or "numpy._core.numeric._frombuffer"
                when arguments is [PickleBytes bytes, PickleNumpyDtype dtype, PickleTuple shape, string order]:
                return new PickleArray { Dtype = dtype, Shape = Longs(shape, "shape"), Fortran = order == "F", Source = bytes.Source };
            default:
                return PickleAllowList.IsInert(global)
                    ? new PickleObject(global, arguments)
                    : throw new CheckpointFormatException($"it calls '{PickleAllowList.Printable(global.FullName)}' with arguments that are not understood");
        }
    }

    /// <summary>Python's <c>cls.__new__(cls, *arguments)</c>.</summary>
    /// <exception cref="CheckpointFormatException">The class is not acceptable.</exception>
    public static object? New(object? type, object?[] arguments) => type switch
    {
        PickleGlobal { FullName: "collections.OrderedDict" or "collections.defaultdict" or "collections.Counter" or "builtins.dict" } => new PickleDict(),
        _ => Call(type, arguments),
    };

    /// <summary>Python's <c>__setstate__</c>.</summary>
    /// <exception cref="CheckpointFormatException">The object takes no state.</exception>
    public static void Build(object? target, object? state)
    {
        switch (target)
        {
            case PickleObject o:
                o.State = state;
                break;
            case PickleArray array when state is PickleTuple { Items: [_, PickleTuple shape, PickleNumpyDtype dtype, bool fortran, var data] }:
                array.Shape = Longs(shape, "shape");
                array.Dtype = dtype;
                array.Fortran = fortran;
                array.Source = data switch
                {
                    PickleBytes bytes => bytes.Source,
                    PickleText text => text.Latin1Bytes.Source,
                    string text => PickleBytes.FromLatin1(text).Source,
                    _ => null,
                };
                break;
            case PickleNumpyDtype dtype when state is PickleTuple { Items: [_, string order, ..] }:
                dtype.BigEndian = order == ">";
                break;
            case PickleDict or PickleTensor or List<object?>:
                // Attributes of state dicts and parameters (_metadata, hooks) say nothing about the values.
                break;
            default:
                throw new CheckpointFormatException("it sets the state of something that has none");
        }
    }

    /// <summary>Whole numbers of a tuple or list.</summary>
    /// <exception cref="CheckpointFormatException">Something else is among them.</exception>
    public static long[] Longs(object? value, string what)
    {
        var items = value is PickleTuple or List<object?> ? Items(value) : throw new CheckpointFormatException($"a tensor's {what} is not a tuple");
        var result = new long[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            result[i] = items[i] is long number ? number : throw new CheckpointFormatException($"a tensor's {what} has an entry that is no whole number");
        }

        return result;
    }

    private static PickleTensor Rebuild(object?[] arguments, ScalarType? dtype)
    {
        if (arguments is not [PickleStorage storage, long offset, var size, var stride, ..])
        {
            throw new CheckpointFormatException("a tensor's constructor has arguments that are not understood");
        }

        var type = dtype ?? storage.Dtype ?? ScalarType.Byte;
        return new PickleTensor(storage, type, offset, Longs(size, "shape"), Longs(stride, "strides"), arguments[4..].OfType<PickleDict>().Any(IsLazy));
    }

    // What PyTorch adds to a tensor's arguments where bits of it are set.
    private static bool IsLazy(PickleDict metadata) =>
        (metadata.TryGet("conj", out var conj) && conj is true) || (metadata.TryGet("neg", out var neg) && neg is true);

    private static PickleDict Dictionary(object?[] arguments)
    {
        var result = new PickleDict();
        if (arguments.Length > 0 && arguments[0] is PickleDict source)
        {
            foreach (var (key, value) in source.Items)
            {
                result.Add(key, value);
            }
        }
        else if (arguments.Length > 0)
        {
            foreach (var pair in Items(arguments[0]))
            {
                var items = Items(pair);
                if (items.Length != 2)
                {
                    throw new CheckpointFormatException("a dictionary is built from something that is not pairs");
                }

                result.Add(items[0], items[1]);
            }
        }

        return result;
    }

    private static object?[] Items(object? value) => value switch
    {
        PickleTuple tuple => tuple.Items,
        List<object?> list => [.. list],
        _ => throw new CheckpointFormatException("a container is built from something that is not a list"),
    };

    private static object? Scalar(PickleNumpyDtype dtype, object? data)
    {
        var source = data switch
        {
            PickleBytes bytes => bytes.Source,
            string text => PickleBytes.FromLatin1(text).Source,
            _ => null,
        };
        if (source is null || dtype.Dtype is not { } type || source.Length != TensorDtype.Size(type))
        {
            return new PickleObject(new PickleGlobal("numpy", "generic"), [data]);
        }

        Span<byte> value = stackalloc byte[16];
        value = value[..(int)source.Length];
        source.Slice(0, value.Length).CopyTo(value);
        if (dtype.BigEndian)
        {
            value.Reverse();
        }

        return type switch
        {
            ScalarType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(value),
            ScalarType.Float32 => (double)BinaryPrimitives.ReadSingleLittleEndian(value),
            ScalarType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(value),
            ScalarType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(value),
            ScalarType.Int32 => (long)BinaryPrimitives.ReadInt32LittleEndian(value),
            ScalarType.Int16 => (long)BinaryPrimitives.ReadInt16LittleEndian(value),
            ScalarType.Int8 => (long)(sbyte)value[0],
            ScalarType.Byte => (long)value[0],
            ScalarType.Bool => value[0] != 0,
            _ => new PickleObject(new PickleGlobal("numpy", "generic"), [data]),
        };
    }
}
