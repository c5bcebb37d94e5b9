namespace Baron.Checkpoints;

/// <summary>Reads one container format.</summary>
internal interface ICheckpointReader
{
    /// <summary>The format's name in <c>baron checkpoint inspect</c>.</summary>
    string Format { get; }

    /// <summary>Whether the file looks like this format.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="path">Its path, for formats that only the extension tells.</param>
    bool Recognizes(ByteSource file, string path);

    /// <summary>Lists the tensors; values stay in the file.</summary>
    /// <exception cref="CheckpointFormatException">The file is damaged or not acceptable.</exception>
    CheckpointContent Read(ByteSource file);
}
