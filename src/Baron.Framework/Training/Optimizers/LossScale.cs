using Baron.Configuration;
using Baron.Registry;

namespace Baron.Training.Optimizers;

/// <summary>How losses are scaled in mixed precision, so that small gradients do not vanish in float16 (<c>loss_scale</c>).</summary>
/// <param name="InitScale">The first factor.</param>
/// <param name="GrowthFactor">What the factor is multiplied by after <paramref name="GrowthInterval"/> good updates.</param>
/// <param name="BackoffFactor">What the factor is multiplied by after an update whose gradients overflowed.</param>
/// <param name="GrowthInterval">Good updates in a row before the factor grows.</param>
/// <param name="Dynamic">Whether the factor changes at all.</param>
public sealed record LossScale(
    double InitScale = 65536,
    double GrowthFactor = 2,
    double BackoffFactor = 0.5,
    int GrowthInterval = 2000,
    bool Dynamic = true) : IConfigBindable<LossScale>
{
    /// <summary>No scaling; for bfloat16, which has float32's range.</summary>
    public static LossScale None { get; } = new(1, Dynamic: false);

    /// <inheritdoc/>
    public static string ConfigForm => "\"dynamic\", a number above 0, or a table of init_scale, growth_factor, backoff_factor, growth_interval, enabled";

    /// <inheritdoc/>
    public static LossScale FromConfig(ConfigNode node) => node switch
    {
        ConfigScalar { Value: string text } => text == "dynamic" ? new LossScale() : throw new ArgumentException("the only word is 'dynamic'"),
        ConfigTable table => FromTable(table),
        _ => new LossScale(node.AsDouble(), Dynamic: false).Checked(),
    };

    private static LossScale FromTable(ConfigTable table)
    {
        var scale = new LossScale();
        var enabled = true;
        foreach (var entry in table.Entries)
        {
            var value = entry.Value;
            scale = entry.Key switch
            {
                "init_scale" => scale with { InitScale = value.AsDouble() },
                "growth_factor" => scale with { GrowthFactor = value.AsDouble() },
                "backoff_factor" => scale with { BackoffFactor = value.AsDouble() },
                "growth_interval" => scale with { GrowthInterval = value.AsInt32() },
                "enabled" => scale,
                _ => throw new ConfigException(new ConfigDiagnostic(value.Position, $"unknown key '{entry.Key}'", ConfigForm)),
            };
            if (entry.Key == "enabled")
            {
                enabled = value.AsBoolean();
            }
        }

        return enabled ? scale.Checked() : None;
    }

    private LossScale Checked() => InitScale > 0 && double.IsFinite(InitScale) && GrowthFactor > 1 && BackoffFactor is > 0 and < 1 && GrowthInterval >= 1
        ? this
        : throw new ArgumentException("the scale must be above 0, growth_factor above 1, backoff_factor between 0 and 1, growth_interval at least 1");
}
