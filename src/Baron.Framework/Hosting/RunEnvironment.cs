using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baron.Ops;
using Baron.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Hosting;

/// <summary>What a run computes with, for <c>environment.json</c>: enough to know later why its numbers are what they are.</summary>
internal static class RunEnvironment
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Describes this process and run as JSON.</summary>
    /// <param name="run">The run.</param>
    /// <param name="resumedFrom">The checkpoint that it continues, or <c>null</c>.</param>
    public static string Describe(BaronRun run, string? resumedFrom)
    {
        var usage = MemoryUsage.Of(run.Device);
        var document = new JsonObject
        {
            ["started"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
            ["command"] = new JsonArray([.. Environment.GetCommandLineArgs().Skip(1).Select(argument => JsonValue.Create(argument))]),
            ["config"] = run.Document.FilePath,
            ["resumed_from"] = resumedFrom,
            ["seed"] = run.Seed,
            ["deterministic"] = run.Config.Randomness?.Deterministic ?? false,
            ["device"] = run.Device.ToString(),
            ["threads"] = get_num_threads(),
            ["baron"] = typeof(BaronRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["system"] = RuntimeInformation.OSDescription,
            ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
            ["processor"] = Processor(),
            ["cores"] = Environment.ProcessorCount,
            ["memory_bytes"] = usage.Limit,
            ["torch"] = TorchRuntime.TorchVersion,
            ["blas"] = TorchRuntime.BlasLibrary,
            ["cuda_devices"] = cuda.is_available() ? cuda.device_count() : 0,
            ["cuda_memory_bytes"] = usage.Device?.Total,
            ["allow_tf32"] = backends.cudnn.allow_tf32,
            ["fused_operators"] = TorchRuntime.HasFusedOperators(run.Device),
            ["mixed_precision_available"] = Autocast.IsSupported,
            ["plugins"] = new JsonArray([.. run.Host.Plugins.Plugins.Select(plugin => new JsonObject { ["name"] = plugin.Name, ["version"] = plugin.Version, ["state"] = plugin.State.ToString() })]),
        };
        return document.ToJsonString(Indented) + "\n";
    }

    private static string? Processor()
    {
        try
        {
            return File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
