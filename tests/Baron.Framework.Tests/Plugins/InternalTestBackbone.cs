using Baron.Modeling;
using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Plugins;

/// <summary>A component of the test assembly.</summary>
[Component("InternalTestBackbone")]
public sealed class InternalTestBackbone() : nn.Module(nameof(InternalTestBackbone)), IBackbone
{
    public IReadOnlyList<Tensor> Forward(Tensor images) => [images];
}
