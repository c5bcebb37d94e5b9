namespace TorchSharp;

public static partial class torch
{
    public struct TensorIndex
    {
        internal enum Kind
        {
            None,
            Null,
            Single,
            Slice,
            Ellipsis,
            Bool,
            Tensor,
        }

        internal Kind What;
        internal long? Start;
        internal long? Stop;
        internal long? Step;
        internal torch.Tensor Mask;

        public static readonly TensorIndex Ellipsis = new() { What = Kind.Ellipsis };

        public static readonly TensorIndex None = new() { What = Kind.None };

        public static readonly TensorIndex Null = new() { What = Kind.Null };

        public static readonly TensorIndex Colon = new() { What = Kind.Slice };

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { What = Kind.Slice, Start = start, Stop = stop, Step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) => Slice(Bound(range.Start, false), Bound(range.End, true));

        public static TensorIndex Bool(bool value) => new() { What = Kind.Bool, Start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => new() { What = Kind.Single, Start = index };

        public static TensorIndex Tensor(torch.Tensor tensor) => new() { What = Kind.Tensor, Mask = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);

        private static long? Bound(Index index, bool end) => index.IsFromEnd
            ? index.Value == 0 ? null : -index.Value
            : index.Value == 0 && !end ? null : index.Value;
    }
}
