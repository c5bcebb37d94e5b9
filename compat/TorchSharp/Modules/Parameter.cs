namespace TorchSharp.Modules;

/// <summary>A tensor that a module registers as trainable. It takes over the native tensor of the one it is made from.</summary>
public class Parameter : Tensor
{
    public Parameter(Tensor data, bool requires_grad = true)
        : base(Take(data, requires_grad))
    {
        DetachFromDisposeScope();
    }

    private static IntPtr Take(Tensor data, bool requiresGrad)
    {
        var handle = data.detach().DecoupleFromNativeHandle();
        data.Dispose();
        NativeMethods.Check(NativeMethods.baron_tensor_set_requires_grad(handle, requiresGrad ? 1 : 0));
        return handle;
    }
}
