using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Weights of classes, kept on the device that asks for them. Not part of a state dict.</summary>
internal sealed class ClassWeightTable(float[] values)
{
    private Tensor? _tensor;
    private Tensor? _ignored;

    /// <summary>The weights on the host.</summary>
    public IReadOnlyList<float> Values => values;

    /// <summary>Whether some class has no weight.</summary>
    public bool HasIgnored { get; } = values.Any(IsIgnored);

    /// <summary>The weights <c>[K]</c> float32.</summary>
    public Tensor On(Device device)
    {
        lock (values)
        {
            if (_tensor is null || !Same(_tensor.device, device))
            {
                _tensor?.Dispose();
                _tensor = tensor(values, device: device).DetachFromDisposeScope();
            }

            return _tensor;
        }
    }

    /// <summary>Which classes have no weight, <c>[K]</c> bool.</summary>
    public Tensor IgnoredOn(Device device)
    {
        lock (values)
        {
            if (_ignored is null || !Same(_ignored.device, device))
            {
                _ignored?.Dispose();
                _ignored = tensor(values.Select(IsIgnored).ToArray(), device: device).DetachFromDisposeScope();
            }

            return _ignored;
        }
    }

    private static bool IsIgnored(float weight) => weight < 1e-4f;

    private static bool Same(Device a, Device b) => a.type == b.type && a.index == b.index;
}
