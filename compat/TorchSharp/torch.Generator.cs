namespace TorchSharp;

public static partial class torch
{
    public class Generator : IDisposable
    {
        private IntPtr _handle;

        public unsafe Generator(ulong seed = 0, Device device = null)
        {
            this.device = device ?? CPU;
            IntPtr handle;
            NativeMethods.Check(NativeMethods.baron_generator_new(seed, (int)this.device.type, this.device.index, &handle));
            _handle = handle;
        }

        private Generator(IntPtr handle, Device device)
        {
            _handle = handle;
            this.device = device;
        }

        ~Generator() => Dispose(false);

        public static unsafe Generator Default
        {
            get
            {
                IntPtr handle;
                NativeMethods.Check(NativeMethods.baron_generator_default((int)DeviceType.CPU, -1, &handle));
                return new Generator(handle, CPU);
            }
        }

        public IntPtr Handle => _handle;

        public Device device { get; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            if (handle != IntPtr.Zero)
            {
                NativeMethods.baron_generator_free(handle);
            }
        }

        public unsafe Tensor get_state()
        {
            IntPtr result;
            NativeMethods.Check(NativeMethods.baron_generator_get_state(_handle, &result));
            return new Tensor(result);
        }

        public void set_state(Tensor value)
        {
            NativeMethods.Check(NativeMethods.baron_generator_set_state(_handle, value.Handle));
            GC.KeepAlive(value);
        }

        public unsafe long initial_seed()
        {
            ulong seed;
            NativeMethods.Check(NativeMethods.baron_generator_seed(_handle, &seed));
            return (long)seed;
        }

        public long seed()
        {
            var seed = Random.Shared.NextInt64();
            manual_seed(seed);
            return seed;
        }

        public Generator manual_seed(long seed)
        {
            NativeMethods.Check(NativeMethods.baron_generator_set_seed(_handle, (ulong)seed));
            return this;
        }
    }

    public static class random
    {
        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static long seed() => Generator.Default.seed();

        public static long initial_seed() => Generator.Default.initial_seed();
    }
}
