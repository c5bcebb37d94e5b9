namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Assign([i1], value);
        }

        public Tensor this[long i1, long i2]
        {
            get => Select([i1, i2]);
            set => Assign([i1, i2], value);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => Select([i1, i2, i3]);
            set => Assign([i1, i2, i3], value);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Select([i1, i2, i3, i4]);
            set => Assign([i1, i2, i3, i4], value);
        }

        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor index(params Tensor[] indices)
        {
            var handles = Handles(indices);
            fixed (IntPtr* p = handles)
            {
                var result = Ops.op_index__Tensor.Call([Value.Of(this), Value.OptionalTensors(p, handles.Length)]);
                GC.KeepAlive(this);
                GC.KeepAlive(indices);
                return result;
            }
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var temporaries = new List<Tensor>();
            var (view, tensors) = Resolve(indices, temporaries);
            try
            {
                if (tensors is not null)
                {
                    return view.index(tensors);
                }

                if (ReferenceEquals(view, this))
                {
                    return alias();
                }

                temporaries.Remove(view);
                return view;
            }
            finally
            {
                Release(temporaries);
            }
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false)
        {
            var handles = Handles(indices);
            fixed (IntPtr* p = handles)
            {
                var result = Ops.op_index_put_.CallInPlace(this, [Value.Of(this), Value.OptionalTensors(p, handles.Length), Value.Of(value), Value.Of(accumulate)]);
                GC.KeepAlive(value);
                GC.KeepAlive(indices);
                return result;
            }
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var temporaries = new List<Tensor>();
            var (view, tensors) = Resolve(indices, temporaries);
            try
            {
                if (tensors is not null)
                {
                    view.index_put_(value, tensors, accumulate);
                }
                else
                {
                    view.copy_(value);
                }

                return this;
            }
            finally
            {
                Release(temporaries);
            }
        }

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var filled = full([], value, dtype, device);
            return index_put_(filled, indices, false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var filled = full([], value, dtype, device);
            return index_put_(filled, indices, false);
        }

        public Tensor alias() => Done(Ops.op_alias.Call([Value.Of(this)]));

        private static void Release(List<Tensor> temporaries)
        {
            foreach (var temporary in temporaries)
            {
                temporary.Dispose();
            }
        }

        private static IntPtr[] Handles(Tensor[] tensors)
        {
            var handles = new IntPtr[tensors.Length];
            for (var i = 0; i < handles.Length; i++)
            {
                handles[i] = tensors[i] is null ? IntPtr.Zero : tensors[i].Handle;
            }

            return handles;
        }

        private Tensor Select(ReadOnlySpan<long> indices)
        {
            var current = this;
            foreach (var i in indices)
            {
                var next = current.select(0, i);
                if (!ReferenceEquals(current, this))
                {
                    current.Dispose();
                }

                current = next;
            }

            return current;
        }

        private void Assign(ReadOnlySpan<long> indices, Tensor value)
        {
            using var target = Select(indices);
            target.copy_(value);
        }

        // Applies integers, slices, new axes and the ellipsis as views; tensors stay for aten::index.
        private (Tensor View, Tensor[] Tensors) Resolve(TensorIndex[] indices, List<Tensor> temporaries)
        {
            var consumed = 0L;
            foreach (var index in indices)
            {
                consumed += index.What switch
                {
                    TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
                    TensorIndex.Kind.Tensor => index.Mask.dtype is ScalarType.Bool or ScalarType.Byte ? Math.Max(1, index.Mask.Dimensions) : 1,
                    _ => 0,
                };
            }

            var view = this;
            var dim = 0L;
            List<(long Dim, Tensor Tensor)> masks = null;
            foreach (var index in indices)
            {
                switch (index.What)
                {
                    case TensorIndex.Kind.Single:
                        view = Next(view.select(dim, index.Start ?? 0));
                        break;
                    case TensorIndex.Kind.Slice:
                        if (index.Start is not null || index.Stop is not null || index.Step is not null)
                        {
                            view = Next(Sliced(view, dim, index));
                        }

                        dim++;
                        break;
                    case TensorIndex.Kind.Null or TensorIndex.Kind.None:
                        view = Next(view.unsqueeze(dim));
                        dim++;
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dim += Dimensions - consumed;
                        break;
                    case TensorIndex.Kind.Tensor:
                        (masks ??= []).Add((dim, index.Mask));
                        dim += index.Mask.dtype is ScalarType.Bool or ScalarType.Byte ? Math.Max(1, index.Mask.Dimensions) : 1;
                        break;
                    default:
                        throw new NotSupportedException("Boolean scalar indices are not part of this stand-in.");
                }
            }

            if (masks is null)
            {
                return (view, null);
            }

            var tensors = new List<Tensor>();
            var at = 0L;
            foreach (var (position, tensor) in masks)
            {
                for (; at < position; at++)
                {
                    tensors.Add(null);
                }

                tensors.Add(tensor);
                at += tensor.dtype is ScalarType.Bool or ScalarType.Byte ? Math.Max(1, tensor.Dimensions) : 1;
            }

            return (view, tensors.ToArray());

            Tensor Next(Tensor next)
            {
                temporaries.Add(next);
                return next;
            }
        }

        private static Tensor Sliced(Tensor view, long dim, TensorIndex index)
        {
            var result = Ops.op_slice__Tensor.Call([Value.Of(view), Value.Of(dim), Value.Of(index.Start), Value.Of(index.Stop), Value.Of(index.Step ?? 1)]);
            GC.KeepAlive(view);
            return result;
        }
    }
}
