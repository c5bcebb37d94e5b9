using Baron.Modeling;
using Baron.Ops;
using Baron.Registry;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Baron.Samplers.Bags;

/// <summary>
/// Queues of the embeddings of past iterations, further negatives of a contrastive loss (He et al., 2020). Each embedding has the
/// ids of the images it came from.
/// </summary>
[Component("Queues")]
public sealed class EmbeddingQueues : Module, IEmbeddingQueues, IRunState
{
    private readonly int _width;
    private readonly int _idLength;
    private readonly Dictionary<string, Queue> _queues = new(StringComparer.Ordinal);

    /// <summary>Creates empty queues.</summary>
    /// <param name="names">The queues' names.</param>
    /// <param name="lengths">Embeddings that each holds, in the same order.</param>
    /// <param name="embDim">Width of the embeddings.</param>
    /// <param name="idLength">Ids that each embedding has.</param>
    /// <exception cref="BaronException">Names and lengths do not fit together.</exception>
    public EmbeddingQueues(IReadOnlyList<string> names, IReadOnlyList<int> lengths, int embDim, int idLength = 1)
        : base(nameof(EmbeddingQueues))
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(lengths);
        if (names.Count != lengths.Count || names.Distinct(StringComparer.Ordinal).Count() != names.Count)
        {
            throw new BaronException($"Queues: {names.Count} names and {lengths.Count} lengths were given; there must be one length for each name, and names must differ.");
        }

        if (embDim < 1 || idLength < 1 || lengths.Any(l => l < 1))
        {
            throw new BaronException("Queues: lengths, emb_dim and id_length must be at least 1.");
        }

        (_width, _idLength) = (embDim, idLength);
        for (var i = 0; i < names.Count; i++)
        {
            _queues.Add(names[i], new Queue(lengths[i], embDim, idLength));
        }
    }

    /// <inheritdoc/>
    public QueueContent Get(string name)
    {
        var queue = Find(name);
        return new QueueContent(queue.Embeddings, queue.Ids, _idLength);
    }

    /// <inheritdoc/>
    public void Update(string name, Tensor embeddings, IReadOnlyList<long> ids)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(ids);
        if (embeddings.dim() != 2 || embeddings.shape[1] != _width || ids.Count != embeddings.shape[0] * _idLength)
        {
            throw new ArgumentException($"Queue '{name}' takes embeddings [n, {_width}] with {_idLength} ids each.", nameof(embeddings));
        }

        Find(name).Push(embeddings, ids);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> SaveRunState()
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, queue) in _queues)
        {
            state[name + ".embeddings"] = queue.Embeddings.cpu().clone();
            state[name + ".ids"] = tensor(queue.Ids.ToArray(), [queue.Ids.Count / _idLength, _idLength], dtype: ScalarType.Int64);
            state[name + ".empty_row"] = tensor(new long[] { queue.HoldsEmptyRow ? 1 : 0 });
        }

        return state;
    }

    /// <inheritdoc/>
    public void LoadRunState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (name, queue) in _queues)
        {
            if (!state.TryGetValue(name + ".embeddings", out var embeddings)
                || !state.TryGetValue(name + ".ids", out var ids)
                || !state.TryGetValue(name + ".empty_row", out var empty)
                || embeddings.dim() != 2
                || embeddings.shape[1] != _width
                || ids.shape.Length != 2
                || ids.shape[1] != _idLength
                || ids.shape[0] != embeddings.shape[0])
            {
                throw new BaronException($"The saved state has no queue '{name}' of width {_width} with {_idLength} ids.");
            }

            queue.Restore(embeddings, ids.data<long>().ToArray(), empty.data<long>()[0] != 0);
        }
    }

    /// <summary>Frees the queues.</summary>
    /// <param name="disposing">Whether called by the user.</param>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var queue in _queues.Values)
            {
                queue.Embeddings.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private Queue Find(string name) => _queues.TryGetValue(name, out var queue)
        ? queue
        : throw new KeyNotFoundException($"There is no queue '{name}'; there are {string.Join(", ", _queues.Keys)}.");

    private sealed class Queue
    {
        private readonly int _length;
        private readonly int _idLength;

        public Queue(int length, int width, int idLength)
        {
            (_length, _idLength) = (length, idLength);
            Embeddings = zeros(0, width).DetachFromDisposeScope();
        }

        public Tensor Embeddings { get; private set; }

        public List<long> Ids { get; private set; } = [];

        // The reference starts with a row that counts as an entry until it is pushed out, but is never returned.
        public bool HoldsEmptyRow { get; private set; } = true;

        public void Push(Tensor embeddings, IReadOnlyList<long> ids)
        {
            var valid = new List<long>();
            var merged = new List<long>(ids.Count + Ids.Count);
            for (long row = 0; row < embeddings.shape[0]; row++)
            {
                var own = Enumerable.Range((int)row * _idLength, _idLength).Select(i => ids[i]).ToArray();
                if (own.Any(id => id >= 0))
                {
                    valid.Add(row);
                    merged.AddRange(own);
                }
            }

            if (valid.Count == 0)
            {
                return;
            }

            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var fresh = Autocast.Full(embeddings.detach());
            if (valid.Count < fresh.shape[0])
            {
                fresh = fresh.index_select(0, tensor(valid.ToArray(), device: fresh.device));
            }

            merged.AddRange(Ids);
            var total = valid.Count + Embeddings.shape[0];
            HoldsEmptyRow = HoldsEmptyRow && total + 1 <= _length;
            var keep = (int)Math.Min(total, _length);
            var old = Embeddings;
            var all = cat([fresh, old.to(fresh.dtype, fresh.device)], 0);
            Embeddings = (keep < total ? all.narrow(0, 0, keep).clone() : all).DetachFromDisposeScope();
            old.Dispose();
            Ids = merged.GetRange(0, keep * _idLength);
        }

        public void Restore(Tensor embeddings, long[] ids, bool holdsEmptyRow)
        {
            using var noGrad = no_grad();
            var device = Embeddings.device;
            Embeddings.Dispose();
            using var kept = embeddings.narrow(0, 0, Math.Min(_length, embeddings.shape[0]));
            Embeddings = kept.to(device, copy: true).DetachFromDisposeScope();
            Ids = [.. ids.Take((int)Embeddings.shape[0] * _idLength)];
            HoldsEmptyRow = holdsEmptyRow;
        }
    }
}
