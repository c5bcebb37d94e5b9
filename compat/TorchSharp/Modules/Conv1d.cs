namespace TorchSharp.Modules;

public sealed class Conv1d : Convolution
{
    internal Conv1d(long inChannels, long outChannels, long kernelSize, long stride, long padding, Padding? paddingType, long dilation, PaddingModes paddingMode, long groups, bool hasBias, Device device, ScalarType? dtype)
        : base(nameof(Conv1d), inChannels, outChannels, [kernelSize], [stride], [padding], paddingType, [dilation], false, [0], groups, hasBias, paddingMode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input)
    {
        if (!ValidateShape(input, 1))
        {
            throw new ArgumentException($"Expected 2D (unbatched) or 3D (batched) input with {in_channels} channels to Conv1d.", nameof(input));
        }

        using var padded = Padded(input);
        return padding_type is { } type
            ? nn.functional.conv1d_padding(padded ?? input, weight, bias, stride[0], type, dilation[0], groups)
            : nn.functional.conv1d(padded ?? input, weight, bias, stride[0], padded is null ? padding[0] : 0, dilation[0], groups);
    }
}
