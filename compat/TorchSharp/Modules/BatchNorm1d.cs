namespace TorchSharp.Modules;

public sealed class BatchNorm1d : BatchNorm
{
    internal BatchNorm1d(long numFeatures, double eps, double momentum, bool affine, bool trackRunningStats, Device device, ScalarType? dtype)
        : base(numFeatures, eps, momentum, affine, trackRunningStats, device, dtype, nameof(BatchNorm1d))
    {
    }

    protected override void ValidateInputDimensions(Tensor input)
    {
        if (input.Dimensions is not (2 or 3))
        {
            throw new ArgumentException($"expected 2D or 3D input, but got {input.Dimensions}D instead", nameof(input));
        }
    }
}
