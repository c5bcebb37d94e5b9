using System.Globalization;
using System.Numerics;
using Baron.Checkpoints.Pickle;

namespace Baron.Checkpoints;

/// <summary>Finds the weights in what a pickle holds: takes wrappers off, joins nested names with dots.</summary>
internal sealed class PickleTree
{
    private const int MaxDepth = 64;
    private const int MaxVisits = 1_000_000;

    // Tied and expanded tensors have more bytes than the file; a few bytes must not become terabytes that way.
    private const long FreeBytes = 1L << 30;
    private const int MaxTimes = 64;

    // In this order: MMEngine and Lightning use state_dict, Detectron2 and timm model, Caffe2's converters blobs.
    private static readonly string[] Wrappers =
        ["state_dict", "model_state_dict", "model_state", "model", "blobs", "module"];

    // What trainers put beside the weights; a module has no such parts.
    private static readonly string[] Companions =
        ["epoch", "iteration", "iter", "global_step", "optimizer", "optimizers", "optimizer_state_dict", "optimizer_states", "lr_scheduler", "scheduler", "scaler", "args", "meta", "message_hub"];

    private readonly List<CheckpointTensor> _tensors = [];
    private readonly List<string> _leftOut = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<object> _path = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _parts = [];
    private readonly bool _bigEndian;
    private readonly HashSet<ByteSource> _sources = new(ReferenceEqualityComparer.Instance);
    private int _visits;
    private long _bytes;
    private long _stored;

    private PickleTree(bool bigEndian) => _bigEndian = bigEndian;

    /// <summary>Lists the tensors of the weights.</summary>
    /// <param name="format">The file's form.</param>
    /// <param name="root">What the pickle holds.</param>
    /// <param name="bigEndian">Whether storages are big-endian.</param>
    /// <exception cref="CheckpointFormatException">The tree is cyclic, too deep, or has a name twice.</exception>
    public static CheckpointContent Content(string format, object? root, bool bigEndian)
    {
        var tree = new PickleTree(bigEndian);
        var weights = tree.Unwrap(root);
        tree.Collect(weights, 0);
        return new CheckpointContent(format, tree._tensors) { LeftOut = tree._leftOut };
    }

    private object? Unwrap(object? root)
    {
        for (var depth = 0; depth < 4; depth++)
        {
            // A tensor at the top is a parameter beside others, unless what lies there is a trainer's.
            if (root is not PickleDict dict
                || (dict.Items.Any(item => item.Value is PickleTensor)
                    && !dict.Items.Any(item => item.Key is string name && (Companions.Contains(name) || name.EndsWith("state_dict", StringComparison.Ordinal)))))
            {
                return root;
            }

            var inner = Wrappers.Select(name => dict.TryGet(name, out var value) ? value : null).FirstOrDefault(HoldsTensors);
            if (inner is null)
            {
                return root;
            }

            root = inner;
        }

        return root;
    }

    private bool HoldsTensors(object? value)
    {
        // Breadth first and bounded: a wrapper's weights are never far below it.
        var queue = new Queue<(object? Value, int Depth)>();
        queue.Enqueue((value, 0));
        for (var visits = 0; queue.Count > 0 && visits < 100_000; visits++)
        {
            var (item, depth) = queue.Dequeue();
            switch (item)
            {
                case PickleTensor or PickleArray:
                    return true;
                case PickleDict dict when depth < 8:
                    foreach (var pair in dict.Items)
                    {
                        queue.Enqueue((pair.Value, depth + 1));
                    }

                    break;
                case PickleObject { State: PickleDict state } when depth < 8:
                    queue.Enqueue((state, depth + 1));
                    break;
            }
        }

        return false;
    }

    private void Collect(object? value, int depth)
    {
        if (++_visits > MaxVisits)
        {
            throw new CheckpointFormatException("it repeats its own parts without end");
        }

        switch (value)
        {
            case PickleTensor tensor:
                Add(Name(), n => tensor.ToCheckpointTensor(n, _bigEndian), tensor.Storage.Source!);
                break;
            case PickleArray array:
                if (array.ToCheckpointTensor(Name()) is { } values)
                {
                    Add(values.Name, _ => values, array.Source!);
                }
                else
                {
                    _leftOut.Add($"{PickleAllowList.Printable(Name())} ({array.TypeName})");
                }

                break;
            case PickleDict dict:
                Enter(dict, depth);
                foreach (var (key, item) in dict.Items)
                {
                    var part = key switch
                    {
                        string text => text,
                        long number => number.ToString(CultureInfo.InvariantCulture),
                        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
                        _ => null,
                    };
                    if (part is not null)
                    {
                        Collect(part, item, depth);
                    }
                    else if (HoldsTensors(item))
                    {
                        _parts.Add(WordFor(key));
                        _leftOut.Add($"{PickleAllowList.Printable(Name())} (a key that is no name)");
                        _parts.RemoveAt(_parts.Count - 1);
                    }
                }

                _path.Remove(dict);
                break;
            case PickleTuple tuple:
                CollectItems(tuple, tuple.Items, depth);
                break;
            case List<object?> list:
                CollectItems(list, list, depth);
                break;
            case PickleObject { State: PickleDict state } o:
                Enter(o, depth);
                Collect(state, depth + 1);
                _path.Remove(o);
                break;
        }
    }

    private static string WordFor(object? key) => key switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        double number => number.ToString(CultureInfo.InvariantCulture),
        PickleTuple => "(tuple)",
        _ => "(object)",
    };

    private void Collect(string part, object? value, int depth)
    {
        _parts.Add(part);
        Collect(value, depth + 1);
        _parts.RemoveAt(_parts.Count - 1);
    }

    private void CollectItems(object container, IReadOnlyList<object?> items, int depth)
    {
        Enter(container, depth);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is PickleTensor or PickleArray or PickleDict or PickleTuple or List<object?> or PickleObject)
            {
                Collect(i.ToString(CultureInfo.InvariantCulture), items[i], depth);
            }
        }

        _path.Remove(container);
    }

    private void Enter(object container, int depth)
    {
        if (!_path.Add(container))
        {
            throw new CheckpointFormatException($"'{PickleAllowList.Printable(Name())}' contains itself");
        }

        if (depth > MaxDepth)
        {
            throw new CheckpointFormatException($"'{PickleAllowList.Printable(Name())}' is nested more than {MaxDepth} deep");
        }
    }

    // Only tensors need a name, so that repeating containers cost nothing.
    private string Name() => string.Join('.', _parts.SkipWhile(part => part.Length == 0));

    private void Add(string name, Func<string, CheckpointTensor> create, ByteSource source)
    {
        name = name.Length == 0 ? "value" : name;
        var tensor = create(name);
        if (!_names.Add(name))
        {
            throw new CheckpointFormatException($"it has two tensors named '{PickleAllowList.Printable(name)}'");
        }

        _bytes += tensor.ByteCount;
        _stored += _sources.Add(source) ? source.Length : 0;
        if (_bytes > FreeBytes && _bytes / MaxTimes > _stored)
        {
            throw new CheckpointFormatException($"its tensors would repeat {_stored} bytes of values to {_bytes}");
        }

        _tensors.Add(tensor);
    }
}
