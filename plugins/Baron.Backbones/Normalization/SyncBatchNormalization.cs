using Baron.Distributed;
using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Backbones;

/// <summary>
/// Batch normalisation over the batches of all processes. In a run of one process it is batch normalisation; a run of several
/// is refused rather than trained with statistics that silently differ.
/// </summary>
/// <param name="processGroup">The processes of the run.</param>
/// <param name="requiresGrad">Whether scale and shift are trained.</param>
/// <param name="eps">Added to the variance.</param>
/// <param name="momentum">Share of the current batch in the running statistics.</param>
[Component("SyncBN")]
public sealed class SyncBatchNormalization(IProcessGroup processGroup, bool requiresGrad = true, double eps = 1e-5, double momentum = 0.1) : INormalization
{
    /// <inheritdoc/>
    public string Abbreviation => "bn";

    /// <inheritdoc/>
    /// <exception cref="BaronException">The run has more than one process.</exception>
    public nn.Module<Tensor, Tensor> Create(long channels)
    {
        if (processGroup.WorldSize > 1)
        {
            throw new BaronException(
                $"norm_cfg SyncBN: statistics across {processGroup.WorldSize} processes are not implemented; run one process, or use type = \"BN\" (statistics of each process alone).");
        }

        return new BatchNormalization(requiresGrad, eps, momentum).Create(channels);
    }
}
