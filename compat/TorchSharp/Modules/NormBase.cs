namespace TorchSharp.Modules;

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
