using Baron.Configuration;
using Baron.Modeling;
using Baron.Plugins;
using Baron.Registry;
using NUnit.Framework;
using TorchSharp;

namespace Baron.Framework.Tests.Plugins;

/// <summary>What happens to plugins that are in order.</summary>
[TestFixture]
internal sealed class PluginHostTests
{
    [Test]
    public void A_dropped_plugin_registers_its_components()
    {
        using var folder = new PluginFolder();
        folder.Drop("ThirdParty.Backbone");

        var catalog = folder.Load();

        var plugin = catalog.Plugins.Single(p => p.Name == "ThirdParty.Backbone");
        Assert.That(plugin.Diagnostics, Is.Empty);
        Assert.That(plugin.State, Is.EqualTo(PluginState.Loaded));
        Assert.That(plugin.Version, Is.EqualTo("1.2.3"));
        var component = plugin.Components.Single();
        Assert.That(component.Name, Is.EqualTo("PocketNet"));
        Assert.That(component.Kind, Is.EqualTo("backbone"));
        Assert.That(component.ServiceType, Is.EqualTo(typeof(IBackbone)));
        Assert.That(component.QualifiedName, Is.EqualTo("ThirdParty.Backbone/PocketNet"));
        Assert.That(component.Version, Is.EqualTo("1.2.3"));
        Assert.That(catalog.Components.Components, Does.Contain(component));
        Assert.That(catalog.Broken, Is.Empty);
    }

    [Test]
    public void The_framework_itself_is_the_first_plugin()
    {
        using var folder = new PluginFolder();
        var first = folder.Load().Plugins[0];
        Assert.That(first.Name, Is.EqualTo("Baron.Framework"));
        Assert.That(first.State, Is.EqualTo(PluginState.Loaded));
    }

    [Test]
    public void The_built_in_plugins_lie_beside_the_program_and_load()
    {
        var beside = new PluginDirectory(Path.Combine(AppContext.BaseDirectory, "plugins"), "the test", MustExist: true);
        var catalog = PluginHost.Load(new PluginHostOptions { Directories = [beside] });
        foreach (var name in (string[])["Baron.Backbones", "Baron.Clip", "Baron.Heads", "Baron.Samplers"])
        {
            var plugin = catalog.Plugins.Single(p => p.Name == name);
            Assert.That(plugin.Diagnostics, Is.Empty, name);
            Assert.That(plugin.State, Is.EqualTo(PluginState.Loaded), name);
        }
    }

    [Test]
    public void A_lone_file_is_a_plugin_too()
    {
        using var folder = new PluginFolder();
        File.Copy(Path.Combine(PluginFolder.Built("ThirdParty.Twin"), "ThirdParty.Twin.dll"), Path.Combine(folder.Root, "ThirdParty.Twin.dll"));
        Assert.That(folder.Load().Plugins.Single(p => p.Name == "ThirdParty.Twin").Components, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_plugin_keeps_its_own_version_of_a_library_that_the_host_has_too()
    {
        using var folder = new PluginFolder();
        folder.Drop("ThirdParty.Backbone");
        var type = folder.Load().Plugins.Single(p => p.Name == "ThirdParty.Backbone").Components.Single().ImplementationType;

        Assert.That(Acme.Shapes.Version, Is.EqualTo("1.4"));
        Assert.That(type.GetProperty("ShapesVersion")!.GetValue(null), Is.EqualTo("2.1"));
    }

    [TestCase("Google.Protobuf")]
    [TestCase("Scrutor")]
    public void A_package_that_the_framework_uses_inside_can_be_another_version_in_a_plugin(string package)
    {
        using var folder = new PluginFolder();
        var own = folder.Drop("ThirdParty.Twin");
        folder.Drop("ThirdParty.Backbone");
        TinyAssembly.Write(Path.Combine(own, package + ".dll"), version: "0.9.0.0", references: []);

        var plugins = folder.Load().Plugins.ToDictionary(p => p.Name);

        Assert.That(Seen("ThirdParty.Twin").Version, Is.EqualTo(new Version(0, 9, 0, 0)));
        Assert.That(Seen("ThirdParty.Backbone").Version, Is.EqualTo(System.Reflection.Assembly.Load(package).GetName().Version), "one without its own gets the host's");
        return;

        System.Reflection.AssemblyName Seen(string plugin)
        {
            var assembly = plugins[plugin].Components.Single().ImplementationType.Assembly;
            return System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(assembly)!.LoadFromAssemblyName(new(package)).GetName();
        }
    }

    [Test]
    public void A_component_of_a_plugin_works_with_the_hosts_tensors()
    {
        using var folder = new PluginFolder();
        folder.Drop("ThirdParty.Backbone");
        var type = folder.Load().Plugins.Single(p => p.Name == "ThirdParty.Backbone").Components.Single().ImplementationType;

        using var scope = torch.NewDisposeScope();
        var backbone = (IBackbone)Activator.CreateInstance(type, 8, 4)!;
        using var module = backbone.AsModule();
        var maps = backbone.Forward(torch.zeros(1, 3, 64, 64));
        Assert.That(maps.Select(map => map.shape), Is.EqualTo(new long[][] { [1, 8, 16, 16], [1, 16, 8, 8], [1, 32, 4, 4], [1, 64, 2, 2] }));
    }

    [Test]
    public void What_the_host_shares_is_the_same_type_even_where_a_copy_lies_beside_the_plugin()
    {
        using var folder = new PluginFolder();
        var plugin = folder.Drop("ThirdParty.Twin");
        foreach (var name in (string[])["Baron.Framework.dll", "TorchSharp.dll", "Microsoft.Extensions.Logging.Abstractions.dll"])
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, name), Path.Combine(plugin, name));
        }

        var component = folder.Load().Plugins.Single(p => p.Name == "ThirdParty.Twin").Components.Single();
        Assert.That(typeof(IBackbone).IsAssignableFrom(component.ImplementationType), Is.True);
        Assert.That(component.ImplementationType.BaseType, Is.EqualTo(typeof(torch.nn.Module)));
    }

    [Test]
    public void Of_two_plugins_with_one_name_the_first_folder_wins()
    {
        using var first = new PluginFolder();
        using var second = new PluginFolder();
        first.Drop("ThirdParty.Twin");
        second.Drop("ThirdParty.Twin");

        var plugins = first.Load(second).Plugins.Where(p => p.Name == "ThirdParty.Twin").ToList();

        Assert.That(plugins.Select(p => p.State), Is.EqualTo(new[] { PluginState.Loaded, PluginState.Skipped }));
        Assert.That(plugins[0].Path, Does.StartWith(first.Root));
        Assert.That(plugins[1].Diagnostics.Single(), Does.Contain(plugins[0].Path));
    }

    [Test]
    public void An_assembly_of_the_process_can_be_a_plugin_and_replaces_one_in_a_folder()
    {
        using var folder = new PluginFolder();
        var own = typeof(PluginHostTests).Assembly;
        TinyAssembly.Write(folder.FileOf(own.GetName().Name!));

        var catalog = PluginHost.Load(new PluginHostOptions { Directories = [folder.Entry], Assemblies = [own] });

        var plugins = catalog.Plugins.Where(p => p.Name == own.GetName().Name).ToList();

        // Partial, since components that are wrong on purpose live in this assembly too.
        Assert.That(plugins.Select(p => p.State), Is.EqualTo(new[] { PluginState.Partial, PluginState.Skipped }));
        Assert.That(plugins[0].Components.Select(c => c.Name), Does.Contain("InternalTestBackbone"));
    }

    [Test]
    public void Two_plugins_may_use_one_component_name_and_both_are_listed()
    {
        using var folder = new PluginFolder();
        folder.Drop("ThirdParty.Backbone");
        folder.Drop("ThirdParty.Twin");
        var names = folder.Load().Components.Components.Where(c => c.Name == "PocketNet").Select(c => c.QualifiedName);
        Assert.That(names, Is.EquivalentTo(new[] { "ThirdParty.Backbone/PocketNet", "ThirdParty.Twin/PocketNet" }));
    }

    [Test]
    public void An_ambiguous_name_is_an_error_that_names_both_plugins_and_plugin_slash_name_picks_one()
    {
        using var folder = new PluginFolder();
        folder.Drop("ThirdParty.Backbone");
        folder.Drop("ThirdParty.Twin");
        var factory = new ComponentFactory(folder.Load().Components);

        var error = Assert.Throws<ConfigException>(() => factory.CreateFromToml<IBackbone>("type = \"PocketNet\""))!;
        Assert.That(error.Message, Does.Contain("ThirdParty.Backbone/PocketNet").And.Contain("ThirdParty.Twin/PocketNet"));

        using var module = factory.CreateFromToml<IBackbone>("type = \"ThirdParty.Twin/PocketNet\"").AsModule();
        Assert.That(module.GetType().FullName, Is.EqualTo("ThirdParty.Twin.PocketNet"));
    }
}
