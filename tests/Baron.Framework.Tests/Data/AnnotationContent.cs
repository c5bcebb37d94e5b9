using System.Text;
using Baron.Data.Coco;

namespace Baron.Framework.Tests.Data;

/// <summary>Everything that was read from an annotation file, as text to compare.</summary>
internal static class AnnotationContent
{
    public static string Of(CocoAnnotationFile file)
    {
        static string Ids(int[]? ids) => ids is null ? "null" : string.Join(',', ids);
        var text = new StringBuilder($"{file.HasMasks} {file.AnnotationCount}\n");
        foreach (var category in file.Categories)
        {
            text.AppendLine($"{category}");
        }

        for (var i = 0; i < file.Images.Count; i++)
        {
            var image = file.Images[i];
            text.AppendLine($"{image.Id} {image.FileName} {image.CocoUrl ?? "null"} {image.Width} {image.Height} {string.Join('|', image.Captions ?? ["null"])} pos {Ids(image.PositiveCategoryIds)} neg {Ids(image.NegativeCategoryIds)} part {Ids(image.NotExhaustiveCategoryIds)}");
            foreach (var annotation in file.AnnotationsOf(i))
            {
                text.AppendLine($"  {annotation}");
            }

            if (file.Captions is { } captions && captions.TryGetValue(i, out var lines))
            {
                text.AppendLine("  " + string.Join('|', lines));
            }
        }

        return text.ToString();
    }
}
