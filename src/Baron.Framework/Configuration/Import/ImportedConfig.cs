using System.Text;

namespace Baron.Configuration.Import;

/// <summary>A config that was imported.</summary>
/// <param name="Source">The file.</param>
/// <param name="Root">The config, bases merged.</param>
/// <param name="LeftOut">
/// What has no counterpart: keys (<c>env_cfg (default_runtime.py:14)</c>), and None in the place of another default. Variables
/// that only other values are made of are not among them.
/// </param>
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
