using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>An initialisation of a part's weights (<c>init_cfg</c>).</summary>
[ComponentKind("initializer")]
public interface IInitializer
{
    /// <summary>Sets the weights of a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">Its name in messages.</param>
    void Initialize(nn.Module module, string name);
}
