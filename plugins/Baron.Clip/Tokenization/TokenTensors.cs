using static TorchSharp.torch;

namespace Baron.Clip.Tokenization;

/// <summary>Token ids as tensors.</summary>
internal static class TokenTensors
{
    /// <summary>Tokenizes sentences into <c>[n, L]</c> int64, padded to the longest.</summary>
    public static Tensor Create(ClipTokenizer tokenizer, IReadOnlyList<string> sentences, int contextLength, Device device)
    {
        var rows = tokenizer.Tokenize(sentences, contextLength);
        var length = rows.Length == 0 ? 2 : rows[0].Length;
        var flat = new long[rows.Length * length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i].CopyTo(flat, i * length);
        }

        return tensor(flat, [rows.Length, length], dtype: ScalarType.Int64, device: device);
    }
}
