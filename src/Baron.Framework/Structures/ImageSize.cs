using Baron.Configuration;
using Baron.Registry;

namespace Baron.Structures;

/// <summary>A size in pixels. Configs write one number for a square, or <c>[height, width]</c>.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct ImageSize(int Height, int Width) : IConfigBindable<ImageSize>
{
    /// <inheritdoc/>
    public static string ConfigForm => "an integer or [height, width]";

    /// <inheritdoc/>
    public static ImageSize FromConfig(ConfigNode node)
    {
        if (node is not ConfigArray list)
        {
            return new ImageSize(node.AsInt32(), node.AsInt32());
        }

        return list.Count == 2 ? new ImageSize(list[0].AsInt32(), list[1].AsInt32()) : throw new ArgumentException("there are two numbers in a size");
    }
}
