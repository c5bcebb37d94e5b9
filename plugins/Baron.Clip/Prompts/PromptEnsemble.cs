using Baron.Modeling;
using static TorchSharp.torch;

namespace Baron.Clip.Prompts;

/// <summary>Class embeddings as means over prompt templates.</summary>
internal static class PromptEnsemble
{
    /// <summary>Embeds classes; see <see cref="IVisionLanguageModel.EmbedClasses"/>.</summary>
    /// <param name="encoder">The text tower.</param>
    /// <param name="tokenize">Turns sentences into token ids.</param>
    /// <param name="classNames">At least one.</param>
    /// <param name="templates">Templates or <c>null</c>.</param>
    /// <param name="block12">Whether states after block 12 are taken.</param>
    /// <param name="batch">Prompts encoded at once.</param>
    public static Tensor Embed(
        ITextEncoder encoder,
        Func<IReadOnlyList<string>, Tensor> tokenize,
        IReadOnlyList<string> classNames,
        IReadOnlyList<string>? templates,
        bool block12,
        int batch)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        templates ??= PromptTemplates.Vild;
        if (classNames.Count == 0)
        {
            throw new BaronException("There are no class names to look for.");
        }

        if (classNames.Any(string.IsNullOrWhiteSpace))
        {
            throw new BaronException("A class name is empty.");
        }

        if (templates.Count == 0 || templates.FirstOrDefault(t => !t.Contains(PromptTemplates.Name, StringComparison.Ordinal)) is not null)
        {
            throw new BaronException("Prompt templates need at least one entry, and each a {} where the class name goes.");
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var rows = new List<Tensor>(classNames.Count);
        var perBatch = Math.Max(1, batch / templates.Count);
        for (var start = 0; start < classNames.Count; start += perBatch)
        {
            using var inner = NewDisposeScope();
            var names = classNames.Skip(start).Take(perBatch).ToList();
            var tokens = tokenize([.. names.SelectMany(n => templates.Select(t => PromptTemplates.Fill(t, n)))]);
            var each = block12 ? encoder.EncodeTextEndK(tokens) : encoder.EncodeText(tokens).Embeddings;
            rows.Add(each.view(names.Count, templates.Count, -1).mean([1]).MoveToOuterDisposeScope());
        }

        return nn.functional.normalize(cat(rows, 0), dim: -1).MoveToOuterDisposeScope();
    }
}
