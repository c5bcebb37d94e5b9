using Baron.Data;
using Baron.Media;
using Baron.Registry;
using Baron.Structures;

namespace Baron.Visualization;

/// <summary>Draws what a detector found, and what it should have found, into a picture.</summary>
[ComponentKind("visualizer")]
public interface IVisualizer
{
    /// <summary>Draws into a copy.</summary>
    /// <param name="image">The picture as it is in its file; stays the caller's.</param>
    /// <param name="detections">Detections in pixels of the picture, on the CPU; or <c>null</c>.</param>
    /// <param name="truth">Annotations in pixels of the picture; or <c>null</c>.</param>
    /// <param name="style">Names and colours of classes.</param>
    /// <returns>The annotated picture, possibly enlarged; disposed by the caller.</returns>
    ImageBuffer Draw(ImageBuffer image, Detections? detections, ImageAnnotations? truth, ClassStyle style);
}
