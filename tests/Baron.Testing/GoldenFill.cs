using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Testing;

/// <summary>
/// The portable rule of the golden fixtures that fills weights and inputs from a name and a seed: fnv1a64 of the name mixed
/// with the seed, then splitmix64 by flat index.
/// </summary>
public static class GoldenFill
{
    /// <summary>Uniform doubles in [0, 1).</summary>
    public static double[] Uniform(string name, long count, long seed)
    {
        var x = Start(name, seed);
        var values = new double[count];
        for (long i = 0; i < count; i++)
        {
            values[i] = (Mix(unchecked(x + (ulong)i)) >> 40) / 16777216.0;
        }

        return values;
    }

    /// <summary>Float32 values <c>lo + (hi - lo) u</c>, computed in double.</summary>
    public static float[] Values(string name, long count, double lo, double hi, long seed)
    {
        var x = Start(name, seed);
        var values = new float[count];
        for (long i = 0; i < count; i++)
        {
            var u = (Mix(unchecked(x + (ulong)i)) >> 40) / 16777216.0;
            values[i] = (float)(lo + ((hi - lo) * u));
        }

        return values;
    }

    /// <summary>A float32 tensor of the rule.</summary>
    public static Tensor Fill(string name, long[] shape, double lo, double hi, long seed) =>
        tensor(Values(name, Count(shape), lo, hi, seed), shape, dtype: ScalarType.Float32).to(TestDevice.Active);

    /// <summary><c>gold.ints</c>: lo + floor(u (hi - lo)).</summary>
    public static long[] Ints(string name, long count, long lo, long hi, long seed) =>
        Uniform(name, count, seed).Select(u => lo + (long)Math.Floor(u * (hi - lo))).ToArray();

    /// <summary><c>gold.image</c>: a CHW float32 image of 0..255 with structure at 64, 16 and 1 pixel.</summary>
    public static Tensor Image(string name, int height, int width, long seed)
    {
        var coarse = Plane(name + "/g64", height, width, 64, seed, out var coarseWidth, out var coarseHeight);
        var middle = Plane(name + "/g16", height, width, 16, seed, out var middleWidth, out var middleHeight);
        var fine = Values(name + "/g1", 3L * height * width, 0, 255, seed);
        var values = new float[3L * height * width];
        for (var c = 0; c < 3; c++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var i = (((long)c * height) + y) * width + x;
                    double a = coarse[(((c * coarseHeight) + (y / 64)) * coarseWidth) + (x / 64)];
                    double b = middle[(((c * middleHeight) + (y / 16)) * middleWidth) + (x / 16)];
                    values[i] = (float)((0.6 * a) + (0.25 * b) + (0.15 * fine[i]));
                }
            }
        }

        return tensor(values, [3, height, width], dtype: ScalarType.Float32);
    }

    /// <summary><c>gold.boxes</c>: n boxes xyxy inside h x w.</summary>
    public static Tensor Boxes(string name, int count, int height, int width, long seed, double smin = 0.05, double smax = 0.6)
    {
        var u = Uniform(name, count * 4L, seed);
        var values = new float[count * 4];
        for (var i = 0; i < count; i++)
        {
            var bw = (smin + ((smax - smin) * u[(i * 4) + 2])) * width;
            var bh = (smin + ((smax - smin) * u[(i * 4) + 3])) * height;
            var x1 = u[i * 4] * (width - bw);
            var y1 = u[(i * 4) + 1] * (height - bh);
            values[i * 4] = (float)x1;
            values[(i * 4) + 1] = (float)y1;
            values[(i * 4) + 2] = (float)(x1 + bw);
            values[(i * 4) + 3] = (float)(y1 + bh);
        }

        return tensor(values, [count, 4], dtype: ScalarType.Float32).to(TestDevice.Active);
    }

    /// <summary>
    /// Fills a module's parameters and buffers from a weight table, rows <c>[key, shape, lo, hi, first, last, sum]</c>. Every row
    /// must exist in the module with that shape; state entries that the table does not list are returned.
    /// </summary>
    /// <param name="module">The module whose state dict names are those of the table.</param>
    /// <param name="table">The table.</param>
    /// <param name="seed">The fixture's seed.</param>
    /// <param name="rename">Maps a table key to the module's key (for modules that are a part of the table's root); null skips.</param>
    /// <returns>Names in the module's state dict that were not filled, without num_batches_tracked.</returns>
    public static IReadOnlyList<string> FillModule(nn.Module module, JsonElement table, long seed, Func<string, string?>? rename = null)
    {
        using var noGrad = no_grad();
        if (TestDevice.Active.type != CPU.type)
        {
            module.to(TestDevice.Active);
        }

        var state = module.state_dict();
        var left = state.Keys.Where(k => !k.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        foreach (var row in table.EnumerateArray())
        {
            var key = row[0].GetString()!;
            var target = rename is null ? key : rename(key);
            if (target is null)
            {
                continue;
            }

            if (!state.TryGetValue(target, out var destination))
            {
                throw new InvalidOperationException($"The module has no '{target}'; it has: {string.Join(", ", state.Keys.Take(400))}");
            }

            var shape = row[1].EnumerateArray().Select(e => e.GetInt64()).ToArray();
            if (!shape.SequenceEqual(destination.shape))
            {
                throw new InvalidOperationException($"'{target}' is [{string.Join(", ", destination.shape)}], the fixture has [{string.Join(", ", shape)}].");
            }

            using var values = Fill(key, shape, row[2].GetDouble(), row[3].GetDouble(), seed);
            destination.copy_(values);
            left.Remove(target);
        }

        return left.Order(StringComparer.Ordinal).ToList();
    }

    private static float[] Plane(string name, int height, int width, int cell, long seed, out int columns, out int rows)
    {
        columns = (width + cell - 1) / cell;
        rows = (height + cell - 1) / cell;
        return Values(name, 3L * rows * columns, 0, 255, seed);
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);

    private static ulong Start(string name, long seed)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            hash = unchecked((hash ^ b) * 0x100000001b3UL);
        }

        return hash ^ unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
