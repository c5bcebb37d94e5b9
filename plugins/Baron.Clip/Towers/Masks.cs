using static TorchSharp.torch;

namespace Baron.Clip.Towers;

/// <summary>Attention masks.</summary>
internal static class Masks
{
    /// <summary>0 where a bool mask is true, minus infinity elsewhere.</summary>
    public static Tensor Additive(Tensor visible, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        return zeros(visible.shape, dtype: dtype, device: visible.device)
            .masked_fill(visible.logical_not(), double.NegativeInfinity)
            .MoveToOuterDisposeScope();
    }
}
