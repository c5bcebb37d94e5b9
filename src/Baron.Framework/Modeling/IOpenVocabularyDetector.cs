using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>A detector whose classes are words that can be exchanged at run time.</summary>
public interface IOpenVocabularyDetector : IDetector
{
    /// <summary>Replaces the classes the detector looks for.</summary>
    /// <param name="classNames">At least one name, no duplicates; label i is the i-th name.</param>
    /// <param name="templates">Prompt templates with one <c>{}</c> each, or <c>null</c> for the method's 63.</param>
    /// <exception cref="BaronException">The list is empty or has duplicates.</exception>
    void SetVocabulary(IReadOnlyList<string> classNames, IReadOnlyList<string>? templates = null);

    /// <summary>Replaces the class embeddings themselves.</summary>
    /// <param name="embeddings"><c>[C, E]</c> float32, one row a class.</param>
    void SetClassEmbeddings(Tensor embeddings);
}
