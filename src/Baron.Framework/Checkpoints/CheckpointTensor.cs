using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Baron.Checkpoints;

/// <summary>One named tensor of a checkpoint file; its values are read when <see cref="Load"/> is called.</summary>
public sealed class CheckpointTensor
{
    // Spans are limited to 2 GiB; larger tensors are copied in pieces of this size.
    private const int Piece = 1 << 28;
    private const long LargestExpanded = 1L << 30;

    // Views that reach over less are read as a whole, however few of the elements they have.
    private const int LeastSparse = 1 << 16;

    // What WriteTo has in memory at once, a multiple of every element's size.
    private const int Block = 1 << 20;

    private readonly ByteSource _source;
    private readonly long _offset;
    private readonly long[] _strides;
    private readonly bool _bigEndian;
    private readonly long[] _shape;

    internal CheckpointTensor(string name, ScalarType dtype, long[] shape, ByteSource source, long byteOffset, long[]? strides = null, bool bigEndian = false)
    {
        (Name, Dtype, _shape, _source, _offset, _bigEndian) = (name, dtype, shape, source, byteOffset, bigEndian);
        Count = TensorDtype.Count(shape);
        _strides = strides ?? RowMajor(shape);
        if (_strides.Length != shape.Length)
        {
            throw new CheckpointFormatException($"tensor '{name}' has {shape.Length} dimensions and {_strides.Length} strides");
        }

        CheckBounds();
    }

    /// <summary>The name, without wrappers such as <c>state_dict</c> and <c>module.</c>.</summary>
    public string Name { get; }

    /// <summary>The element type.</summary>
    public ScalarType Dtype { get; }

    /// <summary>The element type in PyTorch's words, such as <c>float32</c>.</summary>
    public string DtypeName => TensorDtype.TorchName(Dtype);

    /// <summary>The shape.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    /// <summary>The number of bytes of the values.</summary>
    public long ByteCount => Count * TensorDtype.Size(Dtype);

    // Bytes from the first to behind the last element in the source.
    private long Extent
    {
        get
        {
            var last = 0L;
            for (var i = 0; i < _shape.Length; i++)
            {
                last += _strides[i] * (_shape[i] - 1);
            }

            return (last + 1) * TensorDtype.Size(Dtype);
        }
    }

    private bool IsRowMajor
    {
        get
        {
            var expected = 1L;
            for (var i = _shape.Length - 1; i >= 0; i--)
            {
                if (_shape[i] != 1 && _strides[i] != expected)
                {
                    return false;
                }

                expected *= _shape[i];
            }

            return true;
        }
    }

    /// <summary>Reads the values into a new contiguous tensor on the CPU, which the caller (or the current scope) owns.</summary>
    /// <returns>A tensor of <see cref="Shape"/> and <see cref="Dtype"/>.</returns>
    /// <exception cref="BaronException">The values are compressed and damaged.</exception>
    /// <exception cref="ObjectDisposedException">The file has been closed.</exception>
    public Tensor Load()
    {
        var result = empty(_shape, Dtype);
        if (Count == 0)
        {
            return result;
        }

        var source = Gatherable();
        if (ByteCount <= Piece)
        {
            source.CopyTo(result.bytes, 0);
            return result;
        }

        using var flat = result.view(-1);
        var step = Piece / TensorDtype.Size(Dtype);
        for (var first = 0L; first < Count; first += step)
        {
            using var part = flat.narrow(0, first, Math.Min(step, Count - first));
            source.CopyTo(part.bytes, first);
        }

        return result;
    }

    /// <summary>Reads the values, row-major and little-endian.</summary>
    /// <exception cref="BaronException">There are more than 2 GiB of them.</exception>
    public byte[] ReadBytes()
    {
        if (ByteCount > Array.MaxLength)
        {
            throw new BaronException($"Tensor '{Name}' has {ByteCount} bytes, too many for one array.");
        }

        var result = new byte[ByteCount];
        Gatherable().CopyTo(result, 0);
        return result;
    }

    /// <summary>The sum of the values in double precision (of the real parts, for complex numbers).</summary>
    public double Sum()
    {
        var size = TensorDtype.Size(Dtype);
        var step = (int)Math.Max(1, Math.Min(Count, (1 << 20) / size));
        var buffer = new byte[step * size];
        var sum = 0.0;
        var source = Gatherable();
        for (var first = 0L; first < Count; first += step)
        {
            var span = buffer.AsSpan(0, (int)Math.Min(step, Count - first) * size);
            source.CopyTo(span, first);
            for (var i = 0; i < span.Length; i += size)
            {
                sum += ToDouble(span.Slice(i, size));
            }
        }

        return sum;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {DtypeName} [{string.Join(", ", _shape)}]";

    /// <summary>The same values under another name.</summary>
    internal CheckpointTensor Renamed(string name) => new(name, Dtype, _shape, _source, _offset, _strides, _bigEndian);

    /// <summary>Copies elements in row-major order.</summary>
    /// <param name="destination">As many bytes as are wanted.</param>
    /// <param name="first">The flat index of the first element.</param>
    internal void CopyTo(Span<byte> destination, long first)
    {
        if (destination.IsEmpty)
        {
            return;
        }

        var size = TensorDtype.Size(Dtype);
        if (IsRowMajor)
        {
            Read(_offset + (first * size), destination);
        }
        else
        {
            Gather(destination, first, size);
        }

        if (_bigEndian)
        {
            Reverse(destination, TensorDtype.WordSize(Dtype));
        }
    }

    /// <summary>Writes the values, row-major and little-endian, without having all of them in memory.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    internal void WriteTo(Stream stream, CancellationToken stop = default) => Gatherable().WriteBlocks(stream, stop);

    private static long[] RowMajor(long[] shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(1, shape[i]);
        }

        return strides;
    }

    private static void Reverse(Span<byte> bytes, int word)
    {
        for (var i = 0; word > 1 && i < bytes.Length; i += word)
        {
            bytes.Slice(i, word).Reverse();
        }
    }

    // Single elements can only be taken from what lies in place; a map of the file is left to what is too large or too sparse.
    private CheckpointTensor Gatherable() =>
        Count == 0 || IsRowMajor || (_source.InPlace && (Extent > Piece || Extent / 16 > ByteCount + LeastSparse)) ? this : InMemory();

    private CheckpointTensor InMemory()
    {
        if (Extent > Array.MaxLength)
        {
            throw new BaronException($"{_source.Path}: tensor '{Name}' lies scattered over {Extent} compressed bytes, too many to put in order.");
        }

        var bytes = new byte[Extent];
        Read(_offset, bytes);
        return new CheckpointTensor(Name, Dtype, _shape, new MemorySource(bytes), 0, _strides, _bigEndian);
    }

    private void WriteBlocks(Stream stream, CancellationToken stop)
    {
        var size = TensorDtype.Size(Dtype);
        var block = ArrayPool<byte>.Shared.Rent((int)Math.Min(ByteCount, Block));
        try
        {
            for (var first = 0L; first < Count; first += Block / size)
            {
                stop.ThrowIfCancellationRequested();
                var part = block.AsSpan(0, (int)Math.Min(Block / size, Count - first) * size);
                CopyTo(part, first);
                stream.Write(part);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    // What is compressed shows its damage when it is read.
    private void Read(long offset, Span<byte> destination)
    {
        try
        {
            _source.Read(offset, destination);
        }
        catch (CheckpointFormatException e)
        {
            throw e.At(_source.Path);
        }
    }

    private void CheckBounds()
    {
        if (_shape.Length > 64)
        {
            throw new CheckpointFormatException($"tensor '{Name}' has {_shape.Length} dimensions");
        }

        if (Count == 0)
        {
            return;
        }

        var last = 0L;
        for (var i = 0; i < _shape.Length; i++)
        {
            if (_strides[i] < 0 || (_shape[i] > 1 && _strides[i] > (long.MaxValue / 32 - last) / (_shape[i] - 1)))
            {
                throw new CheckpointFormatException($"tensor '{Name}' has the impossible strides [{string.Join(", ", _strides)}]");
            }

            last += _strides[i] * (_shape[i] - 1);
        }

        var size = TensorDtype.Size(Dtype);
        if (_offset < 0 || _offset > _source.Length || (last + 1) * size > _source.Length - _offset)
        {
            throw new CheckpointFormatException($"tensor '{Name}' [{string.Join(", ", _shape)}] of {DtypeName} needs more bytes than its storage has ({_source.Length})");
        }

        // A stride of 0 repeats values (a legal, expanded tensor); a few bytes must not become terabytes that way.
        if (ByteCount > Math.Max(LargestExpanded, _source.Length - _offset))
        {
            throw new CheckpointFormatException($"tensor '{Name}' [{string.Join(", ", _shape)}] expands a storage of {_source.Length} bytes to {ByteCount} bytes");
        }
    }

    private void Gather(Span<byte> destination, long first, int size)
    {
        var index = new long[_shape.Length];
        var rest = first;
        var position = 0L;
        for (var i = _shape.Length - 1; i >= 0; i--)
        {
            index[i] = rest % _shape[i];
            rest /= _shape[i];
            position += index[i] * _strides[i];
        }

        for (var at = 0; at < destination.Length; at += size)
        {
            _source.Map(_offset + (position * size), size).CopyTo(destination.Slice(at, size));
            for (var i = _shape.Length - 1; i >= 0; i--)
            {
                position += _strides[i];
                if (++index[i] < _shape[i])
                {
                    break;
                }

                position -= _strides[i] * _shape[i];
                index[i] = 0;
            }
        }
    }

    private double ToDouble(ReadOnlySpan<byte> bytes) => Dtype switch
    {
        ScalarType.Float32 or ScalarType.ComplexFloat32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        ScalarType.Float64 or ScalarType.ComplexFloat64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        ScalarType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        ScalarType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes) << 16),
        ScalarType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        ScalarType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        ScalarType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        ScalarType.Int8 => MemoryMarshal.Read<sbyte>(bytes),
        _ => bytes[0],
    };
}
