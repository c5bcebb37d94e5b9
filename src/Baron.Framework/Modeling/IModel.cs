using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>What a run trains: it turns a loaded batch into losses.</summary>
[ComponentKind("model")]
public interface IModel : IModelPart
{
    /// <summary>Computes the losses of one iteration; the module is in training mode.</summary>
    /// <param name="batch">The samples as the loader yields them, on the CPU.</param>
    LossCollection Loss(SampleBatch batch);
}
