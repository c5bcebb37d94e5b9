namespace TorchSharp.Modules;

public sealed class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(long numFeatures, double eps, double momentum, bool affine, bool trackRunningStats, Device device, ScalarType? dtype)
        : base(numFeatures, eps, momentum, affine, trackRunningStats, device, dtype, nameof(BatchNorm2d))
    {
    }

    protected override void ValidateInputDimensions(Tensor input)
    {
        if (input.Dimensions != 4)
        {
            throw new ArgumentException($"expected 4D input, but got {input.Dimensions}D instead", nameof(input));
        }
    }
}
