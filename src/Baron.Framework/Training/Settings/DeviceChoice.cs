using System.Globalization;
using Baron.Configuration;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Training.Settings;

/// <summary>A device as configs and the command line name it.</summary>
/// <param name="Name"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</param>
public sealed record DeviceChoice(string Name) : IConfigBindable<DeviceChoice>
{
    /// <summary>A CUDA device where there is one, else the CPU.</summary>
    public static DeviceChoice Auto { get; } = new("auto");

    /// <inheritdoc/>
    public static string ConfigForm => "\"auto\", \"cpu\", \"cuda\" or \"cuda:INDEX\"";

    /// <inheritdoc/>
    public static DeviceChoice FromConfig(ConfigNode node) => Parse(node.AsString());

    /// <summary>Reads a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">There is no such kind of device.</exception>
    public static DeviceChoice Parse(string name)
    {
        var valid = name is "auto" or "cpu" or "cuda"
            || (name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name[5..], NumberStyles.None, CultureInfo.InvariantCulture, out _));
        return valid ? new DeviceChoice(name) : throw new ArgumentException($"the device '{name}' is unknown; it is {ConfigForm}");
    }

    /// <summary>The device itself. Asks libtorch, which loads it.</summary>
    /// <exception cref="BaronException">This machine or this libtorch does not have it.</exception>
    public Device Resolve()
    {
        if (Name == "cpu" || (Name == "auto" && !cuda.is_available()))
        {
            return CPU;
        }

        var count = cuda.is_available() ? cuda.device_count() : 0;
        if (count == 0)
        {
            throw new BaronException($"The device '{Name}' cannot be used: this libtorch sees no CUDA device. Use device = \"cpu\" or \"auto\".");
        }

        var index = Name.StartsWith("cuda:", StringComparison.Ordinal) ? int.Parse(Name[5..], CultureInfo.InvariantCulture) : 0;
        return index < count
            ? new Device(TorchSharp.DeviceType.CUDA, index)
            : throw new BaronException($"The device '{Name}' does not exist: there {(count == 1 ? "is one CUDA device, cuda:0" : $"are {count} CUDA devices, cuda:0 to cuda:{count - 1}")}.");
    }
}
