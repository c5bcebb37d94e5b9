namespace Baron.Data.Transforms;

/// <summary>How the size of a random crop is given.</summary>
public enum CropType
{
    /// <summary>In pixels; what is larger than the picture is cut to it.</summary>
    Absolute,

    /// <summary>Each side is drawn between two numbers of pixels.</summary>
    AbsoluteRange,

    /// <summary>As shares of the picture's sides.</summary>
    Relative,

    /// <summary>As shares drawn between the given ones and 1.</summary>
    RelativeRange,
}
