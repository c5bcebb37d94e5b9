using Baron.Testing.Fuzzing;
using NUnit.Framework;

namespace Baron.Framework.Tests.Fuzzing;

/// <summary>Damaged files of every kind that the framework reads; those that only plugins read are in the plugins' tests.</summary>
[Category("Slow")]
public sealed class FuzzTests
{
    private static IEnumerable<FuzzTarget> Targets => [.. FuzzTargets.All, .. DataFuzzTargets.All];

    [TestCaseSource(nameof(Targets))]
    public void Damaged_files_are_read_or_refused(FuzzTarget target) => FuzzRun.Check(target);
}
