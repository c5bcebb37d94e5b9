using Baron.Configuration;
using NUnit.Framework;

namespace Baron.Framework.Tests.Configuration;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["depth", "num_stages", "out_indices", "style", "norm_cfg", "ResNet", "RPNHead"];

    [TestCase("dept", "depth")]
    [TestCase("detph", "depth")]
    [TestCase("numstages", "num_stages")]
    [TestCase("num-stages", "num_stages")]
    [TestCase("norm", "norm_cfg")]
    [TestCase("resnet", "ResNet")]
    [TestCase("RpnHead", "RPNHead")]
    [TestCase("out_indice", "out_indices")]
    public void The_nearest_name_is_found(string written, string expected)
    {
        Assert.That(NearestName.Find(written, Known), Is.EqualTo(expected));
    }

    [TestCase("learning_rate")]
    [TestCase("x")]
    [TestCase("")]
    public void Nothing_is_suggested_where_nothing_is_near(string written)
    {
        Assert.That(NearestName.Find(written, Known), Is.Null);
    }

    [TestCase("", "", 0)]
    [TestCase("abc", "abc", 0)]
    [TestCase("abc", "acb", 1)]
    [TestCase("abc", "ab", 1)]
    [TestCase("abc", "xabc", 1)]
    [TestCase("kitten", "sitting", 3)]
    [TestCase("", "abcd", 4)]
    public void The_distance_counts_edits_and_swaps(string a, string b, int expected)
    {
        Assert.That(NearestName.Distance(a, b), Is.EqualTo(expected));
        Assert.That(NearestName.Distance(b, a), Is.EqualTo(expected));
    }
}
