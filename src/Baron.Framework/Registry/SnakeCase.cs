using System.Text;

namespace Baron.Registry;

/// <summary>Turns C# names into config keys.</summary>
public static class SnakeCase
{
    /// <summary><c>numStages</c> to <c>num_stages</c>, <c>useAttn12Output</c> to <c>use_attn12_output</c>, <c>RPNHead</c> to <c>rpn_head</c>.</summary>
    /// <param name="name">A parameter, member or type name.</param>
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (char.IsUpper(c))
            {
                // A word begins at a capital after a small letter or digit, and at the last capital of an acronym before one.
                var startsWord = i > 0 && name[i - 1] != '_'
                    && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
                if (startsWord)
                {
                    text.Append('_');
                }

                text.Append(char.ToLowerInvariant(c));
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }
}
