using System.Buffers;
using System.Text;
using Tomlyn.Syntax;

namespace Tomlyn.Parsing;

/// <summary>UTF-8 as TOML asks for it: a wrong byte is a mistake with a place, never a replacement character.</summary>
internal static class StrictUtf8
{
    public static string Read(Stream stream, string sourceName)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Decode(memory.GetBuffer().AsSpan(0, (int)memory.Length), sourceName);
    }

    private static string Decode(ReadOnlySpan<byte> bytes, string sourceName)
    {
        var (line, column, offset) = (0, 0, 0);
        var builder = new StringBuilder(bytes.Length);
        Span<char> characters = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) != OperationStatus.Done)
            {
                var place = new TextPosition(offset, line, column);
                var diagnostics = new DiagnosticsBag();
                diagnostics.Error(new SourceSpan(sourceName, place, place), $"The byte 0x{bytes[0]:X2} is not UTF-8; save the file as UTF-8.");
                throw new TomlException(diagnostics);
            }

            var length = rune.EncodeToUtf16(characters);
            builder.Append(characters[..length]);
            offset += length;
            (line, column) = rune.Value == '\n' ? (line + 1, 0) : (line, column + length);
            bytes = bytes[consumed..];
        }

        return builder.ToString();
    }
}
