namespace TorchSharp.Modules;

public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public virtual bool ApproximatelyEquals(OptimizerState other) => other is not null && GetType() == other.GetType();

    public abstract void Initialize(OptimizerOptions options);

    public abstract void LoadStateDict(OptimizerState source);

    public virtual void to(Device device)
    {
    }

    internal virtual void Free()
    {
    }

    private protected static void Load(ref Tensor target, Tensor source)
    {
        target?.Dispose();
        target = source?.detach().clone().DetachFromDisposeScope();
    }

    private protected static void Move(ref Tensor target, Device device)
    {
        var moved = target?.to(device);
        if (!ReferenceEquals(moved, target))
        {
            target.Dispose();
            target = moved.DetachFromDisposeScope();
        }
    }

    private protected static bool Close(Tensor a, Tensor b) => a is null || b is null ? a is null && b is null : a.allclose(b);

    private protected static Tensor Zeros(Tensor like)
    {
        using var noGrad = no_grad();
        return like.zeros_like().DetachFromDisposeScope();
    }
}
