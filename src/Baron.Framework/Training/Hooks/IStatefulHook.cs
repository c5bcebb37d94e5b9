using System.Text.Json.Nodes;

namespace Baron.Training.Hooks;

/// <summary>A hook whose own state belongs in checkpoints.</summary>
public interface IStatefulHook : IHook
{
    /// <summary>The state.</summary>
    JsonObject SaveState();

    /// <summary>Continues from a state.</summary>
    /// <param name="state">What <see cref="SaveState"/> returned.</param>
    void LoadState(JsonObject state);
}
