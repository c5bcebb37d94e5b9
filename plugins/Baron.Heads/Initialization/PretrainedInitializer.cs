using Baron.Checkpoints;
using Baron.Modeling;
using Baron.Registry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Weights from a checkpoint: what fits by name and shape is taken, the rest keeps its values.</summary>
[Component("Pretrained")]
public sealed class PretrainedInitializer : IInitializer
{
    private const string TorchVision = "torchvision://";

    private static readonly Action<ILogger, string, StateDictReport, Exception?> PartlyInitialised =
        LoggerMessage.Define<string, StateDictReport>(LogLevel.Warning, default, "init_cfg Pretrained of {Name}: the rest keeps its initial values; {Report}");

    private readonly ILogger _logger;
    private readonly string _checkpoint;
    private readonly string _prefix;

    /// <summary>Creates the initialisation.</summary>
    /// <param name="checkpoint">A checkpoint file, or <c>torchvision://resnet50</c> for a file that PyTorch keeps in its download cache.</param>
    /// <param name="prefix">The part of the checkpoint's model to take, such as <c>backbone</c>; by default the names are taken as they are.</param>
    /// <param name="logger">Gets to know weights that the checkpoint lacks or has in other shapes.</param>
    public PretrainedInitializer([FilePath] string checkpoint, string? prefix = null, ILogger<PretrainedInitializer>? logger = null)
    {
        _logger = logger ?? NullLogger<PretrainedInitializer>.Instance;
        _checkpoint = checkpoint;
        _prefix = string.IsNullOrEmpty(prefix) || prefix.EndsWith('.') ? prefix ?? string.Empty : prefix + ".";
    }

    /// <inheritdoc/>
    /// <exception cref="BaronException">The file is missing (and a checkpoint does not replace the weights anyway) or unusable, or nothing in it fits.</exception>
    public void Initialize(nn.Module module, string name)
    {
        var file = Locate();
        if ((file is null || !File.Exists(file)) && AbsentWeights.TryAdd(module))
        {
            return;
        }

        var report = StateDictLoader.Load(module, file ?? throw NotHere(), new StateDictLoadOptions { Strict = false, Prefix = _prefix });
        if (report.Loaded.Count == 0)
        {
            throw new BaronException(
                $"init_cfg Pretrained of {name}: no tensor of {_checkpoint}{(_prefix.Length > 0 ? $" below '{_prefix}'" : string.Empty)} fits by name and shape; check prefix (the checkpoint has names like '{report.Unexpected.FirstOrDefault() ?? "none"}'{string.Concat(report.Hints.Select(hint => "; " + hint))}).");
        }

        // Counters of batch norms, which older files lack, start at zero anyway; a classifier that is left over is the rule.
        if (report.Mismatched.Count > 0 || report.Missing.Any(missing => !missing.EndsWith(".num_batches_tracked", StringComparison.Ordinal)))
        {
            PartlyInitialised(_logger, name, report with { Unexpected = [] }, null);
        }
    }

    private static string CacheFolder()
    {
        var home = Environment.GetEnvironmentVariable("TORCH_HOME") is { Length: > 0 } torch
            ? torch
            : Path.Combine(
                Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
                "torch");
        return Path.Combine(home, "hub", "checkpoints");
    }

    // The file, or null for one of another place that is not in PyTorch's cache.
    private string? Locate()
    {
        var scheme = _checkpoint.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return _checkpoint;
        }

        var folder = CacheFolder();
        if (_checkpoint.StartsWith(TorchVision, StringComparison.Ordinal) && Directory.Exists(folder))
        {
            var found = Directory.GetFiles(folder, _checkpoint[TorchVision.Length..] + "-*.pth").Order(StringComparer.Ordinal).FirstOrDefault();
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    private BaronException NotHere() => new(
        $"init_cfg Pretrained: {_checkpoint} is not on this machine and nothing is downloaded; put the file {(_checkpoint.StartsWith(TorchVision, StringComparison.Ordinal) ? $"into {CacheFolder()} or " : string.Empty)}anywhere and name it in checkpoint, or leave init_cfg out to start from random weights.");
}
