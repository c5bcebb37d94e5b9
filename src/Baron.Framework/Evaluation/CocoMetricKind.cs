namespace Baron.Evaluation;

/// <summary>What <see cref="CocoMetric"/> computes.</summary>
public enum CocoMetricKind
{
    /// <summary>Average precision of boxes.</summary>
    Bbox,

    /// <summary>Average precision of instance masks.</summary>
    Segm,

    /// <summary>Average recall of boxes whatever their class.</summary>
    Proposal,

    /// <summary>Average recall by the best pairs of objects and proposals, in the proposals' order.</summary>
    ProposalFast,
}
