using static TorchSharp.torch;

namespace Baron.Structures;

/// <summary>One named number of an iteration.</summary>
/// <param name="Name">The name in the log, such as <c>loss_rpn_cls</c>.</param>
/// <param name="Value">A scalar tensor.</param>
/// <param name="IsLoss">Whether it is part of the sum that is differentiated; accuracies are not.</param>
public readonly record struct LossTerm(string Name, Tensor Value, bool IsLoss);
