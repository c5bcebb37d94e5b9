namespace TorchSharp.Modules;

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
