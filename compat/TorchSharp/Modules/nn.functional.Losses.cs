namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean) =>
                Done(Ops.op_huber_loss.Call([Value.Of(input), Value.Of(target), Value.Of((long)reduction), Value.Of(delta)]), input, target, null);

            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                Done(Ops.op_kl_div.Call([Value.Of(input), Value.Of(target), Value.Of((long)reduction), Value.Of(log_target)]), input, target, null);

            public static Tensor soft_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Done(Ops.op_soft_margin_loss.Call([Value.Of(input), Value.Of(target), Value.Of((long)reduction)]), input, target, null);

            public static Tensor cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0, Reduction reduction = Reduction.Mean) =>
                Done(Ops.op_cosine_embedding_loss.Call([Value.Of(input1), Value.Of(input2), Value.Of(target), Value.Of(margin), Value.Of((long)reduction)]), input1, input2, target);

            public static Tensor margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0, Reduction reduction = Reduction.Mean) =>
                Done(Ops.op_margin_ranking_loss.Call([Value.Of(input1), Value.Of(input2), Value.Of(target), Value.Of(margin), Value.Of((long)reduction)]), input1, input2, target);

            public static Tensor triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, double margin = 1, long p = 2, double eps = 1e-06, bool swap = false, Reduction reduction = Reduction.Mean) =>
                Done(Ops.op_triplet_margin_loss.Call([Value.Of(anchor), Value.Of(positive), Value.Of(negative), Value.Of(margin), Value.Of((double)p), Value.Of(eps), Value.Of(swap), Value.Of((long)reduction)]), anchor, positive, negative);

            public static Tensor pairwise_distance(Tensor input1, Tensor input2, double p = 2, double eps = 1e-06, bool keepdim = false) =>
                Done(Ops.op_pairwise_distance.Call([Value.Of(input1), Value.Of(input2), Value.Of(p), Value.Of(eps), Value.Of(keepdim)]), input1, input2, null);
        }
    }
}
