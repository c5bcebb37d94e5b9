using Baron.Configuration;
using NUnit.Framework;

namespace Baron.Framework.Tests.Configuration;

public sealed class WriterTests
{
    [TestCase("a = 1")]
    [TestCase("a = -0.0\nb = 1e300\nc = inf\nd = -inf\ne = nan\nf = 1.0\ng = 0.1\nh = 1e-7")]
    [TestCase("a = \"q\\\" b\\\\ n\\n t\\t u\\u0001 \u00e4 \U0001F600 del\\u007F\"")]
    [TestCase("a = 1979-05-27T07:32:00Z\nb = 1979-05-27T07:32:00.5+01:00\nc = 1979-05-27\nd = 07:32:00\ne = 1979-05-27T07:32:00.123")]
    [TestCase("a = []\nb = {}\nc = [[], [[1]], [{}]]\n[d]\n[e.f]\n[[g]]\n[[g]]")]
    [TestCase("\"key with spaces\" = 1\n\"\" = 2\n\"a.b\" = { \"c d\" = 3 }\n[\"x.y\".\"z w\"]\nq = 1")]
    [TestCase("[[a]]\nx = 1\n[[a.b]]\ny = 2\n[[a.b.c]]\nz = { p = { q = { r = { s = 1 } } } }\n[[a]]\n[a.b]\ny = 3")]
    [TestCase("[t]\nbig = { a = { b = { c = { d = { e = 1 } } } } }\nlater = 1\n[t.x]\ny = 2")]
    [TestCase("a = \"$${b} $$ ${c}\"\nc = 1")]
    public void What_is_written_reads_back_to_the_same_and_is_written_the_same_again(string toml)
    {
        var document = ConfigDocument.Parse(toml);
        var once = document.ToToml();
        var again = ConfigDocument.Parse(once);
        Assert.That(ConfigNode.DeepEquals(document.Root, again.Root), once);
        Assert.That(again.ToToml(), Is.EqualTo(once));
    }

    [Test]
    public void Short_tables_stand_inline_and_long_ones_under_headers()
    {
        var toml = ConfigDocument.Parse("""
            [model]
            type = "FasterRCNN"
            [model.backbone]
            type = "ResNet"
            depth = 50
            strides = [1, 2, 2, 2]
            dilations = [1, 1, 1, 1]
            out_indices = [0, 1, 2, 3]
            frozen_stages = 1
            style = "pytorch"
            [model.backbone.norm_cfg]
            type = "BN"
            requires_grad = true
            [[pipeline]]
            type = "LoadImageFromFile"
            [[pipeline]]
            type = "Resize"
            scale = [1333, 800]
            keep_ratio = true
            """).ToToml();
        Assert.That(toml, Is.EqualTo("""
            [model]
            type = "FasterRCNN"

            [model.backbone]
            type = "ResNet"
            depth = 50
            strides = [1, 2, 2, 2]
            dilations = [1, 1, 1, 1]
            out_indices = [0, 1, 2, 3]
            frozen_stages = 1
            style = "pytorch"
            norm_cfg = { type = "BN", requires_grad = true }

            [[pipeline]]
            type = "LoadImageFromFile"

            [[pipeline]]
            type = "Resize"
            scale = [1333, 800]
            keep_ratio = true

            """));
    }

    [Test]
    public void Lists_of_short_tables_stand_one_to_a_line()
    {
        var toml = ConfigDocument.Parse("[[hooks]]\ntype = \"A\"\n[[hooks]]\ntype = \"B\"\ninterval = 5").ToToml();
        Assert.That(toml, Is.EqualTo("hooks = [\n    { type = \"A\" },\n    { type = \"B\", interval = 5 },\n]\n"));
    }

    [Test]
    public void Long_lists_are_broken_into_lines()
    {
        var toml = ConfigDocument.Parse($"ids = [{string.Join(", ", Enumerable.Range(0, 100))}]").ToToml();
        Assert.That(toml.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(120));
        Assert.That(((ConfigArray)ConfigDocument.Parse(toml).Root["ids"]!).Count, Is.EqualTo(100));
    }

    [Test]
    public void The_order_of_tables_is_kept()
    {
        var big = "{ a = \"" + new string('x', 120) + "\" }";
        var document = ConfigDocument.Parse($"[hooks]\nfirst = {{ a = 1 }}\nsecond = {big}\nthird = {{ a = 1 }}\nfourth = {big}");
        var again = ConfigDocument.Parse(document.ToToml());
        Assert.That(((ConfigTable)again.Root["hooks"]!).Keys, Is.EqualTo(new[] { "first", "second", "third", "fourth" }));
    }
}
