namespace Baron.Data;

/// <summary>How categories are told apart in base and novel ones where the annotation file does not say.</summary>
public enum SplitScheme
{
    /// <summary>By name: the 48 base and 17 novel classes of open-vocabulary COCO; the other 15 belong to neither.</summary>
    OvCoco,

    /// <summary>By frequency: rare classes of LVIS are novel, common and frequent ones base.</summary>
    OvLvis,
}
