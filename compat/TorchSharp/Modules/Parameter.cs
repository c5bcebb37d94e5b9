namespace TorchSharp.Modules;

/// <summary>A tensor that a module registers as trainable.</summary>
public class Parameter : Tensor
{
    public Parameter(Tensor data, bool requires_grad = true)
        : base(Detached(data, requires_grad))
    {
        DetachFromDisposeScope();
    }

    private static IntPtr Detached(Tensor data, bool requiresGrad)
    {
        var handle = data.detach().DecoupleFromNativeHandle();
        NativeMethods.Check(NativeMethods.baron_tensor_set_requires_grad(handle, requiresGrad ? 1 : 0));
        return handle;
    }
}
