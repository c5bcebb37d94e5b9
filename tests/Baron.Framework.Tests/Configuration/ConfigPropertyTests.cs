using Baron.Configuration;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace Baron.Framework.Tests.Configuration;

public sealed class ConfigPropertyTests
{
    [Test]
    public void Any_config_reads_back_from_its_TOML()
    {
        Prop.ForAll(ConfigGenerators.Tables, table => ConfigNode.DeepEquals(table, ConfigDocument.Parse(ConfigWriter.Write(table)).Root))
            .QuickCheckThrowOnFailure();
    }

    [Test]
    public void The_TOML_of_any_config_is_written_the_same_again()
    {
        Prop.ForAll(ConfigGenerators.Tables, table =>
        {
            var once = ConfigWriter.Write(table);
            return ConfigDocument.Parse(once).ToToml() == once;
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Any_value_reads_back_from_the_command_line()
    {
        Prop.ForAll(ConfigGenerators.Tables, table =>
            ConfigNode.DeepEquals(table, Toml.Parse("x = 1", ConfigOverride.Set($"value={ConfigWriter.Inline(table)}"))["value"]))
            .QuickCheckThrowOnFailure();
    }

    [Test]
    public void Merging_is_associative_where_keys_keep_their_forms()
    {
        Prop.ForAll(ConfigGenerators.TypedTables, ConfigGenerators.TypedTables, ConfigGenerators.TypedTables, (a, b, c) =>
            ConfigNode.DeepEquals(Merge(Merge(a, b), c), Merge(a, Merge(b, c)))).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Merging_nothing_or_itself_changes_nothing()
    {
        var nothing = new ConfigTable([], SourcePosition.None);
        Prop.ForAll(ConfigGenerators.TypedTables, a =>
            ConfigNode.DeepEquals(Merge(a, a), a) && ConfigNode.DeepEquals(Merge(a, nothing), a) && ConfigNode.DeepEquals(Merge(nothing, a), a))
            .QuickCheckThrowOnFailure();
    }

    [Test]
    public void What_the_overlay_says_is_in_the_result()
    {
        Prop.ForAll(ConfigGenerators.TypedTables, ConfigGenerators.TypedTables, (a, b) => Contains(Merge(a, b), b)).QuickCheckThrowOnFailure();
    }

    // Merging as users see it: one file over another.
    private static ConfigTable Merge(ConfigTable inherited, ConfigTable overlay)
    {
        using var folder = new ConfigFolder();
        folder.File("base.toml", ConfigWriter.Write(inherited));
        var own = ConfigWriter.Write(overlay);
        folder.File("own.toml", "_base_ = \"base.toml\"\n" + own);
        return folder.Load("own.toml").Root;
    }

    private static bool Contains(ConfigNode whole, ConfigNode part) => part is ConfigTable table
        ? table.Entries.All(e => whole is ConfigTable w && w.TryGet(e.Key, out var value) && Contains(value, e.Value))
        : ConfigNode.DeepEquals(whole, part);
}
