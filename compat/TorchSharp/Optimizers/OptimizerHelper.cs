namespace TorchSharp.Modules;

public abstract class OptimizerHelper : optim.Optimizer
{
    protected OptimizerOptions _defaults;
    protected OrderedDict<IntPtr, OptimizerState> _state = [];

    // States belong to parameter objects; their native tensors may change (moving to another device).
    private readonly Dictionary<Parameter, OptimizerState> _states = new(ReferenceEqualityComparer.Instance);

    public OptimizerHelper()
    {
    }

    public virtual optim.Optimizer.StateDictionary state_dict()
    {
        var result = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            result.Options.Add(group.Options);
            var references = new List<int>();
            foreach (var parameter in group.Parameters)
            {
                references.Add(result.State.Count);
                result.State.Add(_states[parameter]);
            }

            result.StateIndexRef.Add(references);
        }

        return result;
    }

    public virtual void load_state_dict(optim.Optimizer.StateDictionary state_dict)
    {
        var own = this.state_dict();
        if (own.Options.Count != state_dict.Options.Count || own.State.Count != state_dict.State.Count)
        {
            throw new ArgumentException("loaded state dict has a different number of parameter groups or parameters", nameof(state_dict));
        }

        for (var i = 0; i < own.Options.Count; i++)
        {
            own.Options[i].LoadStateDict(state_dict.Options[i]);
        }

        for (var i = 0; i < own.State.Count; i++)
        {
            own.State[i].LoadStateDict(state_dict.State[i]);
        }
    }

    public void to(Device device)
    {
        foreach (var state in _states.Values)
        {
            state.to(device);
        }
    }

    internal TState StateOf<TState>(Parameter parameter)
        where TState : OptimizerState => (TState)_states[parameter];

    internal void Enter(ParamGroup group, OptimizerOptions options, Func<Parameter, OptimizerState> state)
    {
        group.Parameters = group.Parameters.ToList();
        group.Options = options;
        options.LearningRate ??= _defaults.LearningRate;
        options.InitialLearningRate = options.LearningRate.Value;
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            if (_states.ContainsKey(parameter))
            {
                throw new ArgumentException("some parameters appear in more than one parameter group", nameof(group));
            }

            var own = state(parameter);
            own.Initialize(options);
            _states.Add(parameter, own);
            _state[parameter.Handle] = own;
        }
    }

    internal void FreeStates()
    {
        foreach (var state in _states.Values)
        {
            state.Free();
        }

        _states.Clear();
        _state.Clear();
    }

    protected Tensor _step<T>(Action<T> body, Func<Tensor> loss_closure = null)
        where T : ParamGroup
    {
        Tensor loss = null;
        if (loss_closure is not null)
        {
            using var grad = enable_grad();
            loss = loss_closure();
        }

        using var noGrad = no_grad();
        foreach (var group in _parameter_groups)
        {
            using var scope = NewDisposeScope();
            body((T)group);
        }

        return loss;
    }
}
