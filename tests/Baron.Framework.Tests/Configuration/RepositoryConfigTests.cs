using Baron.Configuration;
using Baron.Hosting;
using Baron.Registry;
using Baron.Testing;
using Baron.Training.Settings;
using NUnit.Framework;

namespace Baron.Framework.Tests.Configuration;

public sealed class RepositoryConfigTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "configs");

    private BaronHost _host = null!;

    private static IEnumerable<string> Configs() => Files().Where(name => !name.StartsWith("_base_", StringComparison.Ordinal));

    private static IEnumerable<string> Files() => Directory
        .EnumerateFiles(Folder, "*.toml", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    [OneTimeSetUp]
    public void LoadPlugins() => _host = BaronHost.Start(new BaronHostOptions
    {
        SearchDefaultFolders = false,
        PluginDirectories = [Path.Combine(AppContext.BaseDirectory, "plugins")],
    });

    [TestCaseSource(nameof(Configs))]
    public void A_config_of_the_repository_is_valid(string name)
    {
        var document = ConfigDocument.Load(Path.Combine(Folder, name));
        var errors = new ComponentFactory(_host.Catalog).Bind<RunConfig>(document.Root).Errors;
        Assert.That(errors, Is.Empty, string.Join('\n', errors));
    }

    [TestCaseSource(nameof(Files))]
    public void A_config_of_the_repository_prints_to_what_reads_back_and_prints_the_same(string name)
    {
        var document = ConfigDocument.Load(Path.Combine(Folder, name));
        var printed = document.ToToml();
        var again = ConfigDocument.Parse(printed, name);
        Assert.That(ConfigNode.DeepEquals(again.Root, document.Root), printed);
        Assert.That(again.ToToml(), Is.EqualTo(printed));
    }

    [TestCaseSource(nameof(Configs))]
    public void A_config_of_the_repository_with_its_paths_in_full_is_the_same_run_in_any_folder(string name)
    {
        var document = ConfigDocument.Load(Path.Combine(Folder, name));
        var factory = new ComponentFactory(_host.Catalog);
        var full = (ConfigTable)factory.Bind<RunConfig>(document.Root).WithFullPaths();
        var again = (ConfigTable)factory.Bind<RunConfig>(ConfigDocument.Parse(ConfigWriter.Write(full)).Root).WithFullPaths();
        Assert.That(ConfigNode.DeepEquals(full, again));
        Assert.That(factory.Bind<RunConfig>(full).Errors, Is.Empty);
    }

    [Test]
    public void Every_registered_component_can_be_described_and_is_in_the_schema()
    {
        foreach (var component in _host.Catalog.Components)
        {
            Assert.That(() => ComponentHelp.Describe(component, _host.Catalog), Throws.Nothing, component.QualifiedName);
        }

        Assert.That(ConfigSchema.Write(ConfigSchema.Create(_host.Catalog, typeof(RunConfig))), Does.Contain("OVDTwoStageDetector"));
    }

    [Test]
    public void Every_key_of_every_built_in_component_has_help()
    {
        var silent = _host.Catalog.Components.SelectMany(component => ComponentHelp.Describe(component, _host.Catalog).Parameters
            .Where(parameter => parameter.Help.Length == 0)
            .Select(parameter => $"{component.Name}.{parameter.Key}"));
        Assert.That(silent, Is.Empty);
    }
}
