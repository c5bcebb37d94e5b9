namespace Baron.Registry;

/// <summary>
/// Marks a list parameter, or a dictionary of lists, for which a config may write a single value in place of a list of one.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SingleOrListAttribute : Attribute;
