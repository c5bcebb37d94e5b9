using System.Globalization;
using System.IO.Compression;
using Baron.Checkpoints.Pickle;
using static TorchSharp.torch;

namespace Baron.Checkpoints;

/// <summary>Writes <c>.pth</c> files that <c>torch.load</c> reads, also with <c>weights_only=True</c>.</summary>
public static class TorchZipFile
{
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a state dict, beside the target and then renamed.</summary>
    /// <param name="path">The target.</param>
    /// <param name="tensors">Tensors by unique name; any device and strides.</param>
    /// <param name="wrapper">The key that holds the state dict (MMEngine's <c>state_dict</c>), or <c>null</c> for a bare one.</param>
    /// <param name="meta">Strings beside it under <c>meta</c>; needs a wrapper.</param>
    /// <exception cref="BaronException">A name is used twice or the file cannot be written.</exception>
    public static void Save(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, string? wrapper = null, IReadOnlyDictionary<string, string>? meta = null) =>
        Write(path, tensors.Select(t => WrittenTensor.Of(t.Key, t.Value)), wrapper, meta);

    /// <summary>Writes a state dict of tensors that need not be in memory.</summary>
    internal static void Write(string path, IEnumerable<WrittenTensor> tensors, string? wrapper = null, IReadOnlyDictionary<string, string>? meta = null)
    {
        var list = tensors.ToList();
        if (list.GroupBy(t => t.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new BaronException($"{path} cannot be written: two tensors are named '{twice.Key}'.");
        }

        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            using (var pickle = Record(zip, "data.pkl"))
            {
                new StateDictPickler(pickle).Write(list, wrapper, meta);
            }

            using (var order = Record(zip, "byteorder"))
            {
                order.Write("little"u8);
            }

            for (var i = 0; i < list.Count; i++)
            {
                using var data = Record(zip, "data/" + i.ToString(CultureInfo.InvariantCulture));
                list[i].Write(data);
            }

            using var version = Record(zip, "version");
            version.Write("3\n"u8);
        }, throughLink: true);
    }

    private static Stream Record(ZipArchive zip, string name)
    {
        // PyTorch maps records of the archive, which only works when they are stored.
        var entry = zip.CreateEntry("archive/" + name, CompressionLevel.NoCompression);

        // The same weights give the same file.
        entry.LastWriteTime = Epoch;
        return entry.Open();
    }
}
