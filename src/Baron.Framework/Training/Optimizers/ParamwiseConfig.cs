namespace Baron.Training.Optimizers;

/// <summary>
/// Settings of the learning rate and weight decay of single parameters (<c>optim_wrapper.paramwise_cfg</c>). The first of
/// <paramref name="CustomKeys"/> that fits (longest first) decides alone; else the multipliers by what the parameter is.
/// </summary>
/// <param name="LrMult">Multiplier of every learning rate.</param>
/// <param name="DecayMult">Multiplier of every weight decay.</param>
/// <param name="BiasLrMult">Learning-rate multiplier of biases outside normalisation layers.</param>
/// <param name="BiasDecayMult">Weight-decay multiplier of biases outside normalisation layers.</param>
/// <param name="NormDecayMult">Weight-decay multiplier of normalisation layers.</param>
/// <param name="FlatDecayMult">
/// Weight-decay multiplier of vectors and scalars that <paramref name="NormDecayMult"/> and <paramref name="BiasDecayMult"/> leave; alone
/// and 0 it decays matrices and kernels only.
/// </param>
/// <param name="BypassDuplicate">Whether a parameter shared by two modules is taken once in silence instead of refused.</param>
/// <param name="CustomKeys">Multipliers by a part of the parameter's name.</param>
public sealed record ParamwiseConfig(
    double LrMult = 1,
    double DecayMult = 1,
    double? BiasLrMult = null,
    double? BiasDecayMult = null,
    double? NormDecayMult = null,
    double? FlatDecayMult = null,
    bool BypassDuplicate = false,
    IReadOnlyDictionary<string, ParamwiseKey>? CustomKeys = null)
{
    /// <summary>Checks the multipliers.</summary>
    /// <exception cref="BaronException">One is below 0: weights would move against their gradients.</exception>
    public void Validate()
    {
        var multipliers = new List<(string Key, double? Value)>
        {
            ("lr_mult", LrMult),
            ("decay_mult", DecayMult),
            ("bias_lr_mult", BiasLrMult),
            ("bias_decay_mult", BiasDecayMult),
            ("norm_decay_mult", NormDecayMult),
            ("flat_decay_mult", FlatDecayMult),
        };
        foreach (var (name, key) in CustomKeys ?? new Dictionary<string, ParamwiseKey>())
        {
            multipliers.Add(($"custom_keys.{name}.lr_mult", key.LrMult));
            multipliers.Add(($"custom_keys.{name}.decay_mult", key.DecayMult));
        }

        foreach (var (key, value) in multipliers)
        {
            if (!((value ?? 0) >= 0))
            {
                throw new BaronException(FormattableString.Invariant($"optim_wrapper.paramwise_cfg: {key} is {value}; it must be at least 0."));
            }
        }
    }
}
