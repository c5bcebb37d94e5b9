using static TorchSharp.torch;

namespace Baron.Distributed;

/// <summary>The group of one process: collectives are the identity.</summary>
public sealed class SingleProcessGroup : IProcessGroup
{
    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int WorldSize => 1;

    /// <inheritdoc/>
    public void AllReduceSum(Tensor tensor)
    {
    }

    /// <inheritdoc/>
    public void Barrier()
    {
    }
}
