using Baron.Data.Coco;

namespace Baron.Data;

/// <summary>What is doubtful about a dataset without being wrong.</summary>
internal static class DatasetWarnings
{
    /// <summary>Finds classes of a config that no annotation file has, such as misspelt ones.</summary>
    /// <param name="dataset">A dataset, or one made of others.</param>
    /// <returns>A line for each dataset with such classes.</returns>
    public static IEnumerable<string> Of(IDataset dataset) => dataset switch
    {
        ConcatDataset joined => joined.Datasets.SelectMany(Of),
        RepeatDataset repeated => Of(repeated.Dataset),
        ClassBalancedDataset balanced => Of(balanced.Dataset),
        CocoFormatDataset { AbsentClasses: { Count: > 0 } absent } file when file is not CocoCaptionOvdDataset =>
            [$"{absent.Count} of metainfo.classes are no categories of '{file.AnnotationPath}', so no sample carries their labels: {string.Join(", ", absent.Take(5))}{(absent.Count > 5 ? ", ..." : "")}."],
        _ => [],
    };
}
