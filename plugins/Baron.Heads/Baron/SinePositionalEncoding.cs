using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Heads;

/// <summary>
/// Where a box lies in its bag, as an offset of its pseudo words: sines and cosines of the box's centre and size at geometric
/// frequencies, projected by two linear layers with a norm between. Names in state dicts are <c>pos_proj.0</c> to <c>pos_proj.2</c>.
/// </summary>
internal sealed class SinePositionalEncoding : nn.Module
{
    private readonly int _frequencies;
    private readonly int _numWords;
    private readonly int _wordDim;
    private readonly float _temperature;
    private readonly float _scale;
    private readonly Sequential _projection;

    /// <summary>Creates the encoding.</summary>
    /// <param name="numWords">Pseudo words of a region.</param>
    /// <param name="wordDim">Their width.</param>
    /// <param name="numFeats">Sines and cosines of each of the four numbers of a box.</param>
    /// <param name="temperature">Ratio of one frequency and the one before.</param>
    /// <param name="scale">Factor of the numbers.</param>
    public SinePositionalEncoding(int numWords, int wordDim, int numFeats = 128, double temperature = 1.2, double scale = 2 * Math.PI)
        : base(nameof(SinePositionalEncoding))
    {
        (_frequencies, _numWords, _wordDim) = (numFeats / 2, numWords, wordDim);
        (_temperature, _scale) = ((float)temperature, (float)scale);
        _projection = nn.Sequential(
            nn.Linear(4L * numFeats, wordDim),
            nn.LayerNorm(wordDim),
            nn.Linear(wordDim, (long)numWords * wordDim));
        register_module("pos_proj", _projection);
    }

    /// <summary>Encodes boxes.</summary>
    /// <param name="boxes"><c>[n, 4]</c> centre x, centre y, width, height, relative to the bag.</param>
    /// <returns><c>[n, W, D]</c>.</returns>
    public Tensor Forward(Tensor boxes)
    {
        using var scope = NewDisposeScope();
        return _projection.call(Sines(boxes)).view(-1, _numWords, _wordDim).MoveToOuterDisposeScope();
    }

    /// <summary>The sines and cosines, interleaved.</summary>
    /// <param name="boxes"><c>[n, 4]</c>.</param>
    /// <returns><c>[n, 4 numFeats]</c>.</returns>
    public Tensor Sines(Tensor boxes)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();

        // Frequencies are computed by torch: an error in their last digit would grow with the angle.
        var exponents = arange(_frequencies, dtype: ScalarType.Float32, device: boxes.device) - (_frequencies / 2);
        var frequencies = full([_frequencies], _temperature, dtype: ScalarType.Float32, device: boxes.device).pow(exponents);
        var angles = (boxes * _scale).unsqueeze(-1) * frequencies;
        return stack([angles.sin(), angles.cos()], -1).flatten(1).MoveToOuterDisposeScope();
    }
}
