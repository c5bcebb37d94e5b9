using NUnit.Framework;
using NUnit.Framework.Interfaces;
using static TorchSharp.torch;

namespace Baron.Testing;

/// <summary>
/// Tests that compute on <see cref="TestDevice.Chosen"/>: what <see cref="GoldenFill"/> and <see cref="GoldenFixture"/> make lies there, and
/// modules that are filled move there.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OnDeviceAttribute : Attribute, ITestAction
{
    /// <inheritdoc/>
    public ActionTargets Targets => ActionTargets.Test;

    /// <inheritdoc/>
    public void BeforeTest(ITest test) => TestDevice.Active = TestDevice.Chosen;

    /// <inheritdoc/>
    public void AfterTest(ITest test) => TestDevice.Active = CPU;
}
