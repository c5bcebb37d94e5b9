using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Baron.Modeling;
using McMaster.NETCore.Plugins;
using NUnit.Framework;

namespace Baron.Framework.Tests.Plugins;

/// <summary>The plugin loader package, or its stand-in.</summary>
[TestFixture]
internal sealed class PluginLoaderTests
{
    private static readonly string Main = Path.Combine(PluginFolder.Built("ThirdParty.Backbone"), "ThirdParty.Backbone.dll");

    [Test]
    public void Shared_types_are_the_hosts_and_private_libraries_the_plugins()
    {
        using var loader = PluginLoader.CreateFromAssemblyFile(Main, [typeof(IBackbone)]);
        var type = loader.LoadDefaultAssembly().GetType("ThirdParty.Backbone.PocketNet", throwOnError: true)!;
        Assert.That(typeof(IBackbone).IsAssignableFrom(type), Is.True);
        Assert.That(type.GetProperty("ShapesVersion")!.GetValue(null), Is.EqualTo("2.1"));
        Assert.That(Acme.Shapes.Version, Is.EqualTo("1.4"));
        Assert.That(loader.LoadAssembly("Acme.Shapes").GetName().Version!.Major, Is.EqualTo(2));
        Assert.That(loader.IsUnloadable, Is.False);
    }

    [Test]
    public void Preferred_shared_types_come_from_the_host_unless_they_are_private()
    {
        using var shared = PluginLoader.CreateFromAssemblyFile(Main, config => config.PreferSharedTypes = true);
        Assert.That(shared.LoadAssembly("Acme.Shapes"), Is.SameAs(typeof(Acme.Shapes).Assembly));

        using var isolated = PluginLoader.CreateFromAssemblyFile(Main, config =>
        {
            config.PreferSharedTypes = true;
            config.PrivateAssemblies.Add(new AssemblyName("Acme.Shapes"));
        });
        Assert.That(isolated.LoadAssembly("Acme.Shapes"), Is.Not.SameAs(typeof(Acme.Shapes).Assembly));
    }

    [Test]
    public void An_unloaded_plugin_is_gone([Values] bool inMemory)
    {
        var context = LoadAndDispose(inMemory);
        for (var i = 0; i < 20 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(context.IsAlive, Is.False);
    }

    [Test]
    public void A_plugin_in_memory_leaves_its_file_free_and_can_be_loaded_anew()
    {
        using var folder = new PluginFolder();
        var file = Path.Combine(folder.Drop("ThirdParty.Twin"), "ThirdParty.Twin.dll");
        using var loader = PluginLoader.CreateFromAssemblyFile(file, [typeof(IBackbone)], config => config.LoadInMemory = true);
        Assert.That(loader.IsUnloadable, Is.True);
        var before = loader.LoadDefaultAssembly();
        Assert.That(loader.LoadDefaultAssembly(), Is.SameAs(before));
        Assert.That(before.Location, Is.Empty);

        var reloaded = 0;
        loader.Reloaded += (_, arguments) => reloaded += arguments.Loader == loader ? 1 : 0;
        loader.Reload();
        Assert.That(reloaded, Is.EqualTo(1));
        Assert.That(loader.LoadDefaultAssembly(), Is.Not.SameAs(before));
    }

    [Test]
    public void Only_an_unloadable_plugin_can_be_loaded_anew()
    {
        using var loader = PluginLoader.CreateFromAssemblyFile(Main);
        Assert.That(loader.Reload, Throws.InvalidOperationException);
    }

    [Test]
    public void Reflection_by_name_can_be_pointed_at_the_plugin()
    {
        using var loader = PluginLoader.CreateFromAssemblyFile(Main, [typeof(IBackbone)]);
        var assembly = loader.LoadDefaultAssembly();
        using (loader.EnterContextualReflection())
        {
            Assert.That(AssemblyLoadContext.CurrentContextualReflectionContext, Is.SameAs(AssemblyLoadContext.GetLoadContext(assembly)));
        }

        Assert.That(AssemblyLoadContext.CurrentContextualReflectionContext, Is.Null);
    }

    [Test]
    public void A_plugin_whose_dependency_file_names_absent_files_still_loads()
    {
        using var folder = new PluginFolder();
        var plugin = folder.Drop("ThirdParty.Backbone");
        File.Delete(Path.Combine(plugin, "Acme.Shapes.pdb"));
        File.Move(Path.Combine(plugin, "Acme.Shapes.dll"), Path.Combine(plugin, "elsewhere.dll"));
        using var loader = PluginLoader.CreateFromAssemblyFile(Path.Combine(plugin, "ThirdParty.Backbone.dll"), [typeof(IBackbone)]);
        Assert.That(loader.LoadDefaultAssembly().GetName().Name, Is.EqualTo("ThirdParty.Backbone"));
    }

    [Test]
    public void A_path_must_be_full() =>
        Assert.That(() => PluginLoader.CreateFromAssemblyFile("ThirdParty.Twin.dll"), Throws.ArgumentException);

    [Test]
    public void A_disposed_loader_loads_nothing()
    {
        var loader = PluginLoader.CreateFromAssemblyFile(Main);
        loader.Dispose();
        Assert.That(loader.LoadDefaultAssembly, Throws.InstanceOf<ObjectDisposedException>());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndDispose(bool inMemory)
    {
        using var loader = PluginLoader.CreateFromAssemblyFile(Main, isUnloadable: true, [typeof(IBackbone)], config => config.LoadInMemory = inMemory);
        var assembly = loader.LoadDefaultAssembly();
        Assert.That(assembly.GetType("ThirdParty.Backbone.PocketNet")!.GetProperty("ShapesVersion")!.GetValue(null), Is.EqualTo("2.1"));
        return new WeakReference(AssemblyLoadContext.GetLoadContext(assembly));
    }
}
