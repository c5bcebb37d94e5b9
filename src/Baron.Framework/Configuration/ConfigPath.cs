using System.Globalization;
using System.Text;

namespace Baron.Configuration;

/// <summary>Dotted paths into a config: <c>model.backbone.depth</c>, <c>train_dataloader.dataset.pipeline.0.type</c>, <c>a."b.c".d</c>.</summary>
internal static class ConfigPath
{
    /// <summary>Splits a path into its keys.</summary>
    /// <param name="path">The path.</param>
    /// <param name="keys">The keys.</param>
    /// <returns>False where a key is empty or a quote is not closed.</returns>
    public static bool TryParse(string path, out IReadOnlyList<string> keys)
    {
        var result = new List<string>();
        keys = result;
        var i = 0;
        while (true)
        {
            if (i < path.Length && path[i] is '"' or '\'')
            {
                var close = path.IndexOf(path[i], i + 1);
                if (close < 0 || (close + 1 < path.Length && path[close + 1] != '.'))
                {
                    return false;
                }

                result.Add(path[(i + 1)..close]);
                i = close + 1;
            }
            else
            {
                var dot = path.IndexOf('.', i);
                var end = dot < 0 ? path.Length : dot;
                var key = path[i..end].Trim();
                if (key.Length == 0)
                {
                    return false;
                }

                result.Add(key);
                i = end;
            }

            if (i == path.Length)
            {
                return true;
            }

            i++;
        }
    }

    /// <summary>Writes keys as a path.</summary>
    /// <param name="keys">The keys.</param>
    public static string Format(IEnumerable<string> keys)
    {
        var text = new StringBuilder();
        foreach (var key in keys)
        {
            if (text.Length > 0)
            {
                text.Append('.');
            }

            text.Append(key.Length == 0 || key.Contains('.') ? $"\"{key}\"" : key);
        }

        return text.ToString();
    }

    /// <summary>Appends a key to a path.</summary>
    /// <param name="path">The path, empty at the root.</param>
    /// <param name="key">The key.</param>
    public static string Append(string path, string key)
    {
        var quoted = key.Length == 0 || key.Contains('.') ? $"\"{key}\"" : key;
        return path.Length == 0 ? quoted : $"{path}.{quoted}";
    }

    /// <summary>Whether a key is a list index.</summary>
    /// <param name="key">The key.</param>
    /// <param name="index">The index.</param>
    public static bool TryIndex(string key, out int index) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
