namespace TorchSharp;

public static partial class torch
{
    public class Device
    {
        public Device(string description)
        {
            var parts = description.Split(':');
            type = Parse(parts[0], description);
            index = parts.Length > 1
                ? int.Parse(parts[1], CultureInfo.InvariantCulture)
                : type == DeviceType.CPU ? -1 : 0;
        }

        public Device(string deviceType, int index = -1)
        {
            type = Parse(deviceType, deviceType);
            this.index = type != DeviceType.CPU && index < 0 ? 0 : index;
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = type != DeviceType.CPU && index < 0 ? 0 : index;
        }

        public Device(int index)
        {
            type = DeviceType.CUDA;
            this.index = index;
        }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => type == DeviceType.CPU
            ? "cpu"
            : string.Create(CultureInfo.InvariantCulture, $"{type.ToString().ToLowerInvariant()}:{index}");

        internal bool Is(Device other) => type == other.type && (type == DeviceType.CPU || Math.Max(0, index) == Math.Max(0, other.index));

        private static DeviceType Parse(string name, string description) => name.ToLowerInvariant() switch
        {
            "cpu" => DeviceType.CPU,
            "cuda" => DeviceType.CUDA,
            "meta" => DeviceType.META,
            "mps" => DeviceType.MPS,
            _ => throw new ArgumentException($"'{description}' is not a device.", nameof(description)),
        };
    }
}
