using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>Initial weights of linear layers and convolutions, applied to a module and everything inside it.</summary>
public static class WeightInit
{
    /// <summary>Weights normal around zero, biases zero.</summary>
    /// <param name="module">A module, or <c>null</c> for nothing.</param>
    /// <param name="std">Standard deviation.</param>
    public static void Normal(nn.Module? module, double std) => Apply(module, weight => nn.init.normal_(weight, 0, std));

    /// <summary>Weights uniform with a variance of 2 / (fan-in + fan-out) (Glorot and Bengio, 2010), biases zero.</summary>
    /// <param name="module">A module, or <c>null</c> for nothing.</param>
    public static void XavierUniform(nn.Module? module) => Apply(module, weight => nn.init.xavier_uniform_(weight));

    /// <summary>Weights normal with a variance of 2 / fan-out (He et al., 2015), biases zero.</summary>
    /// <param name="module">A module, or <c>null</c> for nothing.</param>
    public static void KaimingNormal(nn.Module? module) =>
        Apply(module, weight => nn.init.kaiming_normal_(weight, 0, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU));

    private static void Apply(nn.Module? module, Func<Tensor, Tensor> draw)
    {
        if (module is null)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            var last = name[(name.LastIndexOf('.') + 1)..];
            if (last == "weight" && parameter.dim() > 1)
            {
                draw(parameter);
            }
            else if (last == "bias")
            {
                nn.init.zeros_(parameter);
            }
        }
    }
}
