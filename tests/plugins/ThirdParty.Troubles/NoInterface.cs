using Baron.Registry;

namespace ThirdParty.Troubles;

/// <summary>Is a component of no kind.</summary>
[Component("NoInterface")]
public sealed class NoInterface;
