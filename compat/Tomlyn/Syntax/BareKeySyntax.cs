namespace Tomlyn.Syntax;

/// <summary>A key part without quotes.</summary>
public sealed class BareKeySyntax : BareKeyOrStringValueSyntax
{
    public BareKeySyntax()
        : base(SyntaxKind.BasicKey)
    {
    }

    public SyntaxToken? Key { get; set; }

    /// <summary>Whether a name needs no quotes as a key.</summary>
    public static bool IsBareKey(string name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not '_' and not '-')
            {
                return false;
            }
        }

        return name.Length > 0;
    }
}
