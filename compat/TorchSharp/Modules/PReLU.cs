namespace TorchSharp.Modules;

public sealed class PReLU : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;

    internal PReLU(long numParameters, double init, Device device, ScalarType? dtype)
        : base(nameof(PReLU))
    {
        num_parameters = numParameters;
        this.init = init;
        weight = new Parameter(full(numParameters, init, dtype ?? ScalarType.Float32, device));
    }

    public Parameter weight
    {
        get => _weight;
        set => register_parameter("weight", _weight = value);
    }

    public long num_parameters { get; }

    public double init { get; }

    public override Tensor forward(Tensor tensor) => nn.functional.prelu(tensor, _weight);
}
