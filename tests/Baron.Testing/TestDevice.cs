using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Testing;

/// <summary>
/// The device that tests marked <see cref="OnDeviceAttribute"/> compute on: BARON_TEST_DEVICE, <c>auto</c> (a CUDA device where there is
/// one), <c>cpu</c> or <c>cuda</c>; auto when it is not set.
/// </summary>
public static class TestDevice
{
    private static readonly Lazy<Device> Lazy = new(Choose);

    /// <summary>The chosen device.</summary>
    public static Device Chosen => Lazy.Value;

    /// <summary>The device of the test that runs: <see cref="Chosen"/> in tests that say so, else the CPU.</summary>
    public static Device Active { get; internal set; } = CPU;

    /// <summary>What a fixture's tolerances are multiplied by: another device adds in another order.</summary>
    public static double ToleranceFactor => Active.type == DeviceType.CPU ? 1 : 10;

    private static Device Choose()
    {
        var name = Environment.GetEnvironmentVariable("BARON_TEST_DEVICE") is { Length: > 0 } text ? text : "auto";
        if (name is not ("auto" or "cpu" or "cuda"))
        {
            throw new InvalidOperationException($"BARON_TEST_DEVICE is '{name}'; it is auto, cpu or cuda.");
        }

        if (name == "cpu" || (name == "auto" && !cuda.is_available()))
        {
            return CPU;
        }

        if (!cuda.is_available())
        {
            throw new InvalidOperationException("BARON_TEST_DEVICE is cuda, but this libtorch sees no CUDA device.");
        }

        // The reference's numbers were computed without.
        backends.cuda.matmul.allow_tf32 = false;
        backends.cudnn.allow_tf32 = false;
        return CUDA;
    }
}
