using System.Text;

namespace Baron.Configuration.Import;

/// <summary>A config that was imported.</summary>
/// <param name="Source">The file.</param>
/// <param name="Root">The config, bases merged.</param>
/// <param name="LeftOut">Keys that Baron has no counterpart for: <c>env_cfg (default_runtime.py:14:1)</c>.</param>
public sealed record ImportedConfig(string Source, ConfigTable Root, IReadOnlyList<string> LeftOut)
{
    /// <summary>The config as TOML; a comment at its head says where it comes from and what was left out.</summary>
    public string ToToml()
    {
        var text = new StringBuilder($"# From {Path.GetFileName(Source)}, bases merged.\n");
        if (LeftOut.Count > 0)
        {
            text.Append("# Left out, since there is no counterpart:\n");
            foreach (var item in LeftOut)
            {
                text.Append("#   ").Append(item).Append('\n');
            }
        }

        return text.Append('\n').Append(ConfigWriter.Write(Root)).ToString();
    }
}
