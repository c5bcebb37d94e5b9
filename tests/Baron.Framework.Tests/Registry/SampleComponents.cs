using System.ComponentModel.DataAnnotations;
using Baron.Configuration;
using Baron.Registry;
using Microsoft.Extensions.DependencyInjection;

namespace Baron.Framework.Tests.Registry;

/// <summary>A little world of components for the tests of catalog and factory.</summary>
public static class SampleComponents
{
    public static readonly Type[] All =
    [
        typeof(Circle), typeof(Square), typeof(Group), typeof(RedPaint), typeof(Gradient), typeof(Noisy), typeof(Every), typeof(Thrower),
        typeof(TwoConstructors), typeof(Chosen), typeof(Files), typeof(Lazy), typeof(Endless), typeof(Disposed), typeof(Branches), typeof(Limits), typeof(Painter),
    ];

    public static ComponentCatalog Catalog()
    {
        var catalog = new ComponentCatalog();
        if (catalog.Register(All, "Sample", "1.0") is { Count: > 0 } wrong)
        {
            throw new InvalidOperationException(string.Join("; ", wrong));
        }

        return catalog;
    }

    public static ComponentFactory Factory(IServiceProvider? services = null) => new(Catalog(), services);

    [ComponentKind("shape")]
    public interface IShape;

    [ComponentKind("paint")]
    public interface IPaint;

    public interface IDeepPaint : IPaint;

    public interface IClock
    {
        int Now { get; }
    }

    public enum FillMode
    {
        Solid,
        EvenOdd,

        [ConfigKey("none!")]
        Nothing,
    }

    public sealed class Clock : IClock
    {
        public int Now => 42;
    }

    /// <summary>A circle. It is round, as in "3.5 round". Second sentence.</summary>
    /// <remarks>Circles have no <see cref="Square"/> corners.</remarks>
    [Component("Circle")]
    public sealed class Circle : IShape
    {
        /// <summary>Creates it.</summary>
        /// <param name="radius">Radius in <c>pixels</c>, with <paramref name="fillMode"/>.</param>
        /// <param name="fillMode">How it is filled.</param>
        /// <param name="paint">What with.</param>
        public Circle(double radius, FillMode fillMode = FillMode.EvenOdd, IPaint? paint = null)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(radius);
            (Radius, FillMode, Paint) = (radius, fillMode, paint);
        }

        public double Radius { get; }

        public FillMode FillMode { get; }

        public IPaint? Paint { get; }
    }

    [Component("Square")]
    public sealed class Square(int numCorners = 4) : IShape
    {
        public int NumCorners { get; } = numCorners;
    }

    /// <summary>Several shapes.</summary>
    /// <param name="shapes">The shapes.</param>
    [Component("Group")]
    public sealed class Group(IReadOnlyList<IShape> shapes, IReadOnlyDictionary<string, IShape>? named = null, [DefaultComponent("RedPaint")] IPaint? ground = null) : IShape
    {
        public IReadOnlyList<IShape> Shapes { get; } = shapes;

        public IReadOnlyDictionary<string, IShape>? Named { get; } = named;

        public IPaint? Ground { get; } = ground;
    }

    [Component("RedPaint")]
    public sealed class RedPaint(float alpha = 1f) : IDeepPaint
    {
        public float Alpha { get; } = alpha;
    }

    [Component("Gradient")]
    public sealed class Gradient([DefaultComponent("RedPaint")] IPaint from, IPaint? to = null) : IPaint
    {
        public IPaint From { get; } = from;

        public IPaint? To { get; } = to;
    }

    [Component("Painter")]
    public sealed class Painter(IDeepPaint paint, RedPaint? spare = null) : IShape
    {
        public IDeepPaint Paint { get; } = paint;

        public RedPaint? Spare { get; } = spare;
    }

    [Component("Noisy")]
    public sealed class Noisy(IClock clock, int level, [FromServices] Clock? second = null) : IShape
    {
        public IClock Clock { get; } = clock;

        public int Level { get; } = level;

        public Clock? Second { get; } = second;
    }

    public sealed record Options(string Type, double IouThreshold = 0.5, Options? Inner = null);

    public readonly record struct Span(int From, int To);

    public sealed class NumberOrList : IConfigBindable<NumberOrList>
    {
        public static string ConfigForm => "a number or a list of numbers";

        public double[] Values { get; private init; } = [];

        public static NumberOrList FromConfig(ConfigNode node)
        {
            var values = node is ConfigArray list ? list.Select(item => item.AsDouble()).ToArray() : [node.AsDouble()];
            return values.Length > 3 ? throw new ArgumentException("there are at most 3 numbers") : new NumberOrList { Values = values };
        }
    }

    [Component("Every")]
    public sealed class Every(
        int i = 1,
        long l = 2,
        float f = 3,
        double d = 4,
        bool b = false,
        string s = "",
        int? ni = null,
        double? nd = null,
        FillMode? nf = null,
        int[]? ints = null,
        IReadOnlyList<double>? numbers = null,
        List<string>? words = null,
        IReadOnlySet<string>? set = null,
        IReadOnlyDictionary<string, int>? counts = null,
        IReadOnlyDictionary<int, string>? names = null,
        (int Width, int Height)? size = null,
        IReadOnlyList<(string, double)>? pairs = null,
        int[][]? nested = null,
        Options? options = null,
        IReadOnlyList<Options>? many = null,
        Span? span = null,
        NumberOrList? union = null,
        ConfigNode? node = null,
        ConfigTable? table = null,
        [SingleOrList] IReadOnlyList<IPaint>? paints = null,
        [ConfigKey("odd-key")] int renamed = 0,
        Structures.ImageSize? imageSize = null) : IShape
    {
        public object?[] Values { get; } = [i, l, f, d, b, s, ni, nd, nf];

        public int[]? Ints => ints;

        public IReadOnlyList<double>? Numbers => numbers;

        public List<string>? Words => words;

        public IReadOnlySet<string>? Set => set;

        public IReadOnlyDictionary<string, int>? Counts => counts;

        public IReadOnlyDictionary<int, string>? Names => names;

        public (int Width, int Height)? Size => size;

        public IReadOnlyList<(string, double)>? Pairs => pairs;

        public int[][]? Nested => nested;

        public Options? Options => options;

        public IReadOnlyList<Options>? Many => many;

        public Span? Span => span;

        public NumberOrList? Union => union;

        public ConfigNode? Node => node;

        public ConfigTable? Table => table;

        public IReadOnlyList<IPaint>? Paints => paints;

        public int Renamed => renamed;

        public Structures.ImageSize? ImageSize => imageSize;
    }

    [Component("Thrower")]
    public sealed class Thrower : IShape
    {
        public Thrower(string how, IShape? before = null)
        {
            Exception error = how switch
            {
                "argument" => new ArgumentException("Nobody throws like that.", nameof(how)),
                "range" => new ArgumentOutOfRangeException(nameof(how), how, "It is out of range."),
                "user" => new BaronException("The file x.json is missing."),
                "cancel" => new OperationCanceledException(),
                _ => new InvalidOperationException("Deep\ntrouble."),
            };
            _ = before;
            throw error;
        }
    }

    [Component("TwoConstructors")]
    public sealed class TwoConstructors : IShape
    {
        public TwoConstructors()
        {
        }

        public TwoConstructors(int size) => _ = size;
    }

    [Component("Chosen")]
    public sealed class Chosen : IShape
    {
        public Chosen()
        {
        }

        [ActivatorUtilitiesConstructor]
        public Chosen(int size) => Size = size;

        public int Size { get; }
    }

    [Component("Files")]
    public sealed class Files(
        [FilePath] string? file = null,
        [DirectoryPath] string? dataRoot = null,
        [FilePath(RelativeTo = "data_root")] string? annFile = null,
        [DirectoryPath(RelativeTo = "data_root")] IReadOnlyDictionary<string, string>? dataPrefix = null,
        [FilePath(Output = true)] string? output = null,
        [FilePath] IReadOnlyList<string>? list = null,
        string? plain = null) : IShape
    {
        public string?[] Values { get; } = [file, dataRoot, annFile, output, plain, .. dataPrefix?.Values ?? [], .. list ?? []];
    }

    [Component("Lazy")]
    public sealed class Lazy(Deferred<IShape> inner, IReadOnlyList<Deferred<IPaint>>? paints = null) : IShape
    {
        public Deferred<IShape> Inner { get; } = inner;

        public IReadOnlyList<Deferred<IPaint>>? Paints { get; } = paints;
    }

    [Component("Endless")]
    public sealed class Endless([DefaultComponent("Endless")] IShape inner) : IShape
    {
        public IShape Inner { get; } = inner;
    }

    [Component("Disposed")]
    public sealed class Disposed(int id) : IShape, IDisposable
    {
        public static List<int> Ids { get; } = [];

        public void Dispose() => Ids.Add(id);
    }

    [Component("Branches")]
    public sealed class Branches(IReadOnlyList<string> fields, [ExtraKeys] IReadOnlyDictionary<string, IShape> branches) : IShape
    {
        public IReadOnlyList<string> Fields { get; } = fields;

        public IReadOnlyDictionary<string, IShape> BranchesByName { get; } = branches;
    }

    [Component("Limits")]
    public sealed class Limits([Range(0.0, 1.0)] double ratio = 0.5, [AllowedValues(18, 34, 50)] int depth = 18, [Length(2, 2)] int[]? pair = null) : IShape
    {
        public object?[] Values { get; } = [ratio, depth, pair];
    }
}
