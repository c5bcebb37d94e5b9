namespace TorchSharp.Modules;

public abstract class ConvolutionTranspose : Convolution
{
    protected ConvolutionTranspose(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device device = null, ScalarType? dtype = null)
        : base(name, in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, transposed, output_padding, groups, bias, padding_mode, device, dtype)
    {
        if (padding_mode != PaddingModes.Zeros)
        {
            throw new ArgumentException("Only zeros can pad a transposed convolution.", nameof(padding_mode));
        }
    }

    public override Tensor forward(Tensor input) => forward(input, null);

    public abstract Tensor forward(Tensor input, long[] output_size);

    /// <summary>The output padding that makes the result as large as asked for.</summary>
    protected long[] _output_padding(Tensor input, long[] output_size, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long num_spatial_dims)
    {
        if (output_size is null)
        {
            return output_padding;
        }

        var n = (int)num_spatial_dims;
        var wanted = output_size.Length == n ? output_size : output_size[^n..];
        var size = input.shape;
        var result = new long[n];
        for (var i = 0; i < n; i++)
        {
            var smallest = ((size[size.Length - n + i] - 1) * stride[i]) - (2 * padding[i]) + (dilation[i] * (kernel_size[i] - 1)) + 1;
            result[i] = wanted[i] - smallest;
            if (result[i] < 0 || result[i] >= Math.Max(stride[i], dilation[i]))
            {
                throw new ArgumentException($"An output of {string.Join("x", wanted)} cannot be reached; the smallest is {smallest} in dimension {i}.", nameof(output_size));
            }
        }

        return result;
    }
}
