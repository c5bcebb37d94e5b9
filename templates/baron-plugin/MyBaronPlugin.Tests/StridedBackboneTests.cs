using Baron.Configuration;
using Baron.Modeling;
using Baron.Plugins;
using Baron.Registry;
using NUnit.Framework;
using static TorchSharp.torch;

namespace MyBaronPlugin.Tests;

public sealed class StridedBackboneTests
{
    private static readonly PluginCatalog Catalog = PluginHost.Load(new PluginHostOptions { Assemblies = [typeof(StridedBackbone).Assembly] });

    [Test]
    public void The_plugin_registers_without_complaint()
    {
        var plugin = Catalog.Plugins.Single(p => p.Name == "MyBaronPlugin");
        Assert.That(plugin.Diagnostics, Is.Empty);
        Assert.That(plugin.Components.Select(c => c.QualifiedName), Is.EqualTo(new[] { "MyBaronPlugin/StridedBackbone" }));
    }

    [Test]
    public void A_config_builds_the_backbone_and_it_gives_the_maps_it_promises()
    {
        var backbone = new ComponentFactory(Catalog.Components).CreateFromToml<IBackbone>("""
            type = "StridedBackbone"
            width = 8
            num_levels = 3
            """);
        using var scope = NewDisposeScope();
        using var module = backbone.AsModule();
        var maps = backbone.Forward(zeros(2, 3, 64, 96));
        Assert.That(maps.Select(map => map.shape), Is.EqualTo(new long[][] { [2, 8, 16, 24], [2, 16, 8, 12], [2, 32, 4, 6] }));
    }

    [Test]
    public void A_width_of_zero_is_an_error_of_the_config()
    {
        var error = Assert.Throws<ConfigException>(() =>
            new ComponentFactory(Catalog.Components).CreateFromToml<IBackbone>("type = \"StridedBackbone\"\nwidth = 0"));
        Assert.That(error!.Message, Does.Contain(":2:").And.Contain("width"));
    }
}
