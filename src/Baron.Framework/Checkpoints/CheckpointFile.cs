using System.Diagnostics.CodeAnalysis;

namespace Baron.Checkpoints;

/// <summary>
/// A file of named tensors, opened read-only: safetensors, PyTorch's <c>.pth</c>/<c>.pt</c> (zip and older), TorchScript
/// archives, pickles of numpy arrays, <c>.npy</c>, <c>.npz</c>. The form is told by the content. Nothing in a file is run; values
/// are read when a tensor is loaded, straight from the file to where they are wanted.
/// </summary>
public sealed class CheckpointFile : IDisposable
{
    private static readonly ICheckpointReader[] Readers =
    [
        new NpzReader(),
        new TorchZipReader(),
        new NpyReader(),
        new TorchLegacyReader(),
        new PickleReader(),
        new SafetensorsReader(),
    ];

    private readonly FileSource _file;
    private readonly Dictionary<string, CheckpointTensor> _byName;

    private CheckpointFile(FileSource file, CheckpointContent content)
    {
        _file = file;
        Format = content.Format;
        Metadata = content.Metadata;
        LeftOut = content.LeftOut;
        AllTensors = StripPrefixes(content.Tensors);
        Tensors = TrainingCheckpoint.IsTrainingFile(Metadata)
            ? [.. AllTensors.Where(t => !TrainingCheckpoint.IsState(t.Name))]
            : AllTensors;
        _byName = AllTensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    /// <summary>The path as it was given.</summary>
    public string Path => _file.Path;

    /// <summary>The form: <c>safetensors</c>, <c>pytorch_zip</c>, <c>pytorch_legacy</c>, <c>torchscript</c>, <c>pickle</c>, <c>npy</c> or <c>npz</c>.</summary>
    public string Format { get; }

    /// <summary>The weights, in file order, without wrappers such as <c>state_dict</c>, <c>model</c> and <c>module.</c>.</summary>
    public IReadOnlyList<CheckpointTensor> Tensors { get; }

    /// <summary>The weights and, in a training checkpoint, the optimiser's and other state.</summary>
    public IReadOnlyList<CheckpointTensor> AllTensors { get; }

    /// <summary>Strings that travel with the tensors; empty for formats that have none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Arrays of the file that no tensor can hold (texts, dates, unsigned numbers of 16 bits and more), each with its type, and tensors under keys that are no names.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>Opens a file and lists its tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BaronException">
    /// It is missing, unreadable, truncated, damaged, not a checkpoint, or a pickle that asks for something that is not on the
    /// list of harmless names.
    /// </exception>
    public static CheckpointFile Open(string path)
    {
        var file = FileSource.Open(path);
        try
        {
            if (file.Length == 0)
            {
                throw new CheckpointFormatException("it is empty");
            }

            var reader = Readers.FirstOrDefault(r => r.Recognizes(file, path))
                ?? throw new CheckpointFormatException(IsTar(file)
                    ? "it is a tar archive; what PyTorch wrote before 0.1.10 has to be saved again with a newer PyTorch"
                    : "it is none of safetensors, PyTorch (.pth, .pt), pickle, .npy, .npz (is it truncated, or a Git LFS pointer?)");
            return new CheckpointFile(file, reader.Read(file));
        }
        catch (Exception e)
        {
            file.Dispose();
            switch (e)
            {
                case CheckpointFormatException damage:
                    throw damage.At(path);
                case OverflowException or ArgumentException:
                    throw new BaronException($"{path} cannot be used as a checkpoint: it is damaged.", e);
                default:
                    throw;
            }
        }
    }

    /// <summary>Looks a tensor up by name, state of a training checkpoint included.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tensor">The tensor.</param>
    public bool TryGet(string name, [MaybeNullWhen(false)] out CheckpointTensor tensor) => _byName.TryGetValue(name, out tensor);

    /// <summary>Closes the file; tensors that were not loaded cannot be loaded any more.</summary>
    public void Dispose() => _file.Dispose();

    private static bool IsTar(ByteSource file) => file.Length >= 512 && file.Slice(257, 5).SequenceEqual("ustar"u8);

    private static IReadOnlyList<CheckpointTensor> StripPrefixes(IReadOnlyList<CheckpointTensor> tensors)
    {
        // What DistributedDataParallel and torch.compile put before every name.
        while (true)
        {
            var prefix = new[] { "module.", "_orig_mod." }.FirstOrDefault(p =>
                tensors.Count > 0 && tensors.All(t => t.Name.Length > p.Length && t.Name.StartsWith(p, StringComparison.Ordinal)));
            if (prefix is null)
            {
                return tensors;
            }

            tensors = [.. tensors.Select(t => t.Renamed(t.Name[prefix.Length..]))];
        }
    }
}
