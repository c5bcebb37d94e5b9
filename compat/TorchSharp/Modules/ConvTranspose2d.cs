namespace TorchSharp.Modules;

public sealed class ConvTranspose2d : ConvolutionTranspose
{
    internal ConvTranspose2d(long inChannels, long outChannels, long[] kernelSize, long[] stride, long[] padding, long[] dilation, long[] outputPadding, long groups, bool hasBias, PaddingModes paddingMode, Device device, ScalarType? dtype)
        : base(nameof(ConvTranspose2d), inChannels, outChannels, kernelSize, stride, padding, null, dilation, true, outputPadding, groups, hasBias, paddingMode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input, long[] output_size) =>
        nn.functional.conv_transpose2d(input, weight, bias, stride, padding, _output_padding(input, output_size, kernel_size, stride, padding, dilation, 2), dilation, groups);
}
