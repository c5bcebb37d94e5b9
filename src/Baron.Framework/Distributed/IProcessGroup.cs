using static TorchSharp.torch;

namespace Baron.Distributed;

/// <summary>The processes of a run. One process alone is a group of one.</summary>
public interface IProcessGroup
{
    /// <summary>This process's number, 0-based.</summary>
    int Rank { get; }

    /// <summary>The number of processes.</summary>
    int WorldSize { get; }

    /// <summary>Sums a tensor over all processes, in place.</summary>
    /// <param name="tensor">Any shape; the same on every process.</param>
    void AllReduceSum(Tensor tensor);

    /// <summary>Waits for every process.</summary>
    void Barrier();
}
