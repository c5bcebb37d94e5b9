namespace Baron.Ops;

/// <summary>What two boxes' intersection is measured against.</summary>
public enum OverlapMode
{
    /// <summary>Their union.</summary>
    IoU,

    /// <summary>The first box.</summary>
    IoF,

    /// <summary>Their union, less the empty share of the box around both (Rezatofighi et al., <i>Generalized IoU</i>, 2019); -1 to 1.</summary>
    GIoU,
}
