namespace TorchSharp;

public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
{
    public WeightedLoss(Tensor weight = null, nn.Reduction reduction = nn.Reduction.Mean)
        : base(reduction) => this.weight = weight;

    public Tensor weight { get; }

    internal override void OnMoved(Action<Tensor> move)
    {
        base.OnMoved(move);
        move(weight);
    }
}
