namespace Baron.Training.Optimizers;

/// <summary>Multipliers of the parameters whose name contains a key.</summary>
/// <param name="LrMult">Learning-rate multiplier.</param>
/// <param name="DecayMult">Weight-decay multiplier.</param>
public sealed record ParamwiseKey(double LrMult = 1, double DecayMult = 1);
