namespace Baron.Checkpoints.Pickle;

/// <summary>A numpy array.</summary>
internal sealed class PickleArray
{
    /// <summary>The element type, once known.</summary>
    public PickleNumpyDtype? Dtype { get; set; }

    /// <summary>The shape.</summary>
    public long[] Shape { get; set; } = [];

    /// <summary>Whether the first index varies fastest.</summary>
    public bool Fortran { get; set; }

    /// <summary>The values; <c>null</c> for arrays of objects.</summary>
    public ByteSource? Source { get; set; }

    /// <summary>The element type in words.</summary>
    public string TypeName => Dtype is null or { Dtype: not null } ? "objects" : Dtype.InWords;

    /// <summary>Names the array, or returns <c>null</c> when it does not hold numbers.</summary>
    /// <exception cref="CheckpointFormatException">Shape and size disagree.</exception>
    public CheckpointTensor? ToCheckpointTensor(string name)
    {
        if (Source is null || Dtype?.Dtype is not { } dtype)
        {
            return null;
        }

        if (TensorDtype.Count(Shape) * TensorDtype.Size(dtype) != Source.Length)
        {
            throw new CheckpointFormatException($"array '{name}' [{string.Join(", ", Shape)}] of {TensorDtype.TorchName(dtype)} has {Source.Length} bytes");
        }

        return new CheckpointTensor(name, dtype, Shape, Source, 0, Fortran ? ColumnMajor(Shape) : null, Dtype.BigEndian);
    }

    /// <summary>Strides of an array whose first index varies fastest.</summary>
    internal static long[] ColumnMajor(long[] shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var i = 0; i < shape.Length; i++)
        {
            strides[i] = stride;
            stride *= Math.Max(1, shape[i]);
        }

        return strides;
    }
}
