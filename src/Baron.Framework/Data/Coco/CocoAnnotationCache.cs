using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Baron.Data.Coco;

/// <summary>
/// Cache files of annotation files: beside the annotation file, or in the user's cache folder where that one cannot be written. A
/// cache names the size and times of its source and its own check sum; one that does not fit is not used.
/// </summary>
internal static class CocoAnnotationCache
{
    /// <summary>Files smaller than this are read quicker than it is worth a cache file, in bytes.</summary>
    public const long SmallestFile = 8 << 20;

    /// <summary>What a cache file's name adds to its source's.</summary>
    public const string Ending = ".baron-cache";

    // Raised with every change of what is written.
    private const int Version = 2;
    private const ulong Magic = 0x4543_4143_4E52_4142;
    private const int HeaderLength = 56;

    /// <summary>Reads the content of a cache.</summary>
    /// <param name="reader">The content.</param>
    public delegate void ContentReader(ref CacheFileReader reader);

    /// <summary>Where the cache of a file may be, in order.</summary>
    /// <param name="source">The annotation file.</param>
    public static IEnumerable<string> Places(string source)
    {
        var full = Path.GetFullPath(source);
        yield return full + Ending;
        var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(root) || !Path.IsPathRooted(root))
        {
            root = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } home
                ? Path.Combine(home, ".cache")
                : null;
        }

        if (root is not null)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)).AsSpan(0, 8));
            yield return Path.Combine(root, "baron", "annotations", $"{hash}-{Path.GetFileName(full)}{Ending}");
        }
    }

    /// <summary>Reads the cache of a file.</summary>
    /// <param name="source">The annotation file.</param>
    /// <param name="stamp">The file as it is now.</param>
    /// <param name="read">Takes the content.</param>
    /// <remarks>Nothing is read where no cache fits the file. A reader that fails may be called again.</remarks>
    public static void TryRead(string source, FileStamp stamp, ContentReader read)
    {
        foreach (var place in Places(source))
        {
            try
            {
                if (ReadContent(place, stamp) is not { } content)
                {
                    continue;
                }

                var reader = new CacheFileReader(content);
                read(ref reader);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                // Damaged, of another user, just being replaced: the source is read instead.
            }
        }
    }

    /// <summary>Writes the cache of a file where it can be written; else there is none, and nothing is lost but time.</summary>
    /// <param name="source">The annotation file.</param>
    /// <param name="stamp">The file as it was when it was read.</param>
    /// <param name="write">Writes the content.</param>
    public static void TryWrite(string source, FileStamp stamp, Action<CacheFileWriter> write)
    {
        foreach (var place in Places(source))
        {
            try
            {
                AtomicFile.Write(place, stream =>
                {
                    // The header is known at the end.
                    stream.Position = HeaderLength;
                    var writer = new CacheFileWriter(stream);
                    write(writer);
                    writer.Flush();
                    Span<byte> header = stackalloc byte[HeaderLength];
                    Header(header, stamp, writer.Length, writer.Sum);
                    stream.Position = 0;
                    stream.Write(header);
                });
                return;
            }
            catch (BaronException)
            {
                // The next place, or none.
            }
        }
    }

    private static byte[]? ReadContent(string place, FileStamp stamp)
    {
        if (!File.Exists(place))
        {
            return null;
        }

        using var handle = File.OpenHandle(place, options: FileOptions.SequentialScan);
        Span<byte> header = stackalloc byte[HeaderLength];
        Span<byte> expected = stackalloc byte[HeaderLength];
        if (RandomAccess.Read(handle, header, 0) != HeaderLength)
        {
            return null;
        }

        var sum = MemoryMarshal.Read<ulong>(header[48..]);
        var length = RandomAccess.GetLength(handle) - HeaderLength;
        Header(expected, stamp, length, sum);
        if (!header.SequenceEqual(expected) || length > Array.MaxLength)
        {
            return null;
        }

        var content = GC.AllocateUninitializedArray<byte>((int)length);
        var done = 0;
        while (done < content.Length)
        {
            var read = RandomAccess.Read(handle, content.AsSpan(done), HeaderLength + done);
            if (read == 0)
            {
                return null;
            }

            done += read;
        }

        var check = new CacheSum();
        check.Add(content);
        return check.Value == sum ? content : null;
    }

    private static void Header(Span<byte> header, FileStamp stamp, long length, ulong sum)
    {
        MemoryMarshal.Write(header, Magic);
        MemoryMarshal.Write(header[8..], Version);
        MemoryMarshal.Write(header[12..], Unsafe.SizeOf<CocoAnnotation>());
        MemoryMarshal.Write(header[16..], stamp.Length);
        MemoryMarshal.Write(header[24..], stamp.Ticks);
        MemoryMarshal.Write(header[32..], stamp.Changed);
        MemoryMarshal.Write(header[40..], length);
        MemoryMarshal.Write(header[48..], sum);
    }
}
