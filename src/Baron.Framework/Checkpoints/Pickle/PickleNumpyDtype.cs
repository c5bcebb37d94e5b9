using static TorchSharp.torch;

namespace Baron.Checkpoints.Pickle;

/// <summary>A numpy element type.</summary>
internal sealed class PickleNumpyDtype(string code)
{
    /// <summary>Kind and size, such as <c>f4</c>.</summary>
    public string Code { get; } = code.TrimStart('<', '>', '|', '=');

    /// <summary>Whether values are big-endian.</summary>
    public bool BigEndian { get; set; } = code.StartsWith('>');

    /// <summary>The element type, or <c>null</c> where torch has none (text, objects, dates).</summary>
    public ScalarType? Dtype => TensorDtype.FromNumpy(Code);
}
