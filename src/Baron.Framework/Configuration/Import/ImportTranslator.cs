using Baron.Registry;
using Baron.Training.Settings;

namespace Baron.Configuration.Import;

/// <summary>
/// Makes a config of a Python config's variables: keeps the keys that a run knows, drops None (TOML has no null; an absent key is
/// the default), and leaves out what only MMEngine needs.
/// </summary>
/// <param name="options">Which components are known.</param>
/// <param name="budget">Bounds what is made.</param>
/// <param name="uses">Which variables are used in others; these are not reported.</param>
internal sealed class ImportTranslator(ConfigImportOptions options, ImportBudget budget, ImportUses uses)
{
    private static readonly string[] Scopes = ["mmdet.", "mmengine.", "mmcv.", "mmpretrain.", "mmcls.", "ovdet."];

    // Hooks of MMEngine whose work is done elsewhere: samplers are sharded and seeded by themselves.
    private static readonly HashSet<string> Needless = new(StringComparer.Ordinal) { "DistSamplerSeedHook", "NumClassCheckHook" };

    // Keys that say how MMEngine runs, by the path of their table ("" is any).
    private static readonly HashSet<(string Table, string Key)> Dropped =
    [
        ("visualizer", "vis_backends"),
        ("randomness", "diff_rank_seed"),
        ("train_dataloader", "collate_fn"),
        ("val_dataloader", "collate_fn"),
        ("test_dataloader", "collate_fn"),
        ("", "_scope_"),
    ];

    // Top-level keys of MMDetection 2.x, the key that took the place of each, and what is written now.
    private static readonly (string Old, string New, string Expected)[] Former =
    [
        ("data", "train_dataloader", "train_dataloader, val_dataloader and test_dataloader with batch_size (samples_per_gpu), num_workers and dataset"),
        ("optimizer", "optim_wrapper", "optim_wrapper = dict(type='OptimWrapper', optimizer=...)"),
        ("optimizer_config", "optim_wrapper", "clip_grad in optim_wrapper"),
        ("fp16", "optim_wrapper", "optim_wrapper = dict(type='AmpOptimWrapper', ...)"),
        ("lr_config", "param_scheduler", "param_scheduler, a list of LinearLR for the warm-up and MultiStepLR"),
        ("momentum_config", "param_scheduler", "param_scheduler"),
        ("runner", "train_cfg", "train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=...)"),
        ("total_epochs", "train_cfg", "train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=...)"),
        ("evaluation", "val_evaluator", "val_evaluator and test_evaluator, and val_interval in train_cfg"),
        ("checkpoint_config", "default_hooks", "default_hooks = dict(checkpoint=dict(type='CheckpointHook', ...))"),
        ("log_config", "default_hooks", "default_hooks = dict(logger=dict(type='LoggerHook', ...))"),
        ("resume_from", "resume", "load_from with resume = True"),
    ];

    // Roles that have their usual hook where a config has none.
    private static readonly HashSet<string> UsualHooks = new(StringComparer.Ordinal) { "timer", "logger", "param_scheduler", "checkpoint", "visualization", "loss_guard" };

    private readonly List<string> _leftOut = [];

    /// <summary>Makes the config.</summary>
    /// <param name="source">The file, for messages.</param>
    /// <param name="variables">All variables of the file and its bases.</param>
    /// <exception cref="ConfigException">A value has no counterpart in TOML, or the run is described with the keys of MMDetection 2.x.</exception>
    public ImportedConfig Translate(string source, PythonDict variables)
    {
        var known = typeof(RunConfig).GetConstructors().Single(c => c.GetParameters().Length > 1).GetParameters().Select(p => SnakeCase.Of(p.Name!)).ToHashSet(StringComparer.Ordinal);
        RefuseFormerKeys(variables);
        var used = new PythonDict();
        foreach (var (key, position, value) in variables.Items)
        {
            if (known.Contains(key))
            {
                used.Set(key, position, value);
            }
            else if (!key.StartsWith('_') && !uses.Contains(position))
            {
                // Only a slip is one: default_scope is near default_hooks, and right.
                var near = NearestName.Find(key, known) is { } name && NearestName.Distance(key, name) <= 2 ? $"; did you mean '{name}'?" : "";
                _leftOut.Add($"{key} ({Place(position)}){near}");
            }
        }

        return new ImportedConfig(source, (ConfigTable)Table(WithLoopType(used), new SourcePosition(source), "", 0), _leftOut);
    }

    // Half of a run would be lost where only the model is taken.
    private void RefuseFormerKeys(PythonDict variables)
    {
        var former = Former.Where(key => variables.Find(key.Old) is { Data: not null } && variables.Find(key.New) is null && !uses.Contains(variables.PositionOf(key.Old)!.Value));
        var errors = former.Select(key => new ConfigDiagnostic(variables.PositionOf(key.Old)!.Value, $"'{key.Old}' is a key of MMDetection 2.x", key.Expected)).OrderBy(error => error.Position.Line).ToList();
        if (errors.Count > 0)
        {
            errors[0] = errors[0] with { Hint = "configs of 2.x are not converted; start from the 3.x config of the same model" };
            throw new ConfigException(errors);
        }
    }

    private static string Place(SourcePosition position) => position.IsInFile ? $"{Path.GetFileName(position.Source)}:{position.Line}" : position.ToString();

    // MMEngine also takes train_cfg = dict(by_epoch=True, max_epochs=12).
    private static PythonDict WithLoopType(PythonDict config)
    {
        if (config.Find("train_cfg") is not { Data: PythonDict loop } value || loop.Find("type") is not null || loop.Find("by_epoch") is not { Data: bool byEpoch })
        {
            return config;
        }

        var typed = new PythonDict();
        typed.Set("type", value.Position, new PythonValue(byEpoch ? "EpochBasedTrainLoop" : "IterBasedTrainLoop", value.Position));
        foreach (var (key, position, item) in loop.Items)
        {
            if (key != "by_epoch")
            {
                typed.Set(key, position, item);
            }
        }

        config.Set("train_cfg", value.Position, value with { Data = typed });
        return config;
    }

    private ConfigNode Node(PythonValue value, string path, int depth)
    {
        budget.Charge(1, value.Position, ImportBudget.Entry);
        ImportBudget.CheckDepth(depth, value.Position);
        switch (value.Data)
        {
            case PythonDict dict:
                return Table(dict, value.Position, path, depth);
            case PythonValue[] items:
                var nodes = new List<ConfigNode>(items.Length);
                for (var i = 0; i < items.Length; i++)
                {
                    if (items[i].Data is null)
                    {
                        throw new ConfigException(new ConfigDiagnostic(items[i].Position, $"None in the list {path} has no counterpart in TOML", Hint: "leave it out, or write the value that is meant"));
                    }

                    if (!IsNeedless(items[i], $"{path}.{i}"))
                    {
                        nodes.Add(Node(items[i], $"{path}.{i}", depth + 1));
                    }
                }

                return new ConfigArray(nodes, value.Position);
            default:
                return new ConfigScalar(value.Data!, value.Position);
        }
    }

    private ConfigTable Table(PythonDict dict, SourcePosition position, string path, int depth)
    {
        var entries = new List<ConfigEntry>();
        foreach (var (key, where, value) in dict.Items)
        {
            var inner = ConfigPath.Append(path, key);
            if (value.Data is null)
            {
                ReportNone(dict, path, key, where);
                continue;
            }

            if (key == "_delete_" || IsNeedless(value, inner))
            {
                continue;
            }

            if (Dropped.Contains((path, key)) || Dropped.Contains(("", key)))
            {
                if (key != "_scope_")
                {
                    _leftOut.Add($"{inner} ({Place(where)})");
                }

                continue;
            }

            var type = key == "type" && value.Data is string name ? value with { Data = WithoutScope(name) } : value;
            entries.Add(new ConfigEntry(key, where, Node(type, inner, depth + 1)));
        }

        return new ConfigTable(entries, position);
    }

    // None is an absent key, and an absent key is not None everywhere.
    private void ReportNone(PythonDict dict, string path, string key, SourcePosition where)
    {
        if (path == "default_hooks" && UsualHooks.Contains(key))
        {
            _leftOut.Add($"{path}.{key} = None ({Place(where)}); the usual hook stays");
        }
        else if (dict.Find("type") is { Data: string type } && options.DefaultOf?.Invoke(WithoutScope(type), key) is { } value)
        {
            _leftOut.Add($"{ConfigPath.Append(path, key)} = None ({Place(where)}); the default is {value}");
        }
    }

    private static string WithoutScope(string type) => Array.Find(Scopes, scope => type.StartsWith(scope, StringComparison.Ordinal)) is { } found ? type[found.Length..] : type;

    private bool IsNeedless(PythonValue value, string path)
    {
        if (value.Data is not PythonDict dict || dict.Find("type") is not { Data: string name } || !Needless.Contains(WithoutScope(name)) || options.IsKnown?.Invoke(WithoutScope(name)) == true)
        {
            return false;
        }

        _leftOut.Add($"{path} ({name}, {Place(value.Position)})");
        return true;
    }
}
