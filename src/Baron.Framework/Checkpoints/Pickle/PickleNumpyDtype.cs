using System.Globalization;
using static TorchSharp.torch;

namespace Baron.Checkpoints.Pickle;

/// <summary>A numpy element type.</summary>
internal sealed class PickleNumpyDtype(string code)
{
    /// <summary>Kind and size, such as <c>f4</c>.</summary>
    public string Code { get; } = code.TrimStart('<', '>', '|', '=');

    /// <summary>Whether values are big-endian.</summary>
    public bool BigEndian { get; set; } = code.StartsWith('>');

    /// <summary>The type in words.</summary>
    public string InWords => Code switch
    {
        ['U' or 'S' or 'a', ..] => "texts",
        ['M' or 'm', ..] => "dates",
        ['V', ..] => "records",
        ['O', ..] => "objects",
        ['u', .. var bytes] when int.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size <= 8 => $"uint{8 * size}",
        _ => $"numpy's {PickleAllowList.Printable(Code)}",
    };

    /// <summary>The element type, or <c>null</c> where torch has none (text, objects, dates).</summary>
    public ScalarType? Dtype => TensorDtype.FromNumpy(Code);
}
