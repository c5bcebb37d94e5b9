using System.Text.Json;
using Baron.Testing;
using Baron.Training.Optimizers;
using Baron.Training.Schedules;
using NUnit.Framework;

namespace Baron.Framework.Tests.Training;

[Category("Golden")]
public sealed class ScheduleGoldenTests
{
    [Test(Description = "l_schedules")]
    public void L_schedules_learning_rate_used_in_each_iteration()
    {
        var golden = GoldenFixture.Open("l_schedules");
        var rel = golden.Tolerance("rel");
        var compared = 0;
        foreach (var config in golden.Meta("configs").EnumerateObject())
        {
            var group = new ParameterGroup([], config.Value.GetProperty("base_lr").GetDouble(), 0);
            var total = config.Value.GetProperty("max_iters").GetInt32();
            var schedulers = config.Value.GetProperty("param_scheduler").EnumerateArray().Select(Build).ToList();
            foreach (var scheduler in schedulers)
            {
                scheduler.Attach([group], null, total);
            }

            var iterations = golden.Array<long>(config.Name + ".iter");
            var expected = golden.Array<double>(config.Name + ".lr");
            var next = 0;
            for (var t = 0; t < total && next < iterations.Length; t++)
            {
                if (iterations[next] == t)
                {
                    golden.AssertNumber($"{config.Name}.lr[{t}]", group.LearningRate, expected[next], rel);
                    next++;
                    compared++;
                }

                schedulers.ForEach(scheduler => scheduler.Step());
            }

            Assert.That(next, Is.EqualTo(iterations.Length), config.Name);
        }

        Assert.That(compared, Is.GreaterThan(0));
        golden.Report();
    }

    private static IParamScheduler Build(JsonElement config)
    {
        var begin = Int(config, "begin") ?? 0;
        var end = Int(config, "end");
        var byEpoch = !config.TryGetProperty("by_epoch", out var flag) || flag.GetBoolean();
        return config.GetProperty("type").GetString() switch
        {
            "LinearLR" => new LinearLr(Number(config, "start_factor", 1.0 / 3), Number(config, "end_factor", 1), begin, end, byEpoch),
            "ConstantLR" => new ConstantLr(Number(config, "factor", 1.0 / 3), begin, end, byEpoch),
            "MultiStepLR" => new MultiStepLr(config.GetProperty("milestones").EnumerateArray().Select(m => m.GetInt32()).ToList(), Number(config, "gamma", 0.1), begin, end, byEpoch),
            "CosineAnnealingLR" => new CosineAnnealingLr(Int(config, "T_max"), Number(config, "eta_min", 0), null, begin, end, byEpoch),
            var other => throw new AssertionException($"The fixture has a schedule '{other}'."),
        };
    }

    private static int? Int(JsonElement config, string key) =>
        config.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private static double Number(JsonElement config, string key, double fallback) =>
        config.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : fallback;
}
