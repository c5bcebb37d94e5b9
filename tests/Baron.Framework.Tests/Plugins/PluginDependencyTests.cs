using Baron.Modeling;
using Baron.Plugins;
using Baron.Registry;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using TorchSharp;

namespace Baron.Framework.Tests.Plugins;

/// <summary>Plugins that build on plugins.</summary>
[TestFixture]
internal sealed class PluginDependencyTests
{
    [Test]
    public void A_plugin_that_derives_from_another_meets_the_one_copy_of_it([Values] bool withPrivateCopy)
    {
        // The dependent one is found first, so that the order has to be worked out.
        using var first = new PluginFolder();
        using var second = new PluginFolder();
        var derived = first.Drop("ThirdParty.Derived");
        var original = second.Drop("ThirdParty.Backbone");
        if (withPrivateCopy)
        {
            foreach (var file in Directory.GetFiles(original, "*.dll"))
            {
                File.Copy(file, Path.Combine(derived, Path.GetFileName(file)));
            }
        }

        var catalog = first.Load(second);

        Assert.That(catalog.Broken, Is.Empty);
        var deep = catalog.Components.Components.Single(c => c.Name == "DeepPocketNet").ImplementationType;
        var pocket = catalog.Components.Components.Single(c => c.Name == "PocketNet").ImplementationType;
        Assert.That(deep.BaseType, Is.EqualTo(pocket));
        Assert.That(deep.GetProperty("ShapesVersion", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.FlattenHierarchy)!.GetValue(null), Is.EqualTo("2.1"));
    }

    [Test]
    public void A_plugin_can_derive_from_a_built_in_component_and_a_config_builds_it()
    {
        using var folder = new PluginFolder();
        folder.Drop("ThirdParty.BaronHead");
        var builtIn = new PluginDirectory(Path.Combine(AppContext.BaseDirectory, "plugins"), "the test", MustExist: true);
        var catalog = PluginHost.Load(new PluginHostOptions { Directories = [folder.Entry, builtIn] });

        var gated = catalog.Components.Get("GatedBaronBBoxHead");
        Assert.That(gated.Kind, Is.EqualTo("bbox_head"));
        Assert.That(gated.ImplementationType.BaseType, Is.EqualTo(catalog.Components.Get("BaronBBoxHead").ImplementationType));

        using var services = new ServiceCollection().AddSingleton<IRandomSource>(new RandomSource(1)).BuildServiceProvider();
        using var scope = torch.NewDisposeScope();
        var head = new ComponentFactory(catalog.Components, services).CreateFromToml<IBBoxHead>("""
            type = "GatedBaronBBoxHead"
            in_channels = 8
            num_classes = 3
            num_words = 2
            word_dim = 4
            gate = 0.5
            class_names = ["star", "moon", "house"]
            loss_bbox = { type = "L1Loss", loss_weight = 2.0 }
            """);
        using var module = head.AsModule();
        Assert.That(module.state_dict().Keys, Is.SupersetOf(new[] { "gate", "fc_cls.weight", "fc_reg.weight" }));
        Assert.That(((IPseudoWordHead)head).VisionToLanguage(torch.ones(5, 8, 7, 7)).shape, Is.EqualTo(new long[] { 5, 2, 4 }));
    }

    [Test]
    public void A_missing_plugin_is_named()
    {
        using var folder = new PluginFolder();
        folder.Drop("ThirdParty.Derived");
        folder.Drop("ThirdParty.Twin");

        var catalog = folder.Load();

        var plugin = catalog.Plugins.Single(p => p.Name == "ThirdParty.Derived");
        Assert.That(plugin.State, Is.EqualTo(PluginState.Failed));
        Assert.That(plugin.Diagnostics, Has.Some.StartWith("The plugin needs ThirdParty.Backbone 1.2.3.0, which is neither beside it nor in the host"));
        Assert.That(catalog.Components.Components.Select(c => c.Plugin), Does.Contain("ThirdParty.Twin"));
    }

    [Test]
    public void A_plugin_that_is_too_old_for_another_is_named()
    {
        using var folder = new PluginFolder();
        folder.Drop("ThirdParty.Backbone");
        TinyAssembly.Write(folder.FileOf("Needs.Newer"), references: [("Baron.Framework", TinyAssembly.Framework), ("ThirdParty.Backbone", "1.3.0.0")]);

        var plugin = folder.Load().Plugins.Single(p => p.Name == "Needs.Newer");

        Assert.That(plugin.State, Is.EqualTo(PluginState.Failed));
        Assert.That(plugin.Diagnostics.Single(), Does.StartWith("The plugin was built against ThirdParty.Backbone 1.3.0, and the one here is 1.2.3, which is too old"));
    }

    [Test]
    public void Plugins_that_reference_each_other_fail_with_the_circle_and_so_does_who_needs_them()
    {
        using var folder = new PluginFolder();
        var framework = ("Baron.Framework", TinyAssembly.Framework);
        TinyAssembly.Write(folder.FileOf("Ring.A"), references: [framework, ("Ring.B", "1.0.0.0")]);
        TinyAssembly.Write(folder.FileOf("Ring.B"), references: [framework, ("Ring.C", "1.0.0.0")]);
        TinyAssembly.Write(folder.FileOf("Ring.C"), references: [framework, ("Ring.A", "1.0.0.0")]);
        TinyAssembly.Write(folder.FileOf("A.User"), references: [framework, ("Ring.B", "1.0.0.0")]);
        folder.Drop("ThirdParty.Twin");

        var plugins = folder.Load().Plugins.ToDictionary(p => p.Name);

        foreach (var name in (string[])["Ring.A", "Ring.B", "Ring.C"])
        {
            Assert.That(plugins[name].State, Is.EqualTo(PluginState.Failed));
            Assert.That(plugins[name].Diagnostics.Single(), Does.Match("in a circle: Ring\\.. -> Ring\\.. -> Ring\\.. -> Ring\\..\\.$"));
        }

        Assert.That(plugins["A.User"].State, Is.EqualTo(PluginState.Failed));
        Assert.That(plugins["A.User"].Diagnostics.Single(), Does.StartWith("The plugin needs Ring.B, which could not be loaded: "));
        Assert.That(plugins["ThirdParty.Twin"].State, Is.EqualTo(PluginState.Loaded));
    }

    [Test]
    public void A_plugin_whose_dependency_is_broken_fails_with_the_cause()
    {
        using var folder = new PluginFolder();
        folder.Drop("ThirdParty.Derived");
        File.WriteAllText(folder.FileOf("ThirdParty.Backbone"), "not an assembly");

        var plugin = folder.Load().Plugins.Single(p => p.Name == "ThirdParty.Derived");

        Assert.That(plugin.State, Is.EqualTo(PluginState.Failed));
        Assert.That(plugin.Diagnostics.Single(), Is.EqualTo("The plugin needs ThirdParty.Backbone, which could not be loaded: The file is not a .NET assembly."));
    }
}
