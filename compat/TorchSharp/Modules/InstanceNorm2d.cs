namespace TorchSharp.Modules;

public sealed class InstanceNorm2d : InstanceNorm
{
    internal InstanceNorm2d(long numFeatures, double eps, double momentum, bool affine, bool trackRunningStats, Device device, ScalarType? dtype)
        : base(numFeatures, eps, momentum, affine, trackRunningStats, device, dtype, nameof(InstanceNorm2d))
    {
    }

    protected override long GetNumberOfBatchDimensions() => 3;

    protected override void ValidateInputDimensions(Tensor input)
    {
        if (input.Dimensions is not (3 or 4))
        {
            throw new ArgumentException($"expected 3D or 4D input, but got {input.Dimensions}D instead", nameof(input));
        }
    }
}
