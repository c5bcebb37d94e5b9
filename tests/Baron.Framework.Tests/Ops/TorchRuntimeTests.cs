using Baron.Ops;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Ops;

public sealed class TorchRuntimeTests
{
    [Test]
    public void The_runtime_names_what_it_multiplies_with()
    {
        Assert.That(TorchRuntime.TorchVersion, Does.Match(@"^\d+\.\d+"));
        Assert.That(TorchRuntime.BlasLibrary, Does.Exist);
        Assert.That(TorchRuntime.HasFastBlas, Is.Not.Null);
        Assert.That(TorchRuntime.HasFusedOperators(CPU), Is.True);
        Assert.That(TorchRuntime.HasFusedOperators(META), Is.False);
    }
}
