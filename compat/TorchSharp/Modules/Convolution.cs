namespace TorchSharp.Modules;

public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    protected Parameter _bias;
    protected Parameter _weight;

    protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device device = null, ScalarType? dtype = null)
        : base(name)
    {
        if (groups <= 0 || in_channels % groups != 0 || out_channels % groups != 0)
        {
            throw new ArgumentException($"{in_channels} input and {out_channels} output channels cannot be divided into {groups} groups.", nameof(groups));
        }

        this.in_channels = in_channels;
        this.out_channels = out_channels;
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
        this.padding_type = padding_type;
        this.dilation = dilation;
        this.transposed = transposed;
        this.output_padding = output_padding;
        this.groups = groups;
        this.padding_mode = padding_mode;
        long[] shape = transposed
            ? [in_channels, out_channels / groups, .. kernel_size]
            : [out_channels, in_channels / groups, .. kernel_size];
        weight = new Parameter(empty(shape, dtype, device));
        if (bias)
        {
            this.bias = new Parameter(empty(out_channels, dtype, device));
        }

        reset_parameters();
    }

    public Parameter weight
    {
        get => _weight;
        set => register_parameter("weight", _weight = value);
    }

    public Parameter bias
    {
        get => _bias;
        set => register_parameter("bias", _bias = value);
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public bool transposed { get; }

    public Padding? padding_type { get; private set; }

    public long[] padding { get; private set; }

    public PaddingModes padding_mode { get; set; }

    public long groups { get; set; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] dilation { get; set; }

    public long[] output_padding { get; set; }

    public void reset_parameters()
    {
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is not null)
        {
            var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
            if (fanIn != 0)
            {
                var bound = 1 / Math.Sqrt(fanIn);
                nn.init.uniform_(bias, -bound, bound);
            }
        }
    }

    public void SetPadding(long[] padding)
    {
        this.padding = padding;
        padding_type = null;
    }

    public void SetPadding(Padding padding) => padding_type = padding;

    protected bool ValidateShape(Tensor input, long dimensions)
    {
        var n = input.Dimensions;
        return (n == dimensions + 1 || n == dimensions + 2) && input.size((int)(n - dimensions - 1)) == in_channels;
    }

    /// <summary>The input with its borders filled, or <c>null</c> where the convolution pads with zeros by itself.</summary>
    private protected Tensor Padded(Tensor input)
    {
        if (padding_mode == PaddingModes.Zeros)
        {
            return null;
        }

        if (padding_type is not null)
        {
            throw new NotSupportedException("Padding by name goes with zeros only.");
        }

        var both = new long[padding.Length * 2];
        for (var i = 0; i < padding.Length; i++)
        {
            both[2 * i] = both[(2 * i) + 1] = padding[padding.Length - 1 - i];
        }

        return nn.functional.pad(input, both, padding_mode);
    }
}
