using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>
/// A part of a network. Implementations derive from <see cref="nn.Module"/>, so that parameters, buffers, devices and
/// train/eval mode work as everywhere else; interfaces cannot say so, hence this marker.
/// </summary>
public interface IModelPart
{
    /// <summary>The module itself, for registration in its owner.</summary>
    /// <exception cref="InvalidCastException">The class does not derive from <see cref="nn.Module"/>.</exception>
    nn.Module AsModule() => (nn.Module)(object)this;

    /// <summary>
    /// Draws the initial weights as the reference's <c>init_weights</c> does, from torch's default generator, children included.
    /// Called once after the model is built and before checkpoints are loaded.
    /// </summary>
    void InitWeights()
    {
    }
}
