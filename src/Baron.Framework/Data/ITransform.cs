using Baron.Registry;

namespace Baron.Data;

/// <summary>A step of a dataset's pipeline. Safe to call from several loader threads at once.</summary>
[ComponentKind("transform")]
public interface ITransform
{
    /// <summary>Changes a sample.</summary>
    /// <param name="sample">The sample; changed in place.</param>
    /// <param name="random">Randomness of this sample.</param>
    /// <returns>The sample, or <c>null</c> when it is dropped and the loader should take another.</returns>
    /// <exception cref="BaronException">The sample cannot be processed; the message has the image's path.</exception>
    PipelineSample? Apply(PipelineSample sample, IRandomSource random);
}
