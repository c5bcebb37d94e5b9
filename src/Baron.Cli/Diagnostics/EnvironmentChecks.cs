using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using Baron.Hosting;
using Baron.Media;
using Baron.Ops;
using Baron.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Cli.Diagnostics;

/// <summary>The checks of <c>baron doctor</c>. Each tells what it found and, where something is wrong, what to do.</summary>
/// <param name="start">Finds the plugins.</param>
/// <param name="workDir">The folder that runs write to.</param>
internal sealed class EnvironmentChecks(Func<BaronHost> start, string workDir)
{
    private const string Rebuild = "build again with ./baron, or name the libtorch to use with LIBTORCH=/path/to/libtorch";

    private static readonly string[] NeededFormats = [".jpg", ".png"];
    private static readonly string[] FurtherFormats = [".bmp", ".webp", ".tif"];

    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["BARON_PLUGINS"] = "folders",
        ["BARON_HOME"] = "folder",
        ["BARON_GOLDEN"] = "folder",
        ["BARON_SHARED"] = "folder",
        ["BARON_TOML_TEST"] = "folder",
        ["BARON_CONFIGURATION"] = "Debug or Release",
        ["BARON_GOLDEN_REPORT"] = "text",
        ["BARON_TEST_ROOT"] = "folder",
        ["BARON_TEST_DEVICE"] = "text",
        ["BARON_CRASH_KILLS"] = "text",
        ["BARON_CRASH_SEED"] = "text",
        ["BARON_FUZZ_ROUNDS"] = "text",
        ["BARON_FUZZ_SEED"] = "text",
    };

    /// <summary>Runs every check; what one of them throws is its finding.</summary>
    public IReadOnlyList<Check> Run()
    {
        var torch = Guard("libtorch", Rebuild, Torch);
        var checks = new List<Check> { Runtime() };
        checks.AddRange(torch);
        if (torch.TrueForAll(check => check.State != CheckState.Broken))
        {
            checks.AddRange(Guard("native library", Rebuild, Native));
            checks.AddRange(Guard("BLAS", "install OpenBLAS: sudo apt-get install -y libopenblas0-pthread", Blas));
            checks.AddRange(Guard("threads", "", Threads));
            checks.AddRange(Guard("CUDA", "", Cuda));
        }

        checks.AddRange(Guard("pictures", "install OpenCV: sudo apt-get install -y libopencv-imgcodecs-dev libopencv-imgproc-dev", Pictures));
        checks.AddRange(Guard("plugins", "see: baron list --plugins", Plugins));
        checks.AddRange(Settings());
        checks.AddRange(Guard("work folder", "start baron in a folder that you may write to", WorkFolder));
        return checks;
    }

    private static List<Check> Guard(string name, string fix, Func<IEnumerable<Check>> check)
    {
        try
        {
            return [.. check()];
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var cause = e is TypeInitializationException { InnerException: { } inner } ? inner : e;
            return [Check.Broken(name, cause.Message.ReplaceLineEndings(" "), fix)];
        }
    }

    private static Check Runtime()
    {
        var found = $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        return Environment.Version.Major >= 10
            ? Check.Ok(".NET", found)
            : Check.Broken(".NET", found, "install the .NET 10 SDK: https://dotnet.microsoft.com/download");
    }

    private static IEnumerable<Check> Torch()
    {
        using (var sum = ones(2, 2).mm(ones(2, 2)).sum())
        {
            if (sum.ToDouble() != 8)
            {
                yield return Check.Broken("libtorch", $"a product of matrices is wrong ({sum.ToDouble()} instead of 8)", Rebuild);
                yield break;
            }
        }

        var loaded = LoadedLibraries.Named("libtorch_cpu").ToList();
        if (loaded.Count > 1)
        {
            yield return Check.Broken("libtorch", $"two copies are loaded: {string.Join(" and ", loaded)}", $"only one may be; {Rebuild}");
            yield break;
        }

        var path = loaded.Count == 1 ? loaded[0] : null;
        var version = path is null ? null : LoadedLibraries.TorchVersion(path);
        var built = TorchRuntime.TorchVersion;
        if (version is not null && MajorMinor(version) != MajorMinor(built))
        {
            yield return Check.Broken("libtorch", $"version {version} is loaded ({path}), but the program was built against {built}", Rebuild);
            yield break;
        }

        yield return Check.Ok("libtorch", $"{built}{(path is null ? "" : $", {path}")}");
    }

    private static IEnumerable<Check> Native()
    {
        if (!TorchRuntime.HasFusedOperators(CPU))
        {
            yield return Check.Warning("native library", "baron_aten is absent or was built against another libtorch; its operators are composed, slower", Rebuild);
            yield break;
        }

        // Called, not only found: a library of another libtorch may load and fail here.
        using var scope = NewDisposeScope();
        var kept = Nms.Suppress(tensor(new float[] { 0, 0, 10, 10, 1, 1, 10, 10, 50, 50, 60, 60 }, [3, 4]), tensor(new[] { 0.9f, 0.8f, 0.7f }), 0.5);
        yield return kept.shape[0] == 2
            ? Check.Ok("native library", $"baron_aten works with the loaded libtorch (RoIAlign, NMS and overlaps fused{(cuda.is_available() && TorchRuntime.HasFusedOperators(CUDA) ? ", also on CUDA" : "")})")
            : Check.Broken("native library", $"NMS kept {kept.shape[0]} boxes instead of 2", Rebuild);
    }

    private static IEnumerable<Check> Blas()
    {
        var library = TorchRuntime.BlasLibrary;
        yield return TorchRuntime.HasFastBlas switch
        {
            true => Check.Ok("BLAS", library!),
            false => Check.Warning(
                "BLAS",
                $"{library} is the plain BLAS, 5 to 20 times slower than OpenBLAS",
                $"sudo apt-get install -y libopenblas0-pthread && sudo update-alternatives --set libblas.so.3-{Multiarch()} /usr/lib/{Multiarch()}/openblas-pthread/libblas.so.3"),
            _ => Check.Warning("BLAS", "unknown: the native library cannot tell what libtorch multiplies matrices with", Rebuild),
        };
    }

    private static IEnumerable<Check> Threads()
    {
        var (threads, processors) = (get_num_threads(), Environment.ProcessorCount);
        var policy = System.Environment.GetEnvironmentVariable("OMP_WAIT_POLICY");
        var found = $"{threads} inside a tensor operation, {processors} processors{Named("OMP_NUM_THREADS")}{Named("OMP_WAIT_POLICY")}{Named("OPENBLAS_NUM_THREADS")}";
        yield return threads > processors
            ? Check.Warning("threads", found, $"set OMP_NUM_THREADS={processors}, or runtime.threads in the config")
            : string.Equals(policy, "active", StringComparison.OrdinalIgnoreCase)
                ? Check.Warning("threads", found, "unset OMP_WAIT_POLICY: waiting threads take the processors from the data loader")
                : Check.Ok("threads", found);

        static string Named(string name) => System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? $", {name}={value}" : "";
    }

    private static IEnumerable<Check> Cuda()
    {
        var driver = File.Exists("/proc/driver/nvidia/version") || File.Exists("/dev/nvidia0");
        if (cuda.is_available())
        {
            var fused = TorchRuntime.HasFusedOperators(CUDA);
            var found = $"{cuda.device_count()} device{(cuda.device_count() == 1 ? "" : "s")}";
            yield return fused
                ? Check.Ok("CUDA", found)
                : Check.Warning("CUDA", $"{found}; RoIAlign and NMS are composed there, slower", "put nvcc of the libtorch's CUDA version on the PATH and build again with ./baron");
            yield break;
        }

        var withCuda = LoadedLibraries.Named("libtorch_cuda").Any()
            || (LoadedLibraries.Named("libtorch_cpu").FirstOrDefault() is { } cpu && Directory.EnumerateFiles(Path.GetDirectoryName(cpu)!, "libtorch_cuda*.so*").Any());
        yield return (driver, withCuda) switch
        {
            (false, false) => Check.Ok("CUDA", "none: there is no NVIDIA driver, and this libtorch was built for the CPU; the CPU is used"),
            (false, true) => Check.Ok("CUDA", "none: there is no NVIDIA driver (/proc/driver/nvidia is absent); the CPU is used"),
            (true, false) => Check.Warning("CUDA", "there is an NVIDIA driver, but this libtorch was built for the CPU", "set LIBTORCH to the folder of a CUDA build of libtorch (or of a pip-installed torch) and start ./baron again"),
            (true, true) => Check.Warning("CUDA", "there are an NVIDIA driver and a CUDA build of libtorch, but libtorch sees no device", "compare the driver's CUDA version (nvidia-smi) with the libtorch's; is CUDA_VISIBLE_DEVICES empty, or the device taken by another container?"),
        };
    }

    private static IEnumerable<Check> Pictures()
    {
        if (MediaLibrary.Problem is { } problem)
        {
            yield return Check.Broken("pictures", problem.ReplaceLineEndings(" "), "install OpenCV: sudo apt-get install -y libopencv-imgcodecs-dev libopencv-imgproc-dev libopencv-videoio-dev, and start ./baron again");
            yield break;
        }

        var missing = NeededFormats.Concat(FurtherFormats).Where(format => !Decodes(format)).ToList();
        var found = $"OpenCV {MediaLibrary.OpenCvVersion}; {string.Join(", ", NeededFormats.Concat(FurtherFormats).Except(missing))}";
        yield return missing.Count == 0 ? Check.Ok("pictures", found)
            : missing.Exists(format => NeededFormats.Contains(format)) ? Check.Broken("pictures", $"{found}; {string.Join(", ", missing)} cannot be read and written", "install an OpenCV with these formats: sudo apt-get install -y libopencv-imgcodecs-dev libjpeg-dev")
            : Check.Warning("pictures", $"{found}; {string.Join(", ", missing)} cannot be read and written", "install an OpenCV with these formats, or convert such pictures");
        yield return Video();
    }

    private static bool Decodes(string format)
    {
        try
        {
            using var image = new ImageBuffer(16, 16);
            image.Pixels.Fill(90);
            using var again = ImageCodec.Decode(ImageCodec.Encode(image, format), "probe" + format);
            return again.Size == image.Size;
        }
        catch (MediaException)
        {
            return false;
        }
    }

    private static Check Video()
    {
        var folder = Directory.CreateTempSubdirectory("baron-doctor-");
        try
        {
            var path = Path.Combine(folder.FullName, "probe.mp4");
            using (var image = new ImageBuffer(64, 64))
            using (var writer = new VideoWriter(path, image.Size, 10))
            {
                image.Pixels.Fill(90);
                writer.Write(image);
                writer.Write(image);
            }

            using var reader = new VideoReader(path);
            using var frame = reader.Read();
            return frame is null ? throw new MediaException("the written video has no frame") : Check.Ok("videos", "mp4 is written and read");
        }
        catch (Exception e) when (e is BaronException or IOException)
        {
            return Check.Warning("videos", $"baron detect cannot handle videos: {e.Message.ReplaceLineEndings(" ")}", "sudo apt-get install -y libopencv-videoio-dev ffmpeg; pictures are not affected");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private IEnumerable<Check> Plugins()
    {
        var plugins = start().Plugins.Plugins;
        foreach (var plugin in plugins)
        {
            var name = $"plugin {plugin.Name}";
            var found = $"{plugin.Version} {plugin.Components.Count} components, {plugin.Path}".TrimStart();
            yield return plugin.State switch
            {
                PluginState.Loaded => Check.Ok(name, found),
                PluginState.Partial => Check.Warning(name, $"{found}; {string.Join(' ', plugin.Diagnostics)}", "see the plugin's author, or remove it; baron list --plugins tells more"),
                PluginState.Failed => Check.Broken(name, $"not loaded: {string.Join(' ', plugin.Diagnostics)}", $"replace or remove {plugin.Path}"),
                _ => Check.Ok(name, $"skipped: {string.Join(' ', plugin.Diagnostics)}"),
            };
        }

        if (plugins.Count == 0)
        {
            yield return Check.Broken("plugins", "none was found, not even the built-in ones", "build again with ./baron; the built-in plugins belong into the folder plugins beside the program");
        }
    }

    private static IEnumerable<Check> Settings()
    {
        foreach (var entry in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().OrderBy(e => (string)e.Key, StringComparer.Ordinal))
        {
            var (name, value) = ((string)entry.Key, entry.Value as string ?? "");
            if (!name.StartsWith("BARON_", StringComparison.Ordinal) && name != "LIBTORCH")
            {
                continue;
            }

            var kind = name == "LIBTORCH" ? "folder" : Variables.GetValueOrDefault(name);
            var folders = kind switch
            {
                "folder" => [value],
                "folders" => value.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                _ => Array.Empty<string>(),
            };
            var absent = value.Length == 0 ? null : Array.Find(folders, folder => !Directory.Exists(folder));
            yield return kind is null ? Check.Warning(name, value, $"baron has no such variable; known are {string.Join(", ", Variables.Keys.Order(StringComparer.Ordinal))}")
                : absent is not null ? Check.Broken(name, $"{value}: the folder {absent} does not exist", $"correct or unset {name}")
                : Check.Ok(name, value);
        }
    }

    private IEnumerable<Check> WorkFolder()
    {
        var full = Path.GetFullPath(workDir);

        // What is missing is made by a run, so the nearest folder that exists decides.
        var existing = full;
        while (!Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing) ?? throw new BaronException($"{full} has no folder above it that exists");
        }

        var probe = Path.Combine(existing, $".baron-doctor-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(probe, "probe");
        }
        finally
        {
            File.Delete(probe);
        }

        var free = new DriveInfo(existing).AvailableFreeSpace;
        var found = string.Create(CultureInfo.InvariantCulture, $"{full} can be written, {free / 1e9:0.0} GB free");
        yield return free < 1_000_000_000
            ? Check.Warning("work folder", found, "free some space: a checkpoint of a ResNet-50 detector takes 0.2 to 0.5 GB")
            : Check.Ok("work folder", found);
    }

    private static string MajorMinor(string version) => string.Join('.', version.Split('.', '+', '-').Take(2));

    private static string Multiarch() => RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
}
