namespace TorchSharp.Native;

/// <summary>Entry points of native/aten/bridge.cpp.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "baron_aten";

    [DllImport(Library)]
    internal static extern IntPtr baron_last_error();

    [DllImport(Library)]
    internal static extern long baron_live_handles();

    [DllImport(Library)]
    internal static extern IntPtr baron_torch_version();

    [DllImport(Library)]
    internal static extern int baron_op_find(byte* name, byte* overload, IntPtr* result);

    [DllImport(Library)]
    internal static extern int baron_op_exists(byte* name, byte* overload);

    [DllImport(Library)]
    internal static extern int baron_op_call(IntPtr op, Value* args, int count, Value* results, int capacity, int* produced, Value** overflow);

    [DllImport(Library)]
    internal static extern void baron_values_free(Value* values);

    [DllImport(Library)]
    internal static extern void baron_tensor_free(IntPtr handle);

    [DllImport(Library)]
    internal static extern IntPtr baron_tensor_alias(IntPtr handle);

    [DllImport(Library)]
    internal static extern int baron_tensor_info(IntPtr handle, long* info);

    [DllImport(Library), SuppressGCTransition]
    internal static extern long baron_tensor_dim(IntPtr handle);

    [DllImport(Library), SuppressGCTransition]
    internal static extern long baron_tensor_numel(IntPtr handle);

    [DllImport(Library), SuppressGCTransition]
    internal static extern int baron_tensor_dtype(IntPtr handle);

    [DllImport(Library), SuppressGCTransition]
    internal static extern int baron_tensor_requires_grad(IntPtr handle);

    [DllImport(Library)]
    internal static extern int baron_tensor_sizes(IntPtr handle, long* sizes, long* strides);

    [DllImport(Library)]
    internal static extern int baron_tensor_data(IntPtr handle, void** data);

    [DllImport(Library)]
    internal static extern int baron_tensor_storage_offset(IntPtr handle, long* offset);

    [DllImport(Library)]
    internal static extern int baron_tensor_from_data(void* data, long bytes, int dtype, long* sizes, int ndim, IntPtr* result);

    [DllImport(Library)]
    internal static extern int baron_tensor_item(IntPtr handle, int* kind, long* integer, double* real);

    [DllImport(Library)]
    internal static extern int baron_tensor_set_requires_grad(IntPtr handle, int value);

    [DllImport(Library)]
    internal static extern int baron_tensor_grad(IntPtr handle, IntPtr* result);

    [DllImport(Library)]
    internal static extern int baron_tensor_set_grad(IntPtr handle, IntPtr grad);

    [DllImport(Library)]
    internal static extern int baron_tensor_set_data(IntPtr handle, IntPtr source);

    [DllImport(Library)]
    internal static extern int baron_tensor_retain_grad(IntPtr handle);

    [DllImport(Library)]
    internal static extern int baron_tensor_backward(IntPtr* handles, IntPtr* grads, int count, int retain, int create);

    [DllImport(Library)]
    internal static extern int baron_autograd_grad(IntPtr* outputs, int outputCount, IntPtr* inputs, int inputCount, IntPtr* grads, int gradCount, int retain, int create, int allowUnused, IntPtr* results);

    [DllImport(Library), SuppressGCTransition]
    internal static extern int baron_grad_enabled();

    [DllImport(Library), SuppressGCTransition]
    internal static extern void baron_set_grad_enabled(int value);

    [DllImport(Library)]
    internal static extern int baron_get_num_threads();

    [DllImport(Library)]
    internal static extern int baron_set_num_threads(int count);

    [DllImport(Library)]
    internal static extern int baron_get_num_interop_threads();

    [DllImport(Library)]
    internal static extern int baron_set_num_interop_threads(int count);

    [DllImport(Library)]
    internal static extern int baron_cuda_device_count();

    [DllImport(Library)]
    internal static extern int baron_cuda_synchronize(int index);

    [DllImport(Library)]
    internal static extern int baron_set_default_dtype(int dtype);

    [DllImport(Library)]
    internal static extern int baron_get_deterministic();

    [DllImport(Library)]
    internal static extern int baron_set_deterministic(int value, int warnOnly);

    [DllImport(Library)]
    internal static extern int baron_get_tf32(int which);

    [DllImport(Library)]
    internal static extern int baron_set_tf32(int which, int value);

    [DllImport(Library)]
    internal static extern int baron_manual_seed(long seed);

    [DllImport(Library)]
    internal static extern int baron_generator_new(ulong seed, int deviceType, int deviceIndex, IntPtr* result);

    [DllImport(Library)]
    internal static extern int baron_generator_default(int deviceType, int deviceIndex, IntPtr* result);

    [DllImport(Library)]
    internal static extern void baron_generator_free(IntPtr generator);

    [DllImport(Library)]
    internal static extern int baron_generator_seed(IntPtr generator, ulong* seed);

    [DllImport(Library)]
    internal static extern int baron_generator_set_seed(IntPtr generator, ulong seed);

    [DllImport(Library)]
    internal static extern int baron_generator_get_state(IntPtr generator, IntPtr* result);

    [DllImport(Library)]
    internal static extern int baron_generator_set_state(IntPtr generator, IntPtr state);

    /// <summary>Throws what the last failed call of this thread reported, as the real package does.</summary>
    internal static void Check(int code)
    {
        if (code != 0)
        {
            Throw();
        }
    }

    private static void Throw() =>
        throw new ExternalException(Marshal.PtrToStringUTF8(baron_last_error()) ?? "unknown native error");
}
