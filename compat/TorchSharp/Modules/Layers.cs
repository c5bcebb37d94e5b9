namespace TorchSharp.Modules;

internal interface IParameterLessModule
{
}

public abstract class ParameterLessModule<T1, TResult> : nn.Module<T1, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    public override void register_parameter(string name, Parameter param) => throw Refused(name);

    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw Refused(name);

    public override void register_module(string name, nn.Module submodule) => throw Refused(name);

    private InvalidOperationException Refused(string name) => new($"Cannot register '{name}' on a module without parameters.");
}

public sealed class Linear : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter _bias;

    internal Linear(long inputSize, long outputSize, bool hasBias, Device device, ScalarType? dtype)
        : base(nameof(Linear))
    {
        in_features = inputSize;
        out_features = outputSize;
        weight = new Parameter(empty(outputSize, inputSize, dtype, device));
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (hasBias)
        {
            bias = new Parameter(empty(outputSize, dtype, device));
            var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
            nn.init.uniform_(bias, -bound, bound);
        }
    }

    internal Linear(Parameter weight, Parameter bias)
        : base(nameof(Linear))
    {
        in_features = weight.shape[1];
        out_features = weight.shape[0];
        this.weight = weight;
        if (bias is not null)
        {
            this.bias = bias;
        }
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

    public long in_features { get; set; }

    public long out_features { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight, _bias);
}

public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    private Parameter _weightParameter;
    private Parameter _biasParameter;

    internal Convolution(string name, long inChannels, long outChannels, long[] kernelSize, long[] stride, long[] padding, long[] dilation, bool transposed, long[] outputPadding, long groups, bool hasBias, PaddingModes paddingMode, Device device, ScalarType? dtype)
        : base(name)
    {
        if (paddingMode != PaddingModes.Zeros)
        {
            throw new NotSupportedException("Only zero padding is part of this stand-in.");
        }

        in_channels = inChannels;
        out_channels = outChannels;
        kernel_size = kernelSize;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.transposed = transposed;
        output_padding = outputPadding;
        this.groups = groups;
        padding_mode = paddingMode;
        long[] shape = transposed
            ? [inChannels, outChannels / groups, .. kernelSize]
            : [outChannels, inChannels / groups, .. kernelSize];
        weight = new Parameter(empty(shape, dtype, device));
        if (hasBias)
        {
            bias = new Parameter(empty(outChannels, dtype, device));
        }

        reset_parameters();
    }

    public Parameter weight
    {
        get => _weightParameter;
        set => register_parameter("weight", _weightParameter = value);
    }

    public Parameter bias
    {
        get => _biasParameter;
        set => register_parameter("bias", _biasParameter = value);
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public bool transposed { get; }

    public long[] padding { get; }

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
}

public sealed class Conv2d : Convolution
{
    internal Conv2d(long inChannels, long outChannels, long[] kernelSize, long[] stride, long[] padding, long[] dilation, PaddingModes paddingMode, long groups, bool hasBias, Device device, ScalarType? dtype)
        : base(nameof(Conv2d), inChannels, outChannels, kernelSize, stride, padding, dilation, false, [0, 0], groups, hasBias, paddingMode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
}

public abstract class ConvolutionTranspose : Convolution
{
    internal ConvolutionTranspose(string name, long inChannels, long outChannels, long[] kernelSize, long[] stride, long[] padding, long[] dilation, long[] outputPadding, long groups, bool hasBias, PaddingModes paddingMode, Device device, ScalarType? dtype)
        : base(name, inChannels, outChannels, kernelSize, stride, padding, dilation, true, outputPadding, groups, hasBias, paddingMode, device, dtype)
    {
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

public sealed class ConvTranspose2d : ConvolutionTranspose
{
    internal ConvTranspose2d(long inChannels, long outChannels, long[] kernelSize, long[] stride, long[] padding, long[] dilation, long[] outputPadding, long groups, bool hasBias, PaddingModes paddingMode, Device device, ScalarType? dtype)
        : base(nameof(ConvTranspose2d), inChannels, outChannels, kernelSize, stride, padding, dilation, outputPadding, groups, hasBias, paddingMode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input, long[] output_size) =>
        nn.functional.conv_transpose2d(input, weight, bias, stride, padding, _output_padding(input, output_size, kernel_size, stride, padding, dilation, 2), dilation, groups);
}

public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter _bias;
    private Tensor _mean;
    private Tensor _var;
    private Tensor _count;

    public NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device device, ScalarType? dtype, string name)
        : base(name)
    {
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        if (affine)
        {
            weight = new Parameter(ones(num_features, dtype, device));
            bias = new Parameter(zeros(num_features, dtype, device));
        }

        if (track_running_stats)
        {
            running_mean = zeros(num_features, dtype, device);
            running_var = ones(num_features, dtype, device);
            num_batches_tracked = tensor(0L, device: device);
        }
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

    public Tensor running_mean
    {
        get => _mean;
        set => register_buffer("running_mean", _mean = value);
    }

    public Tensor running_var
    {
        get => _var;
        set => register_buffer("running_var", _var = value);
    }

    public Tensor num_batches_tracked
    {
        get => _count;
        set => register_buffer("num_batches_tracked", _count = value);
    }

    public long num_features { get; }

    public double eps { get; set; }

    public double? momentum { get; set; }

    public bool affine { get; }

    public bool track_running_stats { get; }

    public void reset_parameters()
    {
        reset_running_stats();
        if (affine)
        {
            nn.init.ones_(weight);
            nn.init.zeros_(bias);
        }
    }

    public void reset_running_stats()
    {
        if (track_running_stats)
        {
            nn.init.zeros_(running_mean);
            nn.init.ones_(running_var);
            nn.init.zeros_(num_batches_tracked);
        }
    }

    protected abstract void ValidateInputDimensions(Tensor input);
}

public abstract class BatchNorm : NormBase
{
    public BatchNorm(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device device, ScalarType? dtype, string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        if (training && track_running_stats)
        {
            using var noGrad = no_grad();
            num_batches_tracked.add_(1);
        }

        return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training || !track_running_stats, momentum ?? 0.1, eps);
    }
}

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

public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter _bias;

    internal LayerNorm(long[] normalizedShape, double eps, bool elementwiseAffine, bool hasBias, Device device, ScalarType? dtype)
        : base(nameof(LayerNorm))
    {
        normalized_shape = normalizedShape;
        this.eps = eps;
        elementwise_affine = elementwiseAffine;
        if (elementwiseAffine)
        {
            weight = new Parameter(ones(normalizedShape, dtype, device));
            if (hasBias)
            {
                bias = new Parameter(zeros(normalizedShape, dtype, device));
            }
        }
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

    public long[] normalized_shape { get; set; }

    public double eps { get; set; }

    public bool elementwise_affine { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, _weight, _bias, eps);

    public void reset_parameters()
    {
        if (elementwise_affine)
        {
            nn.init.ones_(weight);
            if (bias is not null)
            {
                nn.init.zeros_(bias);
            }
        }
    }
}

public sealed class GroupNorm : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter _bias;

    internal GroupNorm(long numGroups, long numChannels, double eps, bool affine, Device device, ScalarType? dtype)
        : base(nameof(GroupNorm))
    {
        num_groups = numGroups;
        this.eps = eps;
        this.affine = affine;
        if (affine)
        {
            weight = new Parameter(ones(numChannels, dtype, device));
            bias = new Parameter(zeros(numChannels, dtype, device));
        }
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

    public long num_groups { get; set; }

    public double eps { get; set; }

    public bool affine { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.group_norm(tensor, num_groups, _weight, _bias, eps);
}

public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;

    internal Embedding(long numEmbeddings, long embeddingDims, Device device, ScalarType? dtype)
        : base(nameof(Embedding))
    {
        weight = new Parameter(randn(numEmbeddings, embeddingDims, dtype, device));
    }

    public Parameter weight
    {
        get => _weight;
        set => register_parameter("weight", _weight = value);
    }

    public override Tensor forward(Tensor input) => nn.functional.embedding(input, _weight);
}

public sealed class ReLU : ParameterLessModule<Tensor, Tensor>
{
    internal ReLU(bool inplace)
        : base(nameof(ReLU)) => this.inplace = inplace;

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.relu(tensor, inplace);
}

public sealed class GELU : ParameterLessModule<Tensor, Tensor>
{
    internal GELU()
        : base(nameof(GELU))
    {
    }

    public override Tensor forward(Tensor tensor) => tensor.gelu();
}

public sealed class Sigmoid : ParameterLessModule<Tensor, Tensor>
{
    internal Sigmoid()
        : base(nameof(Sigmoid))
    {
    }

    public override Tensor forward(Tensor tensor) => tensor.sigmoid();
}

public sealed class Identity : ParameterLessModule<Tensor, Tensor>
{
    internal Identity()
        : base(nameof(Identity))
    {
    }

    public override Tensor forward(Tensor tensor) => tensor.alias();
}

public sealed class Flatten : ParameterLessModule<Tensor, Tensor>
{
    internal Flatten(long startDim, long endDim)
        : base(nameof(Flatten))
    {
        start_dim = startDim;
        end_dim = endDim;
    }

    public long start_dim { get; set; }

    public long end_dim { get; set; }

    public override Tensor forward(Tensor input) => input.flatten(start_dim, end_dim);
}

public sealed class Dropout : ParameterLessModule<Tensor, Tensor>
{
    internal Dropout(double p, bool inplace)
        : base(nameof(Dropout))
    {
        this.p = p;
        this.inplace = inplace;
    }

    public double p { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training, inplace);
}

public sealed class MaxPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal MaxPool2d(long[] kernelSize, long[] stride, long[] padding, long[] dilation, bool ceilMode)
        : base(nameof(MaxPool2d))
    {
        kernel_size = kernelSize;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        ceil_mode = ceilMode;
    }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] padding { get; set; }

    public long[] dilation { get; set; }

    public bool ceil_mode { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);
}

public sealed class AvgPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal AvgPool2d(long[] kernelSize, long[] stride, long[] padding, bool ceilMode, bool countIncludePad, long? divisorOverride)
        : base(nameof(AvgPool2d))
    {
        kernel_size = kernelSize;
        this.stride = stride;
        this.padding = padding;
        ceil_mode = ceilMode;
        count_include_pad = countIncludePad;
        divisor_override = divisorOverride;
    }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] padding { get; set; }

    public bool ceil_mode { get; set; }

    public bool count_include_pad { get; set; }

    public long? divisor_override { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
}

public sealed class AdaptiveAvgPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal AdaptiveAvgPool2d(long[] outputSize)
        : base(nameof(AdaptiveAvgPool2d)) => output_size = outputSize;

    public long[] output_size { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool2d(input, output_size);
}
