namespace Baron.Registry;

/// <summary>
/// Marks the one constructor parameter, an <c>IReadOnlyDictionary&lt;string, T&gt;</c>, that takes every key of the config table
/// which no other parameter has the name of, for components whose keys the user chooses, such as the branches of
/// <c>MultiBranch</c>. Its values bind as <c>T</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RemainingKeysAttribute : Attribute;
