using Baron.Registry;
using Baron.Structures;
using static TorchSharp.torch;

namespace Baron.Modeling;

/// <summary>A RoI head that holds open-vocabulary methods and the vision-language model they learn from.</summary>
public interface IOpenVocabularyRoiHead : IRoiHead
{
    /// <summary>The names of the methods held (<c>ovd_cfg</c>).</summary>
    IReadOnlyCollection<string> Methods { get; }

    /// <summary>Losses of one branch for one method.</summary>
    /// <param name="method">A key of <c>ovd_cfg</c>.</param>
    /// <param name="features">The neck's maps of the branch.</param>
    /// <param name="proposals">Proposals of the branch, without gradient.</param>
    /// <param name="batch">The branch.</param>
    LossCollection OvdLoss(string method, IReadOnlyList<Tensor> features, IReadOnlyList<Proposals> proposals, ModelBatch batch);

    /// <summary>Replaces the classes; see <see cref="IOpenVocabularyDetector.SetVocabulary"/>.</summary>
    /// <param name="classNames">The class names.</param>
    /// <param name="templates">Prompt templates or <c>null</c>.</param>
    void SetVocabulary(IReadOnlyList<string> classNames, IReadOnlyList<string>? templates);

    /// <summary>Replaces the class embeddings.</summary>
    /// <param name="embeddings"><c>[C, E]</c> float32.</param>
    void SetClassEmbeddings(Tensor embeddings);
}
