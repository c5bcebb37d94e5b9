using Baron.Checkpoints;
using Baron.Modeling;
using Baron.Registry;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Clip.Tests;

/// <summary>Weights from a checkpoint, as the component of that name in another plugin.</summary>
[Component("Pretrained")]
internal sealed class Pretrained(string path, string prefix) : IInitializer
{
    public void Initialize(nn.Module module, string name) =>
        StateDictLoader.Load(module, path, new StateDictLoadOptions { Strict = false, Prefix = prefix });
}
