using Baron.Registry;
using NUnit.Framework;
using static Baron.Framework.Tests.Registry.SampleComponents;

namespace Baron.Framework.Tests.Registry;

public sealed class ComponentHelpTests
{
    [Test]
    public void One_line_of_help_is_the_first_sentence_of_the_documentation()
    {
        var framework = ComponentCatalog.CreateDefault();
        var lines = framework.Components.Select(c => (c.Name, Help: ComponentHelp.OneLine(c))).ToList();
        Assert.That(lines.Where(l => l.Help.Length == 0), Is.Empty);
        Assert.That(lines.Where(l => l.Help.Contains('<')), Is.Empty);
        Assert.That(lines.Where(l => l.Help.EndsWith('.')), Is.Empty);
    }

    [Test]
    public void Every_key_of_the_frameworks_components_has_help()
    {
        var catalog = ComponentCatalog.CreateDefault();
        var silent = catalog.Components
            .SelectMany(c => ComponentHelp.Describe(c, catalog).Parameters.Where(p => p.Help.Length == 0).Select(p => $"{c.Name}.{p.Key}"));
        Assert.That(silent, Is.Empty);
    }

    [Test]
    public void A_description_has_keys_with_forms_defaults_and_whether_they_are_required()
    {
        var catalog = Catalog();
        var circle = ComponentHelp.Describe(catalog.Get("Circle"), catalog);
        Assert.That(circle.Parameters.Select(p => (p.Key, p.Type, p.IsRequired, p.Default)), Is.EqualTo(new (string, string, bool, string?)[]
        {
            ("radius", "number", true, null),
            ("fill_mode", "\"solid\" | \"even_odd\" | \"none!\"", false, "\"even_odd\""),
            ("paint", "paint", false, null),
        }));
    }

    [Test]
    public void A_description_shows_option_tables_default_components_extra_keys_and_services()
    {
        var catalog = Catalog();
        var every = ComponentHelp.Describe(catalog.Get("Every"), catalog).Parameters.ToDictionary(p => p.Key);
        Assert.That(every["options"].Keys.Select(k => k.Key), Is.EqualTo(new[] { "type", "iou_threshold", "inner" }));
        Assert.That(every["pairs"].Type, Is.EqualTo("list of [string, number]"));
        Assert.That(every["paints"].Type, Is.EqualTo("paint or list of them"));
        Assert.That(every["f"].Default, Is.EqualTo("3.0"));
        Assert.That(ComponentHelp.Describe(catalog.Get("Gradient"), catalog).Parameters[0].Default, Is.EqualTo("{ type = \"RedPaint\" }"));
        Assert.That(ComponentHelp.Describe(catalog.Get("Branches"), catalog).Parameters[1].Key, Is.EqualTo("(any other key)"));
        Assert.That(ComponentHelp.Describe(catalog.Get("Noisy"), catalog).Services, Is.EqualTo(new[] { "IClock", "Clock" }));
    }
}
