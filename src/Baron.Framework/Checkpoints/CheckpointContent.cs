namespace Baron.Checkpoints;

/// <summary>What a reader found in a file.</summary>
/// <param name="Format">The container's name.</param>
/// <param name="Tensors">Every tensor, in file order.</param>
internal sealed record CheckpointContent(string Format, IReadOnlyList<CheckpointTensor> Tensors)
{
    /// <summary>The strings that travel with the tensors (safetensors).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Arrays that no tensor can hold, each with its type.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}
