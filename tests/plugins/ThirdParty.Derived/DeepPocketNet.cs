using Baron.Registry;
using ThirdParty.Backbone;

namespace ThirdParty.Derived;

/// <summary>The other plugin's network with one level more.</summary>
/// <param name="width">Channels of the first level.</param>
[Component("DeepPocketNet")]
public sealed class DeepPocketNet(int width = 8) : PocketNet(width, numLevels: 5);
