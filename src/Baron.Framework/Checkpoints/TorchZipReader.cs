using Baron.Checkpoints.Pickle;

namespace Baron.Checkpoints;

/// <summary>
/// Reads what <c>torch.save</c> writes since 1.6, and the parameters of TorchScript archives: a zip archive with a pickle
/// (<c>data.pkl</c>) and one record a storage (<c>data/0</c>, ...).
/// </summary>
internal sealed class TorchZipReader : ICheckpointReader
{
    private const long MaxPickle = 1L << 30;

    // PyTorch stores its records; a deflated pickle is inflated as a whole.
    private const long MaxDeflatedPickle = 1L << 27;

    /// <inheritdoc/>
    public string Format => "pytorch_zip";

    /// <inheritdoc/>
    public bool Recognizes(ByteSource file, string path) =>
        ZipDirectory.Recognizes(file);

    /// <inheritdoc/>
    public CheckpointContent Read(ByteSource file)
    {
        var zip = ZipDirectory.Read(file);
        var pickles = zip.Names.Where(n => n == "data.pkl" || (n.EndsWith("/data.pkl", StringComparison.Ordinal) && n.Count(c => c == '/') == 1)).ToList();
        if (pickles.Count != 1)
        {
            throw new CheckpointFormatException(pickles.Count == 0
                ? "it is a zip archive without data.pkl, so not one of PyTorch's"
                : "it is a zip archive with several data.pkl");
        }

        var folder = pickles[0][..^"data.pkl".Length];
        var torchScript = zip.Contains(folder + "constants.pkl");
        var bigEndian = false;
        if (zip.Contains(folder + "byteorder"))
        {
            var order = zip.Open(folder + "byteorder");
            bigEndian = order.Length == 3 && order.Slice(0, 3).SequenceEqual("big"u8);
        }

        var content = zip.Open(pickles[0]);
        if (content.Length > (content.InPlace ? MaxPickle : MaxDeflatedPickle))
        {
            throw new CheckpointFormatException($"its data.pkl has {content.Length} bytes; tensors belong beside it");
        }

        var storages = new Dictionary<string, PickleStorage>(StringComparer.Ordinal);
        var root = new Unpickler(zip.OpenWhole(pickles[0]), id => Storage(id, folder, zip, storages), torchScript).Load();
        return PickleTree.Content(torchScript ? "torchscript" : Format, root, bigEndian);
    }

    private static PickleStorage Storage(object? id, string folder, ZipDirectory zip, Dictionary<string, PickleStorage> storages)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal type, string key, string, long count, ..] } || count < 0)
        {
            throw new CheckpointFormatException("it has a storage whose description is not understood");
        }

        var dtype = TensorDtype.FromStorage(type.Name);
        if (storages.TryGetValue(key, out var known))
        {
            return known.Dtype == dtype && known.Count == count
                ? known
                : throw new CheckpointFormatException($"its storage '{PickleAllowList.Printable(key)}' is described in two ways");
        }

        var source = zip.Open($"{folder}data/{key}");
        if (count > source.Length)
        {
            throw new CheckpointFormatException($"its storage '{PickleAllowList.Printable(key)}' should have {count} elements and has {source.Length} bytes");
        }

        var storage = new PickleStorage(key, dtype, count) { Source = source };
        if (storage.ByteCount > source.Length)
        {
            throw new CheckpointFormatException($"its storage '{PickleAllowList.Printable(key)}' should have {storage.ByteCount} bytes and has {source.Length}");
        }

        storages.Add(key, storage);
        return storage;
    }
}
