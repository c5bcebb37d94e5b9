using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Baron.Configuration;
using Baron.Modeling;
using Baron.Plugins;
using Baron.Registry;
using NUnit.Framework;

namespace Baron.Framework.Tests.Plugins;

/// <summary>Plugins with something wrong: each is a diagnostic and disturbs nobody.</summary>
[TestFixture]
internal sealed class BrokenPluginTests
{
    [Test]
    public void A_folder_without_a_dll_is_reported() =>
        Check((folder, name) => folder.Make(name), "There is no Broken.dll in the folder.");

    [Test]
    public void A_folder_whose_dll_has_another_name_is_reported_with_that_name() =>
        Check(
            (folder, name) => TinyAssembly.Write(Path.Combine(folder.Make(name), "Other.dll")),
            "There is no Broken.dll in the folder, only Other.dll; the folder must be named after the plugin's DLL.");

    [Test]
    public void A_folder_of_source_code_is_no_plugin()
    {
        using var folder = new PluginFolder();
        File.WriteAllText(Path.Combine(folder.Make("Source.Code"), "Source.Code.csproj"), "<Project />");
        Assert.That(folder.Load().Plugins.Select(p => p.Name), Does.Not.Contain("Source.Code"));
    }

    [Test]
    public void A_file_that_is_no_assembly_is_reported() =>
        Check((folder, name) => File.WriteAllText(folder.FileOf(name), "just a text"), "The file is not a .NET assembly.");

    [Test]
    public void An_empty_file_is_reported() =>
        Check((folder, name) => File.WriteAllBytes(folder.FileOf(name), []), "The file is empty.");

    [Test]
    public void A_truncated_assembly_is_reported() =>
        Check(
            (folder, name) =>
            {
                TinyAssembly.Write(folder.FileOf(name));
                var bytes = File.ReadAllBytes(folder.FileOf(name));
                File.WriteAllBytes(folder.FileOf(name), bytes[..(bytes.Length / 3)]);
            },
            "The file is not a .NET assembly, or it is damaged.");

    [Test]
    public void A_native_linux_library_is_reported_with_its_processor() =>
        Check(
            (folder, name) => File.WriteAllBytes(folder.FileOf(name), [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0xB7, 0, 1, 0, 0, 0]),
            "The file is a native Linux library (ARM64), not a .NET assembly.");

    [Test]
    public void An_assembly_for_another_processor_is_reported()
    {
        var (foreign, name) = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? (Machine.Amd64, "X64") : (Machine.Arm64, "ARM64");
        Check(
            (folder, plugin) => TinyAssembly.Write(folder.FileOf(plugin), machine: foreign),
            $"The assembly is built for {name}, and this process runs on {RuntimeInformation.ProcessArchitecture}; build it for AnyCPU.");
    }

    [Test]
    public void An_assembly_for_32_bits_only_is_reported() =>
        Check(
            (folder, name) => TinyAssembly.Write(folder.FileOf(name), flags: CorFlags.ILOnly | CorFlags.Requires32Bit),
            $"The assembly is built for X86, and this process runs on {RuntimeInformation.ProcessArchitecture}; build it for AnyCPU.");

    [TestCase("1.0.0.0", "1.0.0")]
    [TestCase("0.2.0.0", "0.2.0")]
    [TestCase("0.1.99.0", "0.1.99")]
    public void A_plugin_for_an_incompatible_framework_is_reported(string built, string shown) =>
        Check(
            (folder, name) => TinyAssembly.Write(folder.FileOf(name), references: [("Baron.Framework", built)]),
            $"The plugin was built against Baron.Framework {shown}, and this is {Version.Parse(TinyAssembly.Framework).ToString(3)}; get a build for this version, or build it again.");

    [Test]
    public void A_plugin_for_a_newer_runtime_is_reported() =>
        Check(
            (folder, name) => TinyAssembly.Write(folder.FileOf(name), references: [("Baron.Framework", TinyAssembly.Framework), ("System.Runtime", "42.0.0.0")]),
            $"The plugin was built for .NET 42.0, and this is .NET {Environment.Version.Major}.{Environment.Version.Minor}.");

    [Test]
    public void A_file_under_another_name_than_its_assembly_is_reported() =>
        Check((folder, name) => TinyAssembly.Write(folder.FileOf(name), name: "Renamed"), "The assembly inside is called Renamed; the file must be Renamed.dll.");

    [Test]
    public void An_assembly_that_does_not_use_the_framework_is_passed_over()
    {
        using var folder = new PluginFolder();
        TinyAssembly.Write(Path.Combine(folder.Root, "Some.Library.dll"), references: []);
        var plugin = folder.Load().Plugins.Single(p => p.Name == "Some.Library");
        Assert.That(plugin.State, Is.EqualTo(PluginState.Skipped));
        Assert.That(plugin.Diagnostics.Single(), Is.EqualTo("The assembly does not reference Baron.Framework, so it is no plugin."));
    }

    [Test]
    public void A_missing_library_is_named_and_costs_only_the_types_that_need_it()
    {
        using var folder = new PluginFolder();
        var plugin = Troubles(folder);
        Assert.That(plugin.State, Is.EqualTo(PluginState.Partial));
        Assert.That(plugin.Diagnostics, Has.Some.StartWith("The plugin needs Acme.Gone 3.0.0.0, which is neither beside it nor in the host; copy Acme.Gone.dll to "));
        Assert.That(plugin.Diagnostics, Has.Some.StartWith("some of its types cannot be loaded: ").And.Contains("Acme.Gone"));
        Assert.That(plugin.Components.Select(c => c.Name), Does.Contain("SoundBackbone").And.Not.Contain("NeedsGone"));
    }

    [Test]
    public void Constructors_and_static_initialisers_do_not_run_while_plugins_load()
    {
        using var folder = new PluginFolder();
        Assert.That(Troubles(folder).Components.Select(c => c.Name), Is.SupersetOf(new[] { "ThrowsInConstructor", "ThrowsInStatic" }));
    }

    [TestCase("ThrowsInConstructor", "The moon is in the wrong phase")]
    [TestCase("ThrowsInStatic", "full moon")]
    public void A_component_that_cannot_be_constructed_is_an_error_of_the_config_with_its_name(string name, string cause)
    {
        using var folder = new PluginFolder();
        File.Delete(Path.Combine(folder.Drop("ThirdParty.Troubles"), "Acme.Gone.dll"));
        var factory = new ComponentFactory(folder.Load().Components);

        var error = Assert.Throws<ConfigException>(() => factory.CreateFromToml<IBackbone>($"type = \"{name}\""))!;

        Assert.That(error.Message, Does.Contain(name).And.Contain(cause));
        using var sound = factory.CreateFromToml<IBackbone>("type = \"SoundBackbone\"").AsModule();
        Assert.That(sound.GetName(), Is.EqualTo("SoundBackbone"));
    }

    [Test]
    public void A_component_of_no_kind_is_reported() =>
        CheckTrouble("ThirdParty.Troubles.NoInterface: it has [Component] but implements no component kind (an interface with [ComponentKind], such as IBackbone)");

    [Test]
    public void An_abstract_component_is_reported() =>
        CheckTrouble("ThirdParty.Troubles.AbstractBackbone: it has [Component] but is abstract or generic, so that nothing can be built of it");

    [Test]
    public void A_component_of_two_kinds_must_choose()
    {
        CheckTrouble("ThirdParty.Troubles.TwoKinds: it implements several kinds (backbone, neck); choose one with [Component(\"TwoKinds\", Kind = \"...\")]");
        using var folder = new PluginFolder();
        Assert.That(Troubles(folder).Components.Single(c => c.Name == "ChosenKind").Kind, Is.EqualTo("neck"));
    }

    [Test]
    public void Two_components_of_one_name_in_one_plugin_are_reported() =>
        CheckTrouble("ThirdParty.Troubles.SoundBackboneAgain: the name 'SoundBackbone' is already that of ThirdParty.Troubles.SoundBackbone; give it another");

    [Test]
    public void A_component_name_with_a_slash_is_reported() =>
        CheckTrouble("ThirdParty.Troubles.BadName: 'Bad/Name' is no name for a component: it must not be empty or contain '/'");

    private static PluginRecord Troubles(PluginFolder folder)
    {
        File.Delete(Path.Combine(folder.Drop("ThirdParty.Troubles"), "Acme.Gone.dll"));
        return folder.Load().Plugins.Single(p => p.Name == "ThirdParty.Troubles");
    }

    private static void CheckTrouble(string diagnostic)
    {
        using var folder = new PluginFolder();
        var plugin = Troubles(folder);
        Assert.That(plugin.Diagnostics, Does.Contain(diagnostic));
        Assert.That(plugin.Components.Select(c => c.Name), Does.Contain("SoundBackbone"));
    }

    /// <summary>Makes one broken plugin beside a good one.</summary>
    private static void Check(Action<PluginFolder, string> make, string diagnostic)
    {
        using var folder = new PluginFolder();
        make(folder, "Broken");
        folder.Drop("ThirdParty.Twin");

        var catalog = folder.Load();

        var broken = catalog.Plugins.Single(p => p.Name == "Broken");
        Assert.That(broken.State, Is.EqualTo(PluginState.Failed));
        Assert.That(broken.Diagnostics.Single(), Is.EqualTo(diagnostic));
        Assert.That(broken.Components, Is.Empty);
        Assert.That(catalog.Broken, Is.EqualTo(new[] { broken }));
        Assert.That(catalog.Plugins.Single(p => p.Name == "ThirdParty.Twin").State, Is.EqualTo(PluginState.Loaded));
    }
}
