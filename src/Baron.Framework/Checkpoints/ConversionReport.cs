using Baron.Checkpoints.Maps;

namespace Baron.Checkpoints;

/// <summary>What <see cref="CheckpointConverter"/> did.</summary>
/// <param name="InputFormat">The form of the file that was read; see <see cref="CheckpointFile.Format"/>.</param>
/// <param name="OutputFormat">The form of the file that was written.</param>
/// <param name="Tensors">The number of tensors written.</param>
/// <param name="Bytes">Bytes of their values.</param>
/// <param name="LeftOut">What no tensor can hold, and tensors that the map left out, each with the reason.</param>
/// <param name="Kept">Names that the map does not know; these tensors were written under the same name.</param>
/// <param name="From">Whose names the input has, where a map was used.</param>
/// <param name="To">Whose names the output has, where a map was used.</param>
public sealed record ConversionReport(
    string InputFormat,
    string OutputFormat,
    int Tensors,
    long Bytes,
    IReadOnlyList<string> LeftOut,
    IReadOnlyList<string> Kept,
    KeyConvention? From = null,
    KeyConvention? To = null);
