namespace Baron.Checkpoints.Pickle;

/// <summary>
/// The names a pickle may mention. Everything else is refused when it is mentioned, before anything could be done with it.
/// Names of classes without a rule in <see cref="PickleConstructors"/> become inert <see cref="PickleObject"/>s.
/// </summary>
internal static class PickleAllowList
{
    private static readonly HashSet<string> Names =
    [
        // PyTorch's own constructors and types.
        "torch._utils._rebuild_tensor",
        "torch._utils._rebuild_tensor_v2",
        "torch._utils._rebuild_tensor_v3",
        "torch._utils._rebuild_parameter",
        "torch._utils._rebuild_parameter_with_state",
        "torch._tensor._rebuild_from_type_v2",
        "torch.Tensor",
        "torch.nn.parameter.Parameter",
        "torch.nn.parameter.Buffer",
        "torch.Size",
        "torch.device",
        "torch.storage.UntypedStorage",
        "torch.storage._UntypedStorage",
        "torch.storage.TypedStorage",
        "torch.storage._TypedStorage",
        "torch.UntypedStorage",
        "torch.serialization._get_layout",

        // Containers.
        "collections.OrderedDict",
        "collections.defaultdict",
        "collections.Counter",
        "collections.deque",
        "builtins.set",
        "builtins.frozenset",
        "builtins.list",
        "builtins.dict",
        "builtins.tuple",
        "builtins.int",
        "builtins.float",
        "builtins.bool",
        "builtins.str",
        "builtins.bytes",
        "builtins.bytearray",
        "builtins.complex",
        "builtins.slice",
        "builtins.range",
        "builtins.object",
        "_codecs.encode",
        "copyreg._reconstructor",

        // numpy, under its old and its new module names.
        "numpy.ndarray",
        "numpy.dtype",
        "numpy.core.multiarray._reconstruct",
        "numpy.core.multiarray.scalar",
        "numpy._core.multiarray._reconstruct",
        "numpy._core.multiarray.scalar",
        "numpy.core.numeric._frombuffer",
        "numpy._core.numeric._frombuffer",

        // Bound methods of inert classes and their instances; getattr of anything else is refused.
        "builtins.getattr",
    ];

    // What trainers put beside the weights: data only.
    private static readonly HashSet<string> Inert =
    [
        "mmengine.logging.history_buffer.HistoryBuffer",
        "mmengine.config.config.ConfigDict",
        "mmcv.utils.config.ConfigDict",
        "yacs.config.CfgNode",
        "detectron2.config.config.CfgNode",
        "addict.addict.Dict",
        "easydict.EasyDict",
        "pytorch_lightning.utilities.parsing.AttributeDict",
        "lightning.pytorch.utilities.parsing.AttributeDict",
        "lightning_fabric.utilities.data.AttributeDict",
        "lightning.fabric.utilities.data.AttributeDict",
        "pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint",
        "pytorch_lightning.callbacks.early_stopping.EarlyStopping",
        "torch.optim.lr_scheduler.OneCycleLR",
        "torch.optim.sgd.SGD",
        "torch.optim.adam.Adam",
        "torch.optim.adamw.AdamW",
        "argparse.Namespace",
        "types.SimpleNamespace",
        "pathlib.Path",
        "pathlib.PosixPath",
        "pathlib.PurePosixPath",
        "pathlib.WindowsPath",
        "pathlib.PureWindowsPath",
        "pathlib._local.PosixPath",
        "pathlib._local.PurePosixPath",
        "pathlib._local.WindowsPath",
        "pathlib._local.PureWindowsPath",
        "datetime.datetime",
        "datetime.date",
        "datetime.time",
        "datetime.timedelta",
        "datetime.timezone",
    ];

    /// <summary>Accepts a name or refuses it.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The name inside.</param>
    /// <param name="torchScript">Whether the file is a TorchScript archive, whose own classes are inert data.</param>
    /// <exception cref="CheckpointFormatException">The name is not on the list.</exception>
    public static PickleGlobal Resolve(string module, string name, bool torchScript)
    {
        if (module is "__builtin__")
        {
            // Python 3 gives its own types the names of Python 2 in protocols up to 2, which is what torch.save writes.
            (module, name) = ("builtins", name switch { "long" => "int", "unicode" => "str", "xrange" => "range", _ => name });
        }
        else if (module is "copy_reg")
        {
            module = "copyreg";
        }

        var global = new PickleGlobal(module, name);
        if (Names.Contains(global.FullName) || Inert.Contains(global.FullName) || IsStorage(global) || IsDtype(global) || (torchScript && IsTorchScript(global)))
        {
            return global;
        }

        if (KindOfTensor(global) is { } kind)
        {
            throw new CheckpointFormatException($"it has tensors that are {kind} ('{Printable(global.FullName)}'); dense ones of the usual types can be read");
        }

        throw new CheckpointFormatException(
            $"it asks for '{Printable(global.FullName)}', which is not on the list of harmless names. Nothing was run. If you trust the file, convert it where it came from (torch.save(model.state_dict(), ...) or safetensors)");
    }

    /// <summary>Whether instances are kept as inert data.</summary>
    public static bool IsInert(PickleGlobal type) => Inert.Contains(type.FullName) || IsTorchScript(type);

    /// <summary>Whether the name is a class of a TorchScript archive.</summary>
    public static bool IsTorchScript(PickleGlobal type) =>
        type.Module.StartsWith("__torch__", StringComparison.Ordinal) || type.Module == "torch.jit._pickle";

    /// <summary>Whether the name is a storage of bytes.</summary>
    public static bool IsUntyped(PickleGlobal type) => type.Name is "UntypedStorage" or "_UntypedStorage";

    /// <summary>The name without control characters, cut to a readable length.</summary>
    public static string Printable(string name) => new([.. name.Take(120).Select(c => char.IsControl(c) ? '?' : c)]);

    private static string? KindOfTensor(PickleGlobal global) => (global.Module, global.Name) switch
    {
        ("torch._utils", "_rebuild_qtensor") or ("torch", "qint8" or "quint8" or "qint32" or "quint4x2" or "quint2x4" or "QInt8Storage" or "QUInt8Storage" or "QInt32Storage") => "quantized",
        ("torch._utils", "_rebuild_sparse_tensor" or "_rebuild_sparse_csr_tensor") => "sparse",
        ("torch._utils", "_rebuild_nested_tensor") => "nested",
        ("torch._utils", "_rebuild_meta_tensor_no_storage") => "without values",
        ("torch", "uint16" or "uint32" or "uint64" or "complex32") => $"of type {global.Name}",
        ("torch", var name) when name.StartsWith("float8_", StringComparison.Ordinal) => $"of type {name}",
        _ => null,
    };

    private static bool IsStorage(PickleGlobal global) =>
        global.Module is "torch" or "torch.storage" or "torch.cuda" && TensorDtype.FromStorage(global.Name) is not null;

    private static bool IsDtype(PickleGlobal global) => global.Module is "torch" && TensorDtype.FromTorchName(global.Name) is not null;
}
