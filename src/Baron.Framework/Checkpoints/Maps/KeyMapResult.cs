using static TorchSharp.torch;

namespace Baron.Checkpoints.Maps;

/// <summary>Tensors under the names of another convention.</summary>
/// <param name="From">The convention that was recognised.</param>
/// <param name="To">The convention of the result.</param>
/// <param name="Tensors">Names and tensors, those that needed no change being the ones passed in.</param>
/// <param name="LeftOut">Tensors that the other side does not have, each with the reason: <c>pixel_mean (set in the config)</c>.</param>
/// <param name="Kept">Names that no rule knows; their tensors are among the result under the same name.</param>
public sealed record KeyMapResult(
    KeyConvention From,
    KeyConvention To,
    IReadOnlyList<KeyValuePair<string, Tensor>> Tensors,
    IReadOnlyList<string> LeftOut,
    IReadOnlyList<string> Kept);
