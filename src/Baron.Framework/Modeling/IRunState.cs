using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>
/// Implemented by modules that hold more than weights: what a resumed run needs to continue exactly and a weight file must not
/// contain, such as embedding queues. The checkpoint of a run stores it under the module's name.
/// </summary>
public interface IRunState
{
    /// <summary>Copies the state.</summary>
    /// <returns>Tensors by name, owned by the caller.</returns>
    IReadOnlyDictionary<string, Tensor> SaveRunState();

    /// <summary>Continues from a state that <see cref="SaveRunState"/> returned.</summary>
    /// <param name="state">The tensors; not kept.</param>
    /// <exception cref="BaronException">The state does not have this module's form.</exception>
    void LoadRunState(IReadOnlyDictionary<string, Tensor> state);
}
