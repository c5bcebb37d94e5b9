using System.Text.Json.Nodes;
using Baron.Hosting;

namespace Baron.Cli.Output;

/// <summary>A detected object as <c>baron detect</c> and <c>baron serve</c> write it.</summary>
internal static class DetectionJson
{
    public static JsonObject Of(DetectedObject found) => new()
    {
        ["bbox"] = new JsonArray(found.Box.X1, found.Box.Y1, found.Box.Width, found.Box.Height),
        ["class"] = found.ClassName,
        ["score"] = found.Score,
    };
}
