using Baron.Registry;

namespace Baron.Training.Hooks;

/// <summary>
/// The role <c>sampler_seed</c> of published configs, which gives every epoch an order of its own. Here a sampler's order is a
/// function of seed, epoch and process anyway, so there is nothing left to do.
/// </summary>
[Component("DistSamplerSeedHook")]
public sealed class DistSamplerSeedHook : IHook;
