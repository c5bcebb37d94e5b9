namespace Baron.Data;

/// <summary>A dataset that tells a sample's annotations without loading its picture, for metrics that take the ground truth from the dataset.</summary>
public interface IAnnotatedDataset : IDataset
{
    /// <summary>The image id of a sample, as in its <see cref="Structures.ImageMeta.ImageId"/>.</summary>
    /// <param name="index">0-based.</param>
    long GetImageId(int index);

    /// <summary>The annotations of a sample, in pixels of the file's picture.</summary>
    /// <param name="index">0-based.</param>
    ImageAnnotations GetAnnotations(int index);
}
