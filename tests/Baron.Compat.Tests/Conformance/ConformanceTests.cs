using NUnit.Framework;

namespace Baron.Compat.Tests.Conformance;

/// <summary>
/// A stand-in may have less than the package whose place it takes, never something else. The lines of the packages' listings that the
/// stand-ins use are in api/; after adding a member, refresh them where the whole listings are at hand:
/// <c>BARON_SHARED=... dotnet test tests/Baron.Compat.Tests --filter "Name~Refresh_the_listing_lines"</c>.
/// </summary>
[Category("Conformance")]
public sealed class ConformanceTests
{
    private static IEnumerable<TestCaseData> StandIns(string what) =>
        StandIn.All.Select(s => new TestCaseData(s.Name) { TestName = $"{s.Name}: {what}" });

    [TestCaseSource(nameof(StandIns), new object[] { "every public member has the real package's signature" })]
    public void Every_public_member_has_the_real_signature(string name)
    {
        var standIn = StandIn.All.Single(s => s.Name == name);
        var (compared, differences) = standIn.CompareWith(ListingFile.Read(standIn.Committed));
        TestContext.Out.WriteLine($"{name}: {compared} members compared, {differences.Count} differences");
        Assert.That(differences, Is.Empty, "not in api/; if the real package has them, refresh its lines (see this test's class)");
        Assert.That(compared, Is.GreaterThan(0));
    }

    [TestCaseSource(nameof(StandIns), new object[] { "the committed lines are the real package's" })]
    public void The_committed_lines_are_the_real_packages(string name)
    {
        var standIn = StandIn.All.Single(s => s.Name == name);
        if (standIn.Full.Length == 0)
        {
            Assert.Ignore("The whole listings are not here; set BARON_SHARED.");
        }

        var full = ListingFile.Read(standIn.Full);
        foreach (var type in ListingFile.Read(standIn.Committed).Values)
        {
            Assert.That(full, Does.ContainKey(type.Key));
            Assert.That(type.Heading, Is.EqualTo(full[type.Key].Heading));
            Assert.That(type.Members, Is.SubsetOf(full[type.Key].Members), type.Key);
        }

        Assert.That(standIn.CompareWith(full).Differences, Is.Empty);
    }

    [Test]
    [Explicit("Writes api/ from the whole listings.")]
    public void Refresh_the_listing_lines()
    {
        foreach (var standIn in StandIn.All)
        {
            Assert.That(standIn.Full, Is.Not.Empty, "set BARON_SHARED to the folder that holds api/");
            var full = ListingFile.Read(standIn.Full);
            using var writer = new StringWriter { NewLine = "\n" };
            foreach (var type in AssemblyListing.Of(standIn.Assembly))
            {
                if (full.TryGetValue(type.Key, out var real))
                {
                    var own = type.Members.ToHashSet(StringComparer.Ordinal);
                    writer.WriteLine(real.Heading);
                    foreach (var member in real.Members.Where(own.Contains))
                    {
                        writer.WriteLine(member);
                    }

                    writer.WriteLine();
                }
            }

            File.WriteAllText(standIn.Committed, writer.ToString());
        }
    }
}
