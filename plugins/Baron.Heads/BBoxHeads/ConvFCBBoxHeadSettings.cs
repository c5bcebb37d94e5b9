using Baron.Modeling;

namespace Baron.Heads;

/// <summary>What a box head with convolutions and fully connected layers is made of; see <see cref="ConvFCBBoxHead"/>.</summary>
public record ConvFCBBoxHeadSettings : BBoxHeadSettings
{
    /// <summary>3x3 convolutions that both branches share.</summary>
    public int NumSharedConvs { get; init; }

    /// <summary>Fully connected layers that both branches share.</summary>
    public int NumSharedFcs { get; init; }

    /// <summary>Further convolutions of the classification branch.</summary>
    public int NumClsConvs { get; init; }

    /// <summary>Further fully connected layers of the classification branch.</summary>
    public int NumClsFcs { get; init; }

    /// <summary>Further convolutions of the regression branch.</summary>
    public int NumRegConvs { get; init; }

    /// <summary>Further fully connected layers of the regression branch.</summary>
    public int NumRegFcs { get; init; }

    /// <summary>Channels of the convolutions.</summary>
    public int ConvOutChannels { get; init; } = 256;

    /// <summary>Width of the fully connected layers.</summary>
    public int FcOutChannels { get; init; } = 1024;

    /// <summary>Normalisation after each convolution, or <c>null</c>.</summary>
    public INormalization? Norm { get; init; }

    /// <summary>Whether normalisation layers stay in evaluation mode while training.</summary>
    public bool NormEval { get; init; }
}
