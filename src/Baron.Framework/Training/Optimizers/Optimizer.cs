using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Training.Optimizers;

/// <summary>
/// Updates parameters from their gradients. The state is open, so that a checkpoint holds it exactly and a resumed run
/// continues bit for bit. A parameter without a gradient is left alone: neither decayed nor counted.
/// </summary>
public abstract class Optimizer : IDisposable
{
    private readonly Slot[] _slots;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="groups">At least one group; every parameter is in one group only.</param>
    /// <exception cref="ArgumentException">A parameter is in two groups.</exception>
    protected Optimizer(IReadOnlyList<ParameterGroup> groups)
    {
        Groups = groups;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var slots = new List<Slot>();
        foreach (var group in groups)
        {
            foreach (var (name, parameter) in group.Parameters)
            {
                if (!names.Add(name))
                {
                    throw new ArgumentException($"The parameter '{name}' is in two groups.", nameof(groups));
                }

                slots.Add(new Slot(name, parameter, group));
            }
        }

        _slots = [.. slots];
    }

    /// <summary>The groups; schedules write their learning rates.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Updates every parameter that has a gradient.</summary>
    public void Step()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var slot in _slots)
        {
            using var gradient = slot.Parameter.grad;
            if (gradient is null)
            {
                continue;
            }

            slot.Steps++;
            if (FloatMemory.Direct(slot.Parameter) && gradient.dtype == ScalarType.Float32)
            {
                using var dense = gradient.is_contiguous() ? null : gradient.contiguous();
                UpdateDirect(slot, FloatMemory.Of(slot.Parameter), FloatMemory.Of(dense ?? gradient));
            }
            else
            {
                UpdateTensor(slot, gradient);
            }
        }
    }

    /// <summary>Forgets every gradient, so that parameters which the next iteration does not use are not updated.</summary>
    public void ZeroGradients()
    {
        foreach (var slot in _slots)
        {
            slot.Parameter.grad = null!;
        }
    }

    /// <summary>The state by name: <c>step.NAME</c> (int64 scalar) and, for example, <c>exp_avg.NAME</c>. The tensors stay the optimiser's own.</summary>
    public IReadOnlyDictionary<string, Tensor> StateTensors()
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var slot in _slots)
        {
            if (slot.Steps > 0)
            {
                state.Add("step." + slot.Name, tensor(slot.Steps));
            }

            foreach (var (name, buffer) in slot.Buffers)
            {
                state.Add($"{name}.{slot.Name}", buffer);
            }
        }

        return state;
    }

    /// <summary>Continues from a saved state.</summary>
    /// <param name="state">What <see cref="StateTensors"/> returned.</param>
    /// <exception cref="BaronException">A name or shape does not fit this optimiser's parameters.</exception>
    public void LoadStateTensors(IReadOnlyDictionary<string, Tensor> state)
    {
        using var noGrad = no_grad();
        var byName = _slots.ToDictionary(slot => slot.Name, StringComparer.Ordinal);
        foreach (var slot in _slots)
        {
            slot.Clear();
        }

        foreach (var (key, value) in state)
        {
            var dot = key.IndexOf('.', StringComparison.Ordinal);
            var kind = dot < 0 ? key : key[..dot];
            if (dot < 0 || !byName.TryGetValue(key[(dot + 1)..], out var slot))
            {
                throw new BaronException($"The saved optimiser state has '{key}', but the model has no such trained parameter; resume with the config of the saved run.");
            }

            if (kind == "step")
            {
                using var scalar = value.cpu();
                slot.Steps = scalar.item<long>();
                continue;
            }

            if (!BufferNames.Contains(kind))
            {
                throw new BaronException($"The saved optimiser state has '{key}', which {GetType().Name} does not know; resume with the optimiser of the saved run.");
            }

            if (!value.shape.SequenceEqual(slot.Parameter.shape))
            {
                throw new BaronException($"The saved optimiser state '{key}' has shape [{string.Join(", ", value.shape)}], the parameter [{string.Join(", ", slot.Parameter.shape)}]; resume with the config of the saved run.");
            }

            slot.Buffer(kind).copy_(value);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            slot.Clear();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The names of the buffers that an update may ask a slot for.</summary>
    protected abstract IReadOnlyCollection<string> BufferNames { get; }

    /// <summary>Updates one float32 parameter on the CPU.</summary>
    /// <param name="slot">The parameter and its state; <see cref="Slot.Steps"/> counts this step already.</param>
    /// <param name="values">The parameter, to be overwritten.</param>
    /// <param name="gradient">Its gradient, which may be overwritten.</param>
    protected abstract void UpdateDirect(Slot slot, Span<float> values, Span<float> gradient);

    /// <summary>Updates one parameter of any device and type by tensor operations.</summary>
    /// <param name="slot">The parameter and its state; <see cref="Slot.Steps"/> counts this step already.</param>
    /// <param name="gradient">Its gradient, which must stay as it is.</param>
    protected abstract void UpdateTensor(Slot slot, Tensor gradient);

    /// <summary>One parameter and its state.</summary>
    protected sealed class Slot
    {
        private readonly List<KeyValuePair<string, Tensor>> _buffers = [];

        internal Slot(string name, Parameter parameter, ParameterGroup group)
        {
            Name = name;
            Parameter = parameter;
            Group = group;
        }

        /// <summary>The parameter's name in the model.</summary>
        public string Name { get; }

        /// <summary>The parameter.</summary>
        public Parameter Parameter { get; }

        /// <summary>Its group.</summary>
        public ParameterGroup Group { get; }

        /// <summary>Steps done with a gradient.</summary>
        public long Steps { get; internal set; }

        internal IReadOnlyList<KeyValuePair<string, Tensor>> Buffers => _buffers;

        /// <summary>A buffer of the parameter's shape, device and type; zeros at first.</summary>
        /// <param name="name">One of <see cref="BufferNames"/>.</param>
        public Tensor Buffer(string name)
        {
            foreach (var (key, value) in _buffers)
            {
                if (key == name)
                {
                    return value;
                }
            }

            var buffer = Parameter.detach().zeros_like().DetachFromDisposeScope();
            _buffers.Add(new(name, buffer));
            return buffer;
        }

        internal void Clear()
        {
            foreach (var (_, buffer) in _buffers)
            {
                buffer.Dispose();
            }

            _buffers.Clear();
            Steps = 0;
        }
    }
}
