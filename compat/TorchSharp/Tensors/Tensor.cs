namespace TorchSharp;

public static partial class torch
{
    /// <summary>A handle to a native tensor, freed by its dispose scope, by Dispose, or at the latest by the finalizer.</summary>
    public unsafe partial class Tensor : IDisposable
    {
        private static long _total;
        private static long _peak;

        private IntPtr _handle;

        internal Tensor(IntPtr handle)
        {
            _handle = handle;
            var manager = DisposeScopeManager.Current;
            var scope = manager.CurrentScope;
            scope?.Add(this);
            manager.StatisticsInternal.Created(scope is not null);
            var now = Interlocked.Increment(ref _total);
            if (now > _peak)
            {
                _peak = now;
            }
        }

        ~Tensor() => Dispose(false);

        internal DisposeScope OwningScope { get; set; }

        internal int ScopeIndex { get; set; }

        public string name { get; set; }

        public bool IsInvalid => _handle == IntPtr.Zero;

        public static long TotalCount => Interlocked.Read(ref _total);

        public static long PeakCount => _peak;

        public IntPtr Handle => _handle != IntPtr.Zero
            ? _handle
            : throw new InvalidOperationException("Tensor invalid -- empty handle: it was disposed, probably with its dispose scope.");

        public long Dimensions => NativeMethods.baron_tensor_dim(Handle);

        public long ndim => Dimensions;

        public long NumberOfElements => NativeMethods.baron_tensor_numel(Handle);

        public long ElementSize => dtype.ElementSize();

        public ScalarType dtype => (ScalarType)NativeMethods.baron_tensor_dtype(Handle);

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_leaf => Info(4) != 0;

        public bool is_sparse => Info(7) != 0;

        public DeviceType device_type => (DeviceType)Info(1);

        public int device_index => (int)Info(2);

        public Device device => new(device_type, device_index);

        public bool requires_grad
        {
            get => NativeMethods.baron_tensor_requires_grad(Handle) != 0;
            set => NativeMethods.Check(NativeMethods.baron_tensor_set_requires_grad(Handle, value ? 1 : 0));
        }

        public long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* p = sizes)
                {
                    NativeMethods.Check(NativeMethods.baron_tensor_sizes(Handle, p, null));
                }

                return sizes;
            }
        }

        public Tensor grad
        {
            get
            {
                IntPtr result;
                NativeMethods.Check(NativeMethods.baron_tensor_grad(Handle, &result));
                return result == IntPtr.Zero ? null : new Tensor(result);
            }

            set
            {
                NativeMethods.Check(NativeMethods.baron_tensor_set_grad(Handle, value is null ? IntPtr.Zero : value.Handle));
                GC.KeepAlive(value);
            }
        }

        public Span<byte> bytes
        {
            get
            {
                RequireDenseCpu();
                return new Span<byte>(DataPointer, checked((int)(NumberOfElements * ElementSize)));
            }

            set
            {
                RequireDenseCpu();
                value.CopyTo(new Span<byte>(DataPointer, checked((int)(NumberOfElements * ElementSize))));
            }
        }

        public Tensor T => t_or_reverse();

        public Tensor mT => transpose(-2, -1);

        internal void* DataPointer
        {
            get
            {
                void* data;
                NativeMethods.Check(NativeMethods.baron_tensor_data(Handle, &data));
                return data;
            }
        }

        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        /// <summary>Hands the native tensor to the caller, who frees it.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            OwningScope?.Remove(this);
            Interlocked.Decrement(ref _total);
            GC.SuppressFinalize(this);
            return handle;
        }

        public void Dispose()
        {
            var scope = OwningScope;
            if (scope is not null && _handle != IntPtr.Zero)
            {
                scope.Remove(this);
            }

            Free(scope is not null);
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing) => Free(false);

        internal void DisposeFromScope()
        {
            Free(true);
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Replaces the native tensor behind this object (moving a module's parameter to another device).</summary>
        internal void ReplaceHandle(Tensor other)
        {
            var handle = other.DecoupleFromNativeHandle();
            Interlocked.Increment(ref _total);
            var old = Interlocked.Exchange(ref _handle, handle);
            NativeMethods.baron_tensor_free(old);
            Interlocked.Decrement(ref _total);
        }

        private void Free(bool inScope)
        {
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            if (handle != IntPtr.Zero)
            {
                NativeMethods.baron_tensor_free(handle);
                Interlocked.Decrement(ref _total);
                DisposeScopeManager.Current.StatisticsInternal.Disposed(inScope);
            }
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (OwningScope is { } owner)
            {
                owner.MoveToOther(other, this);
            }
            else
            {
                other?.Attach(this);
            }

            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningScope);

        public Tensor DetachFromDisposeScope()
        {
            OwningScope?.Detach(this);
            return this;
        }

        public long dim() => Dimensions;

        public long numel() => NumberOfElements;

        public long element_size() => ElementSize;

        public long[] size() => shape;

        public long size(int dim)
        {
            var sizes = shape;
            return sizes[dim < 0 ? dim + sizes.Length : dim];
        }

        public long[] stride()
        {
            var n = (int)Dimensions;
            var sizes = new long[n];
            var strides = new long[n];
            fixed (long* p = sizes, q = strides)
            {
                NativeMethods.Check(NativeMethods.baron_tensor_sizes(Handle, p, q));
            }

            return strides;
        }

        public long stride(int dim)
        {
            var strides = stride();
            return strides[dim < 0 ? dim + strides.Length : dim];
        }

        public long storage_offset()
        {
            long offset;
            NativeMethods.Check(NativeMethods.baron_tensor_storage_offset(Handle, &offset));
            return offset;
        }

        public bool is_contiguous() => Info(5) != 0;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_floating_point() => dtype is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16;

        public bool is_integral() => dtype is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

        public TensorAccessor<T> data<T>()
            where T : unmanaged => new(this);

        public Scalar ToScalar()
        {
            int kind;
            long integer;
            double real;
            NativeMethods.Check(NativeMethods.baron_tensor_item(Handle, &kind, &integer, &real));
            return kind switch
            {
                1 => dtype == ScalarType.Float64 ? (Scalar)real : (Scalar)(float)real,
                2 => (Scalar)(integer != 0),
                _ => (Scalar)integer,
            };
        }

        public T item<T>()
            where T : unmanaged
        {
            if (typeof(T) != dtype.ClrType())
            {
                throw new ArgumentException($"Can't convert {dtype} to {typeof(T).Name}");
            }

            if (NumberOfElements != 1)
            {
                throw new ArgumentException("Number of elements in the tensor must be 1");
            }

            int kind;
            long integer;
            double real;
            NativeMethods.Check(NativeMethods.baron_tensor_item(Handle, &kind, &integer, &real));
            GC.KeepAlive(this);
            if (typeof(T) == typeof(float))
            {
                var v = (float)real;
                return Unsafe.As<float, T>(ref v);
            }

            if (typeof(T) == typeof(double))
            {
                return Unsafe.As<double, T>(ref real);
            }

            if (typeof(T) == typeof(bool))
            {
                var v = integer != 0;
                return Unsafe.As<bool, T>(ref v);
            }

            return Unsafe.As<long, T>(ref integer);
        }

        public void backward() => Backward([this], null, false, false);

        public void backward(IList<Tensor> grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor> inputs = null)
        {
            if (inputs is { Count: > 0 })
            {
                throw new NotSupportedException("backward with explicit inputs is not part of this stand-in; use autograd.grad.");
            }

            Backward([this], grad_tensors, retain_graph, create_graph);
        }

        public void retain_grad() => NativeMethods.Check(NativeMethods.baron_tensor_retain_grad(Handle));

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public override bool Equals(object obj) => obj is Tensor other && Equals(other);

        public bool Equals(Tensor target) => ReferenceEquals(this, target) || (target is not null && _handle == target._handle);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        public override string ToString() => IsInvalid
            ? "Tensor invalid -- empty handle."
            : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        internal static void Backward(IList<Tensor> roots, IList<Tensor> grads, bool retain, bool create)
        {
            var handles = new IntPtr[roots.Count];
            var gradients = grads is null ? null : new IntPtr[grads.Count];
            for (var i = 0; i < handles.Length; i++)
            {
                handles[i] = roots[i].Handle;
            }

            for (var i = 0; i < (gradients?.Length ?? 0); i++)
            {
                gradients[i] = grads[i] is null ? IntPtr.Zero : grads[i].Handle;
            }

            fixed (IntPtr* r = handles, g = gradients)
            {
                NativeMethods.Check(NativeMethods.baron_tensor_backward(r, g, handles.Length, retain || create ? 1 : 0, create ? 1 : 0));
            }

            GC.KeepAlive(roots);
            GC.KeepAlive(grads);
        }

        internal void RequireDenseCpu()
        {
            if (device_type != DeviceType.CPU)
            {
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            }
        }

        private long Info(int what)
        {
            var info = stackalloc long[8];
            NativeMethods.Check(NativeMethods.baron_tensor_info(Handle, info));
            GC.KeepAlive(this);
            return info[what];
        }

        private Tensor t_or_reverse()
        {
            var n = (int)Dimensions;
            var order = new long[n];
            for (var i = 0; i < n; i++)
            {
                order[i] = n - 1 - i;
            }

            return permute(order);
        }
    }
}
