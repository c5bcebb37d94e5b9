using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>A generic layer from one tensor to one tensor, for lists such as <c>reg_predictor_cfg</c>; derives from <c>nn.Module&lt;Tensor, Tensor&gt;</c>.</summary>
[ComponentKind("layer")]
public interface ILayer : IModelPart
{
}
