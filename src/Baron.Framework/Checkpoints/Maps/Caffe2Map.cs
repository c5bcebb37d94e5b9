using static TorchSharp.torch;

namespace Baron.Checkpoints.Maps;

/// <summary>
/// ResNets as Detectron's model zoo keeps them (<c>ImageNetPretrained/MSRA/R-50.pkl</c>): norms are a scale and a bias, their
/// statistics already folded in.
/// </summary>
internal static class Caffe2Map
{
    private static readonly NameRules To = new NameRules()
        .Drop(@"(fc1000|pred|fc)_[wb]", "the classifier")
        .Drop(@".+_(momentum|rm|riv)|lr|weight_order|__.+", "not a weight")
        .Add("conv1_w", "backbone.conv1.weight")
        .Drop("conv1_b", "zero in every ResNet")
        .Add("(?:res_)?conv1_bn_s", "backbone.bn1.weight")
        .Add("(?:res_)?conv1_bn_b", "backbone.bn1.bias")
        .Add(@"res(\d)_(\d+)_branch1_w", "backbone.layer$1-1.$2.downsample.0.weight")
        .Add(@"res(\d)_(\d+)_branch1_bn_s", "backbone.layer$1-1.$2.downsample.1.weight")
        .Add(@"res(\d)_(\d+)_branch1_bn_b", "backbone.layer$1-1.$2.downsample.1.bias")
        .Add(@"res(\d)_(\d+)_branch2a_w", "backbone.layer$1-1.$2.conv1.weight")
        .Add(@"res(\d)_(\d+)_branch2b_w", "backbone.layer$1-1.$2.conv2.weight")
        .Add(@"res(\d)_(\d+)_branch2c_w", "backbone.layer$1-1.$2.conv3.weight")
        .Add(@"res(\d)_(\d+)_branch2a_bn_s", "backbone.layer$1-1.$2.bn1.weight")
        .Add(@"res(\d)_(\d+)_branch2b_bn_s", "backbone.layer$1-1.$2.bn2.weight")
        .Add(@"res(\d)_(\d+)_branch2c_bn_s", "backbone.layer$1-1.$2.bn3.weight")
        .Add(@"res(\d)_(\d+)_branch2a_bn_b", "backbone.layer$1-1.$2.bn1.bias")
        .Add(@"res(\d)_(\d+)_branch2b_bn_b", "backbone.layer$1-1.$2.bn2.bias")
        .Add(@"res(\d)_(\d+)_branch2c_bn_b", "backbone.layer$1-1.$2.bn3.bias");

    /// <summary>Caffe2's blobs to Baron's names; norms get a mean of 0 and a variance of 1.</summary>
    public static MappedWeights ToBaron(IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        var weights = MappedWeights.Apply(To, tensors);
        var norms = weights.Tensors.Where(t => t.Key.EndsWith(".bias", StringComparison.Ordinal) && t.Key.StartsWith("backbone.", StringComparison.Ordinal)).ToList();
        foreach (var (name, bias) in norms)
        {
            var norm = name[..^".bias".Length];
            weights.Add(norm + ".running_mean", zeros_like(bias));
            weights.Add(norm + ".running_var", ones_like(bias));
        }

        weights.AddBatchCounters();
        return weights;
    }
}
