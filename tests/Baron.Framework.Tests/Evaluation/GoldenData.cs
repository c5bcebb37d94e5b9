using Baron.Testing;
using NUnit.Framework;

namespace Baron.Framework.Tests.Evaluation;

/// <summary>The annotation and result files beside fixtures.</summary>
internal static class GoldenData
{
    /// <summary>The path of a file: in the folder of fixtures, else in tests/golden; ignores the test where it is in neither and no folder was named.</summary>
    public static string Find(string name)
    {
        var path = Path.Combine(RepositoryPaths.Golden, name);
        if (File.Exists(path) || RepositoryPaths.GoldenIsExplicit)
        {
            return path;
        }

        path = Path.Combine(RepositoryPaths.Root, "tests", "golden", name);
        if (!File.Exists(path))
        {
            Assert.Ignore($"{name} is not here; set BARON_GOLDEN to the folder that has it.");
        }

        return path;
    }
}
