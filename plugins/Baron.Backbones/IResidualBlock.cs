using static TorchSharp.torch;

namespace Baron.Backbones;

/// <summary>A residual block, as far as initialisation needs to know it.</summary>
internal interface IResidualBlock
{
    /// <summary>The normalisation before the sum; starting at zero makes the block start as the identity (Goyal et al., 2017).</summary>
    nn.Module LastNorm { get; }
}
