namespace TorchSharp.Modules;

public abstract class ParameterLessModule<T1, TResult> : nn.Module<T1, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    public override void register_parameter(string name, Parameter param) => throw Refused(name);

    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw Refused(name);

    public override void register_module(string name, nn.Module submodule) => throw Refused(name);

    private InvalidOperationException Refused(string name) => new($"Cannot register '{name}' on a module without parameters.");
}
