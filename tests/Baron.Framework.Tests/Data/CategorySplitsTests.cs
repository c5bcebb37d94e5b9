using Baron.Data;
using Baron.Data.Coco;
using NUnit.Framework;

namespace Baron.Framework.Tests.Data;

public sealed class CategorySplitsTests
{
    [Test]
    public void The_file_has_the_first_word()
    {
        var splits = CategorySplits.Of([new CocoCategory(1, "cat", "base"), new CocoCategory(2, "bus", "novel"), new CocoCategory(3, "x")]);
        Assert.That(splits, Is.EqualTo(new Dictionary<int, string> { [1] = "base", [2] = "novel" }));
    }

    [Test]
    public void Classes_of_COCO_are_told_by_name()
    {
        var splits = CategorySplits.Of([new CocoCategory(1, "person"), new CocoCategory(17, "cat"), new CocoCategory(10, "traffic light")]);
        Assert.That(splits, Is.EqualTo(new Dictionary<int, string> { [1] = "base", [17] = "novel" }));
    }

    [Test]
    public void Classes_of_LVIS_are_told_by_frequency()
    {
        var splits = CategorySplits.Of([new CocoCategory(1, "a", Frequency: "r"), new CocoCategory(2, "b", Frequency: "c"), new CocoCategory(3, "c", Frequency: "f")]);
        Assert.That(splits, Is.EqualTo(new Dictionary<int, string> { [1] = "novel", [2] = "base", [3] = "base" }));
    }

    [Test]
    public void Classes_of_neither_are_a_readable_error() =>
        Assert.That(() => CategorySplits.Of([new CocoCategory(1, "gizmo")]), Throws.TypeOf<BaronException>().With.Message.Contains("cannot be told apart"));
}
