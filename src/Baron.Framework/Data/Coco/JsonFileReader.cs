using System.Text;
using System.Text.Json;

namespace Baron.Data.Coco;

/// <summary>
/// Reads a JSON file of any size token by token, with a buffer no larger than its longest token. Offsets into the file are known, so
/// that large parts can be read later.
/// </summary>
internal ref struct JsonFileReader
{
    private readonly Stream _stream;
    private byte[] _buffer;
    private int _length;
    private long _base;
    private bool _final;
    private Utf8JsonReader _reader;

    /// <summary>Starts at the beginning of a stream.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="bufferSize">Bytes read at a time.</param>
    public JsonFileReader(Stream stream, int bufferSize = 1 << 20)
    {
        _stream = stream;
        _buffer = new byte[bufferSize];
        Fill();

        // A byte-order mark is no JSON but harmless.
        var start = _length >= 3 && _buffer.AsSpan(0, 3).SequenceEqual(Encoding.UTF8.Preamble) ? 3 : 0;
        _base = start;
        _buffer.AsSpan(start, _length - start).CopyTo(_buffer);
        _length -= start;
        _reader = new Utf8JsonReader(_buffer.AsSpan(0, _length), _final, new JsonReaderState(new JsonReaderOptions { MaxDepth = 64 }));
    }

    /// <summary>The kind of the current token.</summary>
    public readonly JsonTokenType TokenType => _reader.TokenType;

    /// <summary>Where the current token begins in the file.</summary>
    public readonly long TokenStart => _base + _reader.TokenStartIndex;

    /// <summary>Where the current token ends in the file.</summary>
    public readonly long TokenEnd => _base + _reader.BytesConsumed;

    /// <summary>Goes to the next token.</summary>
    /// <returns><c>false</c> at the end.</returns>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    public bool Read()
    {
        while (!_reader.Read())
        {
            if (_final)
            {
                return false;
            }

            Refill();
        }

        return true;
    }

    /// <summary>Goes to the next token, which must exist.</summary>
    /// <exception cref="JsonException">The file is not JSON or ends.</exception>
    public void Next()
    {
        if (!Read())
        {
            throw new JsonException("The file ends early.");
        }
    }

    /// <summary>Whether the current token is this property name.</summary>
    /// <exception cref="JsonException">The name is not text.</exception>
    public readonly bool Is(ReadOnlySpan<byte> name) => _reader.ValueIsEscaped ? IsEscaped(name) : _reader.ValueTextEquals(name);

    /// <summary>Goes to the end of the current value, or of the value of the current property.</summary>
    public void Skip()
    {
        if (TokenType == JsonTokenType.PropertyName)
        {
            Next();
        }

        if (TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            var depth = _reader.CurrentDepth;
            do
            {
                Next();
            }
            while (_reader.CurrentDepth > depth || TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject));
        }
    }

    /// <summary>The current token as text; <c>null</c> when it is not text.</summary>
    /// <exception cref="JsonException">The text is not UTF-8.</exception>
    public readonly string? GetText()
    {
        try
        {
            return TokenType == JsonTokenType.String ? _reader.GetString() : null;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A text is not UTF-8.", e);
        }
    }

    /// <summary>The current token as a number; <c>null</c> when it is none.</summary>
    public readonly double? GetDouble() => TokenType == JsonTokenType.Number ? _reader.GetDouble() : null;

    /// <summary>The current token as a whole number; <c>null</c> when it is none.</summary>
    public readonly long? GetInt64()
    {
        if (TokenType != JsonTokenType.Number)
        {
            return null;
        }

        if (_reader.TryGetInt64(out var value))
        {
            return value;
        }

        var number = _reader.GetDouble();
        return number == Math.Floor(number) && Math.Abs(number) < 1L << 53 ? (long)number : null;
    }

    // Half a surrogate pair ("\ud800") is JSON but no text.
    private readonly bool IsEscaped(ReadOnlySpan<byte> name)
    {
        try
        {
            return _reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A name is not text.", e);
        }
    }

    private void Refill()
    {
        var consumed = (int)_reader.BytesConsumed;
        var state = _reader.CurrentState;
        var rest = _length - consumed;
        if (consumed == 0)
        {
            Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        }

        _buffer.AsSpan(consumed, rest).CopyTo(_buffer);
        _base += consumed;
        _length = rest;
        Fill();
        _reader = new Utf8JsonReader(_buffer.AsSpan(0, _length), _final, state);
    }

    private void Fill()
    {
        while (_length < _buffer.Length)
        {
            var read = _stream.Read(_buffer, _length, _buffer.Length - _length);
            if (read == 0)
            {
                _final = true;
                return;
            }

            _length += read;
        }
    }
}
