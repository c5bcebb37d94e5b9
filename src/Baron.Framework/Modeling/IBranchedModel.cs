using Baron.Structures;

namespace Baron.Modeling;

/// <summary>
/// A model whose losses fall into parts that can be computed and differentiated side by side, for example detection on one batch
/// and knowledge distillation on another. <see cref="IModel.Loss"/> is the same losses in one.
/// </summary>
public interface IBranchedModel : IModel
{
    /// <summary>
    /// Yields the parts. What must happen in order, such as everything that updates running statistics, happens while they are
    /// yielded, on the caller's thread; a part may already be computed on another thread while the next one is prepared. Parts share
    /// no state but weights, and draw random numbers only from <see cref="IRandomSource"/>.
    /// </summary>
    /// <param name="batch">The samples as the loader yields them, on the CPU.</param>
    IEnumerable<LossPart> LossParts(SampleBatch batch);
}
