using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Baron.Clip.Tokenization;

/// <summary>
/// CLIP's byte-pair tokenizer (Sennrich et al., 2016, on UTF-8 bytes): text is html-unescaped twice, white space folded,
/// lower-cased, cut into words, numbers by digit and punctuation, and each piece is merged pair by pair in the order of the
/// vocabulary file. Safe to use from several threads.
/// </summary>
/// <remarks>
/// The file is text in the form of OpenAI's <c>bpe_simple_vocab_16e6.txt.gz</c>: a header line, then one merge a line, best
/// first. Ids are the 256 byte symbols, the same at the end of a word, the merges, start of text, end of text. OpenAI's
/// <c>ftfy</c> repair of mangled encodings is not done.
/// </remarks>
public sealed class ClipTokenizer
{
    // OpenAI's file lists more merges than the model uses.
    private const int MostMerges = 49152 - 256 - 2;
    private const int CacheSize = 1 << 16;
    private const string StartText = "<|startoftext|>";
    private const string EndText = "<|endoftext|>";
    private const string EndOfWord = "</w>";

    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
    private static readonly Lazy<ClipTokenizer> LazyDefault = new(LoadDefault);

    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> _merges;
    private readonly int[] _byteIds = new int[256];
    private readonly string[] _symbols;
    private readonly Dictionary<char, byte> _bytes = [];
    private readonly ConcurrentDictionary<string, int[]> _cache = new(StringComparer.Ordinal);

    /// <summary>Reads a vocabulary.</summary>
    /// <param name="lines">The header line and the merges.</param>
    /// <param name="source">The name of the source in messages.</param>
    /// <exception cref="BaronException">A merge uses a symbol that no line before it makes.</exception>
    public ClipTokenizer(IEnumerable<string> lines, string source)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var symbols = new List<string>();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (value, symbol) in ByteSymbols())
        {
            _byteIds[value] = symbols.Count;
            _bytes[symbol] = value;
            ids[symbol.ToString()] = symbols.Count;
            symbols.Add(symbol.ToString());
        }

        for (var i = 0; i < 256; i++)
        {
            ids[symbols[i] + EndOfWord] = symbols.Count;
            symbols.Add(symbols[i] + EndOfWord);
        }

        var pairs = new List<(int Left, int Right, string Symbol)>();
        foreach (var line in lines.Skip(1).Take(MostMerges))
        {
            if (line.Length == 0)
            {
                continue;
            }

            var parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2 || !ids.TryGetValue(parts[0], out var left) || !ids.TryGetValue(parts[1], out var right))
            {
                throw new BaronException($"{source}, line {pairs.Count + 2}: '{line}' is not a merge of two known symbols; a vocabulary in the form of CLIP's bpe_simple_vocab_16e6.txt.gz was expected.");
            }

            pairs.Add((left, right, parts[0] + parts[1]));
            ids.TryAdd(parts[0] + parts[1], symbols.Count);
            symbols.Add(parts[0] + parts[1]);
        }

        // A symbol that several merges make has the id of the last, as in a dictionary filled in order.
        for (var i = 512; i < symbols.Count; i++)
        {
            ids[symbols[i]] = i;
        }

        _merges = new Dictionary<(int Left, int Right), (int Rank, int Id)>(pairs.Count);
        for (var rank = 0; rank < pairs.Count; rank++)
        {
            _merges[(Canonical(pairs[rank].Left), Canonical(pairs[rank].Right))] = (rank, ids[pairs[rank].Symbol]);
        }

        StartId = symbols.Count;
        EndId = symbols.Count + 1;
        VocabularySize = symbols.Count + 2;
        _symbols = [.. symbols, StartText, EndText];

        int Canonical(int id) => ids[symbols[id]];
    }

    /// <summary>OpenAI's vocabulary of 49,408 tokens, which is shipped with this plugin.</summary>
    public static ClipTokenizer Default => LazyDefault.Value;

    /// <summary>The number of tokens.</summary>
    public int VocabularySize { get; }

    /// <summary>The id of the start of text.</summary>
    public int StartId { get; }

    /// <summary>The id of the end of text.</summary>
    public int EndId { get; }

    /// <summary>Reads a vocabulary file.</summary>
    /// <param name="path">A text file, gzipped when its name ends in <c>.gz</c>; <c>null</c>: <see cref="Default"/>.</param>
    /// <exception cref="BaronException">The file is missing or has another form.</exception>
    public static ClipTokenizer Load(string? path)
    {
        if (path is null)
        {
            return Default;
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Read(file, path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new BaronException($"The vocabulary '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Token ids of a text, without start and end.</summary>
    /// <param name="text">Any text.</param>
    public IReadOnlyList<int> Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = Lower(FoldWhiteSpace(HtmlEntities.Unescape(HtmlEntities.Unescape(text))));
        var result = new List<int>();
        for (var position = 0; position < clean.Length;)
        {
            var length = NextPiece(clean, position);
            if (length > 0)
            {
                result.AddRange(Merge(clean.Substring(position, length)));
                position += length;
            }
            else
            {
                position++;
            }
        }

        return result;
    }

    /// <summary>The text that ids stand for; words are followed by a space.</summary>
    /// <param name="ids">Token ids.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)_symbols.Length, nameof(ids));
            text.Append(_symbols[id]);
        }

        var bytes = new List<byte>(text.Length);
        foreach (var symbol in text.ToString())
        {
            bytes.Add(_bytes[symbol]);
        }

        return Encoding.UTF8.GetString([.. bytes]).Replace(EndOfWord, " ", StringComparison.Ordinal);
    }

    /// <summary>Token ids of texts with start and end, zero-padded.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="contextLength">Tokens a text may have.</param>
    /// <param name="padToContext">Whether rows are as long as the context, or as long as the longest text.</param>
    /// <param name="truncate">Whether longer texts keep their head and the end token, or are refused.</param>
    /// <returns>One row of equal length a text.</returns>
    /// <exception cref="BaronException">A text is too long and <paramref name="truncate"/> is false.</exception>
    public long[][] Tokenize(IReadOnlyList<string> texts, int contextLength, bool padToContext = false, bool truncate = true)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(contextLength, 2);
        var encoded = texts.Select(Encode).ToList();
        if (!truncate && encoded.FindIndex(e => e.Count + 2 > contextLength) is var bad and >= 0)
        {
            throw new BaronException($"The text '{texts[bad]}' has {encoded[bad].Count + 2} tokens; {contextLength} is the most.");
        }

        var length = padToContext ? contextLength : Math.Min(contextLength, encoded.Select(e => e.Count + 2).DefaultIfEmpty(2).Max());
        var rows = new long[texts.Count][];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i] = new long[length];
            var words = Math.Min(encoded[i].Count, contextLength - 2);
            row[0] = StartId;
            for (var j = 0; j < words; j++)
            {
                row[j + 1] = encoded[i][j];
            }

            row[words + 1] = EndId;
        }

        return rows;
    }

    private static ClipTokenizer LoadDefault()
    {
        const string name = "bpe_simple_vocab_16e6.txt.gz";
        using var stream = typeof(ClipTokenizer).Assembly.GetManifestResourceStream(name)!;
        return Read(stream, true, name);
    }

    private static ClipTokenizer Read(Stream stream, bool compressed, string source)
    {
        using var text = compressed ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(text, new UTF8Encoding(false));
        return new ClipTokenizer(Lines(reader), source);

        static IEnumerable<string> Lines(StreamReader reader)
        {
            while (reader.ReadLine() is { } line)
            {
                yield return line;
            }
        }
    }

    /// <summary>A printable character for each byte: itself where it is printable Latin-1, else one from U+0100 on.</summary>
    private static IEnumerable<(byte Value, char Symbol)> ByteSymbols()
    {
        static bool Printable(int b) => b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
        for (var b = 0; b < 256; b++)
        {
            if (Printable(b))
            {
                yield return ((byte)b, (char)b);
            }
        }

        var next = 0x100;
        for (var b = 0; b < 256; b++)
        {
            if (!Printable(b))
            {
                yield return ((byte)b, (char)next++);
            }
        }
    }

    private static string FoldWhiteSpace(string text)
    {
        // The controls U+001C .. U+001F are trimmed from the ends but do not count as white space inside.
        text = text.Trim().Trim('\x1c', '\x1d', '\x1e', '\x1f').Trim();
        var result = new StringBuilder(text.Length);
        var space = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                space = true;
                continue;
            }

            if (space && result.Length > 0)
            {
                result.Append(' ');
            }

            space = false;
            result.Append(c);
        }

        return result.ToString();
    }

    /// <summary>Full lower-casing where it differs from .NET's simple one: the dotted capital I and the final sigma.</summary>
    private static string Lower(string text)
    {
        if (!text.AsSpan().ContainsAny('\u0130', '\u03A3'))
        {
            return text.ToLowerInvariant();
        }

        var result = new StringBuilder(text.Length + 4);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\u0130':
                    result.Append("i\u0307");
                    break;
                case '\u03A3':
                    result.Append(Cased(text, i, -1) && !Cased(text, i, 1) ? '\u03C2' : '\u03C3');
                    break;
                default:
                    result.Append(text[i]);
                    break;
            }
        }

        return result.ToString().ToLowerInvariant();
    }

    /// <summary>Whether the next character in a direction that is not ignorable for casing is a cased letter.</summary>
    private static bool Cased(string text, int position, int step)
    {
        for (var i = position + step; i >= 0 && i < text.Length; i += step)
        {
            switch (char.GetUnicodeCategory(text[i]))
            {
                case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter:
                    return true;
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
                    or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol:
                    continue;
                case var _ when text[i] is '\'' or '.' or ':' or '\u00B7' or '\u2018' or '\u2019' or '\u2024' or '\u2027':
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>The length of the piece at a position: 0 for white space.</summary>
    private static int NextPiece(string text, int position)
    {
        var rest = text.AsSpan(position);
        foreach (var special in (ReadOnlySpan<string>)[StartText, EndText])
        {
            if (rest.StartsWith(special, StringComparison.Ordinal))
            {
                return special.Length;
            }
        }

        if (rest[0] == '\'')
        {
            foreach (var contraction in Contractions)
            {
                if (rest.StartsWith(contraction, StringComparison.Ordinal))
                {
                    return contraction.Length;
                }
            }
        }

        var kind = KindAt(rest, out var length);
        if (kind is Kind.Space)
        {
            return 0;
        }

        if (kind is Kind.Number)
        {
            return length;
        }

        while (length < rest.Length && KindAt(rest[length..], out var next) == kind)
        {
            length += next;
        }

        return length;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, out int length)
    {
        // An unpaired surrogate becomes U+FFFD in UTF-8 later on and counts as punctuation here.
        Rune.DecodeFromUtf16(text, out var rune, out length);
        if (Rune.IsLetter(rune))
        {
            return Kind.Letter;
        }

        if (Rune.IsNumber(rune))
        {
            return Kind.Number;
        }

        return Rune.IsWhiteSpace(rune) ? Kind.Space : Kind.Other;
    }

    private int[] Merge(string piece)
    {
        if (_cache.TryGetValue(piece, out var known))
        {
            return known;
        }

        if (piece == StartText)
        {
            return [StartId];
        }

        if (piece == EndText)
        {
            return [EndId];
        }

        var bytes = Encoding.UTF8.GetBytes(piece);
        var ids = new List<int>(bytes.Length);
        foreach (var value in bytes)
        {
            ids.Add(_byteIds[value]);
        }

        ids[^1] += 256;
        while (ids.Count > 1)
        {
            var best = (Rank: int.MaxValue, Id: 0);
            var pair = (Left: 0, Right: 0);
            for (var i = 0; i + 1 < ids.Count; i++)
            {
                if (_merges.TryGetValue((ids[i], ids[i + 1]), out var merge) && merge.Rank < best.Rank)
                {
                    (best, pair) = (merge, (ids[i], ids[i + 1]));
                }
            }

            if (best.Rank == int.MaxValue)
            {
                break;
            }

            var write = 0;
            for (var read = 0; read < ids.Count; read++)
            {
                var merges = read + 1 < ids.Count && ids[read] == pair.Left && ids[read + 1] == pair.Right;
                ids[write++] = merges ? best.Id : ids[read];
                read += merges ? 1 : 0;
            }

            ids.RemoveRange(write, ids.Count - write);
        }

        int[] result = [.. ids];
        if (_cache.Count < CacheSize)
        {
            _cache[piece] = result;
        }

        return result;
    }

    private enum Kind
    {
        Letter,
        Number,
        Space,
        Other,
    }
}
