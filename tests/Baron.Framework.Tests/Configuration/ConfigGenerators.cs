using Baron.Configuration;
using FsCheck;
using FsCheck.Fluent;

namespace Baron.Framework.Tests.Configuration;

/// <summary>Random configs.</summary>
internal static class ConfigGenerators
{
    private static readonly SourcePosition Here = new("random");

    private static readonly Gen<string> Text = ArbMap.Default.GeneratorFor<NonNull<string>>()
        .Select(s => new string([.. s.Get.Where(c => !char.IsSurrogate(c))]));

    private static readonly Gen<string> Key = Gen.OneOf(
        Gen.Elements("a", "b", "c", "type", "num_stages", "0", "1", "x y", "p.q", "é"),
        Text.Where(t => !t.StartsWith('_')));

    private static readonly Gen<object> ScalarValue = Gen.OneOf(
        Text.Select(t => (object)t),
        Gen.Elements<object>("${", "$${x}", "$", "line\nbreak", "tab\t\"quote\" \\ \u0001", "${a.b}"),
        ArbMap.Default.GeneratorFor<long>().Select(n => (object)n),
        ArbMap.Default.GeneratorFor<double>().Select(n => (object)n),
        ArbMap.Default.GeneratorFor<bool>().Select(b => (object)b));

    /// <summary>Tables of any form.</summary>
    public static Arbitrary<ConfigTable> Tables { get; } = Gen.Sized(size => Table(Math.Min(size, 24))).ToArbitrary();

    /// <summary>Tables in which a key always holds the same form, so that merging never changes a table into something else.</summary>
    public static Arbitrary<ConfigTable> TypedTables { get; } = TypedTable(3).ToArbitrary();

    private static Gen<ConfigNode> Node(int size) => size <= 0
        ? ScalarValue.Select(v => (ConfigNode)new ConfigScalar(v, Here))
        : Gen.OneOf(
            ScalarValue.Select(v => (ConfigNode)new ConfigScalar(v, Here)),
            Node(size / 3).ListOf().Select(items => (ConfigNode)new ConfigArray(items.Take(5), Here)),
            Table(size / 3).ListOf().Select(items => (ConfigNode)new ConfigArray(items.Take(4), Here)),
            Table(size / 2).Select(t => (ConfigNode)t));

    private static Gen<ConfigTable> Table(int size) =>
        from count in Gen.Choose(0, 6)
        from keys in Key.ListOf(count)
        from values in Node(size - 1).ListOf(count)
        select new ConfigTable(keys.Zip(values, (k, v) => new ConfigEntry(k, Here, v)), Here);

    private static Gen<ConfigTable> TypedTable(int depth) =>
        from scalars in Gen.Elements("s1", "s2", "s3").ListOf(2)
        from values in ScalarValue.Where(v => v is not string).ListOf(2)
        from tables in Gen.Elements("t1", "t2").ListOf(depth > 0 ? 2 : 0)
        from inner in (depth > 0 ? TypedTable(depth - 1) : Gen.Constant(new ConfigTable([], Here))).ListOf(tables.Count)
        select new ConfigTable(
            scalars.Zip(values, (k, v) => new ConfigEntry(k, Here, new ConfigScalar(v, Here)))
                .Concat(tables.Zip(inner, (k, v) => new ConfigEntry(k, Here, v))),
            Here);
}
