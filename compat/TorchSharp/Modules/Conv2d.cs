namespace TorchSharp.Modules;

public sealed class Conv2d : Convolution
{
    internal Conv2d(long inChannels, long outChannels, long[] kernelSize, long[] stride, long[] padding, Padding? paddingType, long[] dilation, PaddingModes paddingMode, long groups, bool hasBias, Device device, ScalarType? dtype)
        : base(nameof(Conv2d), inChannels, outChannels, kernelSize, stride, padding, paddingType, dilation, false, [0, 0], groups, hasBias, paddingMode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input)
    {
        if (!ValidateShape(input, 2))
        {
            throw new ArgumentException($"Expected 3D (unbatched) or 4D (batched) input with {in_channels} channels to Conv2d.", nameof(input));
        }

        using var padded = Padded(input);
        return padding_type is { } type
            ? nn.functional.conv2d_padding(padded ?? input, weight, bias, stride, type, dilation, groups)
            : nn.functional.conv2d(padded ?? input, weight, bias, stride, padded is null ? padding : [0, 0], dilation, groups);
    }
}
