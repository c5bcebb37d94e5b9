namespace TorchSharp.Modules;

public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly long? _paddingIdx;
    private readonly bool _scaleGradByFreq;
    private readonly bool _sparse;
    private Parameter _weight;

    internal Embedding(Tensor weight, bool freeze, long? paddingIdx, bool scaleGradByFreq, bool sparse)
        : base(nameof(Embedding))
    {
        _paddingIdx = paddingIdx is < 0 ? paddingIdx + weight.shape[0] : paddingIdx;
        _scaleGradByFreq = scaleGradByFreq;
        _sparse = sparse;
        this.weight = new Parameter(weight, !freeze);
    }

    public Parameter weight
    {
        get => _weight;
        set => register_parameter("weight", _weight = value);
    }

    public override Tensor forward(Tensor input) => nn.functional.embedding(input, _weight, _paddingIdx, _scaleGradByFreq, _sparse);
}
