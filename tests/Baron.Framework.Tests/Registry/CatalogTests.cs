using System.Diagnostics.CodeAnalysis;
using Baron.Registry;
using NUnit.Framework;

namespace Baron.Framework.Tests.Registry;

public sealed class CatalogTests
{
    [ComponentKind("animal")]
    public interface IAnimal;

    [ComponentKind("pet")]
    public interface IPet : IAnimal;

    [ComponentKind("machine")]
    public interface IMachine;

    [Test]
    public void A_class_with_the_attribute_is_registered_under_its_name_with_the_kind_of_its_interface()
    {
        var catalog = Catalog(out var wrong, typeof(Wolf));
        var component = catalog.Components.Single();
        Assert.That(wrong, Is.Empty);
        Assert.That((component.Name, component.Kind, component.Plugin, component.Version), Is.EqualTo(("Wolf", "animal", "Test", "1.2.3")));
        Assert.That(component.ServiceType, Is.EqualTo(typeof(IAnimal)));
        Assert.That(component.ImplementationType, Is.EqualTo(typeof(Wolf)));
        Assert.That(component.QualifiedName, Is.EqualTo("Test/Wolf"));
    }

    [Test]
    public void Of_kinds_in_one_line_of_inheritance_the_most_derived_counts()
    {
        Assert.That(Catalog(out _, typeof(Dog)).Components.Single().Kind, Is.EqualTo("pet"));
    }

    [Test]
    public void Of_unrelated_kinds_the_attribute_chooses()
    {
        Assert.That(Catalog(out _, typeof(RobotDog)).Components.Single().Kind, Is.EqualTo("machine"));
    }

    [Test]
    public void A_class_with_two_attributes_has_two_names()
    {
        var catalog = Catalog(out var wrong, typeof(Renamed), typeof(Wolf));
        Assert.That(wrong, Is.Empty);
        Assert.That(catalog.Components.Select(c => c.Name), Is.EquivalentTo(new[] { "New", "Old", "Wolf" }));
        Assert.That(catalog.Get("Old").ImplementationType, Is.EqualTo(catalog.Get("New").ImplementationType));
        Assert.That(catalog.Nearest("Ol", typeof(IAnimal)), Is.EqualTo("Old"));
    }

    [TestCase(typeof(Stone), "implements no component kind")]
    [TestCase(typeof(Cyborg), "several kinds (animal, machine)")]
    [TestCase(typeof(AbstractBeast), "abstract")]
    [TestCase(typeof(GenericBeast<>), "generic")]
    [TestCase(typeof(BadName), "'a/b'")]
    [TestCase(typeof(WrongKind), "\"machine\"")]
    public void What_cannot_be_a_component_is_a_diagnostic_and_disturbs_no_other(Type type, string message)
    {
        var catalog = Catalog(out var wrong, type, typeof(Wolf));
        Assert.That(catalog.Components.Select(c => c.Name), Is.EqualTo(new[] { "Wolf" }));
        Assert.That(wrong.Single(), Has.Property("Message").Contains(message).And.Property("TypeName").Contains(type.Name));
    }

    [Test]
    public void Classes_without_the_attribute_are_passed_over()
    {
        Assert.That(Catalog(out var wrong, typeof(Plain)).Components, Is.Empty);
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Two_classes_of_one_plugin_with_one_name_are_a_diagnostic()
    {
        var catalog = Catalog(out var wrong, typeof(Wolf), typeof(OtherWolf));
        Assert.That(catalog.Components, Has.Count.EqualTo(1));
        Assert.That(wrong.Single().ToString(), Does.StartWith("Test: ").And.Contain("OtherWolf: the name 'Wolf' is already that of"));
    }

    [Test]
    public void Registering_a_type_again_does_nothing()
    {
        var catalog = Catalog(out _, typeof(Wolf));
        catalog.Register([typeof(Wolf)], "Test", "1.2.3");
        Assert.That(catalog.Components, Has.Count.EqualTo(1));
    }

    [Test]
    public void One_name_in_two_plugins_is_ambiguous_until_a_plugin_is_named()
    {
        var catalog = Catalog(out _, typeof(Wolf));
        catalog.Register([typeof(OtherWolf)], "Zoo", "1.0");
        var lookup = catalog.Find("Wolf", typeof(IAnimal));
        Assert.That(lookup.Component, Is.Null);
        Assert.That(lookup.Candidates.Select(c => c.Plugin), Is.EqualTo(new[] { "Test", "Zoo" }));
        Assert.That(catalog.Find("Zoo/Wolf", typeof(IAnimal)).Component!.ImplementationType, Is.EqualTo(typeof(OtherWolf)));
        Assert.That(catalog.IsAmbiguous(lookup.Candidates[0]));
        Assert.That(() => catalog.Get("Wolf"), Throws.TypeOf<BaronException>().With.Message.EqualTo(
            "'Wolf' is ambiguous: the plugins Test and Zoo both have it; write 'Test/Wolf' or 'Zoo/Wolf'."));
    }

    [Test]
    public void One_name_in_two_kinds_is_told_apart_by_what_is_asked_for()
    {
        var catalog = Catalog(out var wrong, typeof(Wolf), typeof(WolfMachine));
        Assert.That(wrong, Is.Empty);
        Assert.That(catalog.Find("Wolf", typeof(IMachine)).Component!.ImplementationType, Is.EqualTo(typeof(WolfMachine)));
        Assert.That(catalog.Find("Wolf", typeof(IAnimal)).Component!.ImplementationType, Is.EqualTo(typeof(Wolf)));
        Assert.That(catalog.Find("Wolf").Component, Is.Null);
    }

    [Test]
    public void A_component_of_another_kind_is_found_as_such()
    {
        var lookup = Catalog(out _, typeof(Wolf)).Find("Wolf", typeof(IMachine));
        Assert.That(lookup.Component, Is.Null);
        Assert.That(lookup.OfOtherKinds.Single().Name, Is.EqualTo("Wolf"));
    }

    [Test]
    public void Kinds_and_their_components_are_listed_in_order()
    {
        var catalog = Catalog(out _, typeof(Wolf), typeof(RobotDog), typeof(Dog), typeof(Bear));
        Assert.That(catalog.Kinds, Is.EqualTo(new[] { "animal", "machine", "pet" }));
        Assert.That(catalog.OfKind("animal").Select(c => c.Name), Is.EqualTo(new[] { "Bear", "Wolf" }));
        Assert.That(catalog.Assignable(typeof(IAnimal)).Select(c => c.Name), Is.EqualTo(new[] { "Bear", "Dog", "RobotDog", "Wolf" }));
    }

    [Test]
    public void A_name_that_is_not_registered_is_an_error_with_the_nearest_one()
    {
        Assert.That(() => Catalog(out _, typeof(Wolf), typeof(Bear)).Get("Wulf"), Throws.TypeOf<BaronException>().With.Message.Contains("did you mean 'Wolf'?"));
    }

    [Test]
    public void The_frameworks_own_components_are_registered_without_complaint()
    {
        var framework = typeof(ComponentCatalog).Assembly;
        var catalog = new ComponentCatalog();
        Assert.That(catalog.Register(framework, "Baron.Framework", "1.0"), Is.Empty);
        Assert.That(catalog.Components, Is.Not.Empty);
    }

    private static ComponentCatalog Catalog(out IReadOnlyList<RegistrationDiagnostic> wrong, params Type[] types)
    {
        var catalog = new ComponentCatalog();
        wrong = catalog.Register(types, "Test", "1.2.3");
        return catalog;
    }

    [Component("New")]
    [Component("Old")]
    public sealed class Renamed : IAnimal;

    [Component("Wolf")]
    public sealed class Wolf : IAnimal;

    [Component("Wolf")]
    public sealed class OtherWolf : IAnimal;

    [Component("Wolf")]
    public sealed class WolfMachine : IMachine;

    [Component("Bear")]
    public sealed class Bear : IAnimal;

    [Component("Dog")]
    public sealed class Dog : IPet;

    [Component("RobotDog", Kind = "machine")]
    public sealed class RobotDog : IMachine, IAnimal;

    [Component("Cyborg")]
    public sealed class Cyborg : IMachine, IAnimal;

    [Component("Stone")]
    public sealed class Stone;

    [Component("AbstractBeast")]
    [SuppressMessage("Design", "CA1012", Justification = "What is tested.")]
    public abstract class AbstractBeast : IAnimal;

    [Component("GenericBeast")]
    public sealed class GenericBeast<T> : IAnimal;

    [Component("a/b")]
    public sealed class BadName : IAnimal;

    [Component("WrongKind", Kind = "machine")]
    public sealed class WrongKind : IAnimal;

    public sealed class Plain : IAnimal;
}
