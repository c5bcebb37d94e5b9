namespace Tomlyn;

public enum TomlNewLineKind
{
    Lf = 0,
    CrLf = 1,
}
