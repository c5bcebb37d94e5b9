using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Baron.Checkpoints.Pickle;

/// <summary>Writes a state dict as a pickle of protocol 2, in the form of <c>torch.save</c>.</summary>
internal sealed class StateDictPickler(Stream stream)
{
    /// <summary>Writes the whole pickle; storage <c>i</c> belongs to tensor <c>i</c>.</summary>
    /// <param name="tensors">The tensors; their values are not asked for.</param>
    /// <param name="wrapper">The key of the state dict, or <c>null</c>.</param>
    /// <param name="meta">Strings under <c>meta</c>, or <c>null</c>.</param>
    public void Write(IReadOnlyList<WrittenTensor> tensors, string? wrapper, IReadOnlyDictionary<string, string>? meta)
    {
        stream.Write([0x80, 2]);
        if (wrapper is not null)
        {
            stream.Write("}("u8);
            if (meta is not null)
            {
                Text("meta");
                stream.Write("}("u8);
                foreach (var (key, value) in meta)
                {
                    Text(key);
                    Text(value);
                }

                stream.Write("u"u8);
            }

            Text(wrapper);
        }

        EmptyOrderedDict();
        stream.Write("("u8);
        for (var i = 0; i < tensors.Count; i++)
        {
            Text(tensors[i].Name);
            Tensor(tensors[i], i);
        }

        stream.Write("u"u8);
        stream.Write(wrapper is null ? "."u8 : "u."u8);
    }

    private void Tensor(WrittenTensor tensor, int storage)
    {
        Global("torch._utils", "_rebuild_tensor_v2");
        stream.Write("(("u8);
        Text("storage");
        Global("torch", TensorDtype.StorageName(tensor.Dtype));
        Text(storage.ToString(CultureInfo.InvariantCulture));
        Text("cpu");
        Number(tensor.Count);
        stream.Write("tQ"u8);
        Number(0);
        Tuple(tensor.Shape);
        Tuple(RowMajor(tensor.Shape));

        // requires_grad, backward hooks
        stream.WriteByte(0x89);
        EmptyOrderedDict();
        stream.Write("tR"u8);
    }

    private void EmptyOrderedDict()
    {
        Global("collections", "OrderedDict");
        stream.Write(")R"u8);
    }

    private void Global(string module, string name) => stream.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> start = stackalloc byte[5];
        start[0] = (byte)'X';
        BinaryPrimitives.WriteInt32LittleEndian(start[1..], bytes.Length);
        stream.Write(start);
        stream.Write(bytes);
    }

    private void Number(long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            Span<byte> small = stackalloc byte[5];
            small[0] = (byte)'J';
            BinaryPrimitives.WriteInt32LittleEndian(small[1..], (int)value);
            stream.Write(small);
            return;
        }

        Span<byte> large = stackalloc byte[10];
        large[0] = 0x8a;
        large[1] = 8;
        BinaryPrimitives.WriteInt64LittleEndian(large[2..], value);
        stream.Write(large);
    }

    private void Tuple(long[] values)
    {
        stream.Write("("u8);
        foreach (var value in values)
        {
            Number(value);
        }

        stream.Write("t"u8);
    }

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
}
