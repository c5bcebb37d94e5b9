namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor expand(Size sizes, bool isImplicit = false) => expand(sizes.Shape, isImplicit);

        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        public Tensor unflatten(long dim, params long[] sizes)
        {
            var old = shape;
            var at = (int)(dim < 0 ? dim + old.Length : dim);
            return view([.. old[..at], .. sizes, .. old[(at + 1)..]]);
        }

        public Tensor unflatten(long dim, Size sizes) => unflatten(dim, sizes.Shape);

        public Tensor squeeze_(long? dim = null) => dim is { } d
            ? Ops.op_squeeze___dim.CallInPlace(this, [Value.Of(this), Value.Of(d)])
            : Ops.op_squeeze_.CallInPlace(this, [Value.Of(this)]);

        public Tensor roll(long[] shifts) => roll((ReadOnlySpan<long>)shifts);

        public Tensor roll(long[] shifts, long[] dims) => roll((ReadOnlySpan<long>)shifts, dims);

        public Tensor roll((long, long) shifts, (long, long) dims) => roll([shifts.Item1, shifts.Item2], [dims.Item1, dims.Item2]);

        public Tensor roll((long, long, long) shifts, (long, long, long) dims) =>
            roll([shifts.Item1, shifts.Item2, shifts.Item3], [dims.Item1, dims.Item2, dims.Item3]);

        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default)
        {
            fixed (long* s = shifts, d = dims)
            {
                return Done(Ops.op_roll.Call([Value.Of(this), Value.Ints(s, shifts.Length), Value.Ints(d, dims.Length)]));
            }
        }

        public Tensor rot90(long k = 1, (long, long)? dims = null)
        {
            fixed (long* d = nn.Pair(dims ?? (0, 1)))
            {
                return Done(Ops.op_rot90.Call([Value.Of(this), Value.Of(k), Value.Ints(d, 2)]));
            }
        }

        public Tensor set_(Tensor source) => Done(Ops.op_set___source_Tensor.CallInPlace(this, [Value.Of(this), Value.Of(source)]), source);

        public Tensor pin_memory() => Done(Ops.op_pin_memory.Call([Value.Of(this)]));

        public Tensor renorm(float p, long dim, float maxnorm) =>
            Done(Ops.op_renorm.Call([Value.Of(this), Value.Of((Scalar)p), Value.Of(dim), Value.Of((Scalar)maxnorm)]));

        public Tensor tensordot(Tensor b, long dims = 2)
        {
            var left = new long[dims];
            var right = new long[dims];
            for (var i = 0; i < dims; i++)
            {
                left[i] = Dimensions - dims + i;
                right[i] = i;
            }

            return tensordot(b, left, right);
        }

        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2)
        {
            fixed (long* left = dims1, right = dims2)
            {
                return Done(Ops.op_tensordot.Call([Value.Of(this), Value.Of(b), Value.Ints(left, dims1.Length), Value.Ints(right, dims2.Length)]), b);
            }
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => Select([i1, i2, i3, i4, i5]);
            set => Assign([i1, i2, i3, i4, i5], value);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => Select([i1, i2, i3, i4, i5, i6]);
            set => Assign([i1, i2, i3, i4, i5, i6], value);
        }
    }
}
