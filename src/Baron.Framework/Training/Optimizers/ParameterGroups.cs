using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Training.Optimizers;

/// <summary>Sorts a model's parameters into groups of equal settings.</summary>
public static class ParameterGroups
{
    /// <summary>Builds the groups of every parameter that takes a gradient.</summary>
    /// <param name="model">The model.</param>
    /// <param name="learningRate">The learning rate without multiplier.</param>
    /// <param name="weightDecay">The weight decay without multiplier.</param>
    /// <param name="paramwise">Multipliers, or <c>null</c>.</param>
    /// <exception cref="BaronException">Nothing is trained, a custom key fits no parameter, or a parameter is shared without <c>bypass_duplicate</c>.</exception>
    public static IReadOnlyList<ParameterGroup> Build(nn.Module model, double learningRate, double weightDecay, ParamwiseConfig? paramwise = null)
    {
        paramwise ??= new ParamwiseConfig();
        paramwise.Validate();
        var keys = (paramwise.CustomKeys ?? new Dictionary<string, ParamwiseKey>())
            .OrderByDescending(pair => pair.Key.Length)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .ToList();
        var usedKeys = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<IntPtr>();
        var groups = new List<(double LrMult, double DecayMult, List<KeyValuePair<string, Parameter>> Parameters)>();
        foreach (var (owner, isNorm, name, parameter) in Enumerate(model))
        {
            if (!parameter.requires_grad)
            {
                continue;
            }

            if (!seen.Add(parameter.Handle))
            {
                if (paramwise.BypassDuplicate)
                {
                    continue;
                }

                throw new BaronException($"The parameter '{name}' of '{owner}' is shared by two modules; set optim_wrapper.paramwise_cfg.bypass_duplicate = true to take it once.");
            }

            var (lrMult, decayMult) = Multipliers(paramwise, keys, usedKeys, name, isNorm, parameter.ndim);
            var index = groups.FindIndex(group => group.LrMult == lrMult && group.DecayMult == decayMult);
            if (index < 0)
            {
                index = groups.Count;
                groups.Add((lrMult, decayMult, []));
            }

            groups[index].Parameters.Add(new(name, parameter));
        }

        if (groups.Count == 0)
        {
            throw new BaronException("The model has no parameter that takes a gradient, so there is nothing to train.");
        }

        var unused = keys.Where(pair => !usedKeys.Contains(pair.Key)).Select(pair => $"'{pair.Key}'").ToList();
        if (unused.Count > 0)
        {
            throw new BaronException($"optim_wrapper.paramwise_cfg.custom_keys: no trained parameter's name contains {string.Join(", ", unused)}.");
        }

        return groups
            .Select(group => new ParameterGroup(group.Parameters, learningRate * group.LrMult, weightDecay * group.DecayMult))
            .ToList();
    }

    private static (double LrMult, double DecayMult) Multipliers(
        ParamwiseConfig paramwise,
        List<KeyValuePair<string, ParamwiseKey>> keys,
        HashSet<string> usedKeys,
        string name,
        bool isNorm,
        long dimensions)
    {
        foreach (var (key, value) in keys)
        {
            if (name.Contains(key, StringComparison.Ordinal))
            {
                usedKeys.Add(key);
                return (value.LrMult * paramwise.LrMult, value.DecayMult * paramwise.DecayMult);
            }
        }

        var lr = paramwise.LrMult;
        var decay = paramwise.DecayMult;
        var isBias = !isNorm && (name == "bias" || name.EndsWith(".bias", StringComparison.Ordinal));
        if (isBias && paramwise.BiasLrMult is { } biasLr)
        {
            lr *= biasLr;
        }

        if (isNorm && paramwise.NormDecayMult is { } norm)
        {
            decay *= norm;
        }
        else if (isBias && paramwise.BiasDecayMult is { } bias)
        {
            decay *= bias;
        }
        else if (dimensions <= 1 && paramwise.FlatDecayMult is { } flat)
        {
            decay *= flat;
        }

        return (lr, decay);
    }

    private static IEnumerable<(string Owner, bool IsNorm, string Name, Parameter Parameter)> Enumerate(nn.Module model)
    {
        // Parameters with their owners: what a parameter is follows from the module that holds it.
        var modules = new List<(string Name, nn.Module Module)> { (string.Empty, model) };
        modules.AddRange(model.named_modules().Where(pair => pair.Item1.Length > 0));
        foreach (var (prefix, module) in modules)
        {
            var isNorm = IsNormalization(module);
            foreach (var (name, parameter) in module.named_parameters(recurse: false))
            {
                yield return (module.GetName(), isNorm, prefix.Length == 0 ? name : $"{prefix}.{name}", parameter);
            }
        }
    }

    private static bool IsNormalization(nn.Module module)
    {
        // Covers torch's own classes and plugins' implementations alike, by what they are called.
        var name = module.GetType().Name;
        return name.Contains("BatchNorm", StringComparison.Ordinal)
            || name.Contains("LayerNorm", StringComparison.Ordinal)
            || name.Contains("GroupNorm", StringComparison.Ordinal)
            || name.Contains("InstanceNorm", StringComparison.Ordinal);
    }
}
