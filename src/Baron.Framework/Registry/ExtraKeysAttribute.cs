namespace Baron.Registry;

/// <summary>
/// Marks a dictionary parameter that takes all keys of the table which no other parameter has, for components with keys of the
/// user's choice: <c>[ExtraKeys] IReadOnlyDictionary&lt;string, ITransform&gt; branches</c>. Without extra keys it is empty.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ExtraKeysAttribute : Attribute;
