namespace TorchSharp.Modules;

public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<(string Name, nn.IModule<Tensor, Tensor> Module)> _items = [];

    protected internal Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules)
        : base(nameof(Sequential))
    {
        foreach (var (itemName, module) in modules)
        {
            append(itemName, module);
        }
    }

    protected internal Sequential(params nn.Module<Tensor, Tensor>[] modules)
        : base(nameof(Sequential))
    {
        foreach (var module in modules)
        {
            append(module);
        }
    }

    public int Count => _items.Count;

    public nn.IModule<Tensor, Tensor> this[int index] => _items[index].Module;

    public Sequential this[Range index]
    {
        get
        {
            var (offset, length) = index.GetOffsetAndLength(_items.Count);
            return Slice(offset, offset + length);
        }
    }

    public Sequential this[(int? start, int? end) index] => this[(index.start is { } s ? new Index(Math.Abs(s), s < 0) : Index.Start)..(index.end is { } e ? new Index(Math.Abs(e), e < 0) : Index.End)];

    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        register_module(name, (nn.Module)module);
        _items.Add((name, module));
        return this;
    }

    public Sequential append(nn.IModule<Tensor, Tensor> module) => append(_items.Count.ToString(CultureInfo.InvariantCulture), module);

    public override Tensor forward(Tensor tensor)
    {
        if (_items.Count == 0)
        {
            return tensor.alias();
        }

        var current = tensor;
        foreach (var (_, module) in _items)
        {
            var next = module.call(current);
            if (!ReferenceEquals(current, tensor) && !ReferenceEquals(current, next))
            {
                current.Dispose();
            }

            current = next;
        }

        return current;
    }

    private Sequential Slice(int start, int end)
    {
        var result = new Sequential(Array.Empty<nn.Module<Tensor, Tensor>>());
        foreach (var (itemName, module) in _items.Skip(start).Take(end - start))
        {
            result.append(itemName, module);
        }

        return result;
    }
}
