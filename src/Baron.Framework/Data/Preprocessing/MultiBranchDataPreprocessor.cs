using Baron.Modeling;
using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Data.Preprocessing;

/// <summary>The preprocessor of models that take several named batches: each branch goes through the same inner preprocessor.</summary>
[Component("MultiBranchDataPreprocessor")]
public sealed class MultiBranchDataPreprocessor : IDataPreprocessor
{
    /// <summary>Creates the preprocessor.</summary>
    /// <param name="dataPreprocessor">What every branch goes through.</param>
    public MultiBranchDataPreprocessor(IDataPreprocessor dataPreprocessor) => Inner = dataPreprocessor;

    /// <summary>What every branch goes through.</summary>
    public IDataPreprocessor Inner { get; }

    /// <inheritdoc/>
    public ModelBatch Process(IReadOnlyList<DataSample> samples, Device device) => Inner.Process(samples, device);
}
