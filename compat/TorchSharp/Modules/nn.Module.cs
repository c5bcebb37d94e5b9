namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public class Module : IDisposable
        {
            private readonly Dictionary<string, Parameter> _parameterMap = new(StringComparer.Ordinal);
            private readonly List<string> _parameterNames = [];
            private readonly Dictionary<string, (Tensor Tensor, bool Persistent)> _bufferMap = new(StringComparer.Ordinal);
            private readonly List<string> _bufferNames = [];
            private readonly Dictionary<string, Module> _moduleMap = new(StringComparer.Ordinal);
            private readonly List<string> _moduleNames = [];
            private bool _training = true;

            protected Module(string name)
            {
                this.name = name;
            }

            public readonly string name;

            public virtual bool training => _training;

            public virtual string GetName() => name;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }

                foreach (var module in _moduleMap.Values)
                {
                    module.Dispose();
                }

                foreach (var parameter in _parameterMap.Values)
                {
                    parameter?.Dispose();
                }

                foreach (var (tensor, _) in _bufferMap.Values)
                {
                    tensor?.Dispose();
                }
            }

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, child) in named_children())
                {
                    child.train(train);
                }
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var grad = parameter.grad;
                    if (grad is null)
                    {
                        continue;
                    }

                    if (set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        using var noGrad = no_grad();
                        grad.zero_();
                    }
                }
            }

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children())
                {
                    child.apply(fn);
                }

                fn(this);
                return this;
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                Check(name, "parameter");
                if (!_parameterMap.ContainsKey(name))
                {
                    _parameterNames.Add(name);
                }

                param?.DetachFromDisposeScope();
                _parameterMap[name] = param;
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                Check(name, "buffer");
                if (!_bufferMap.ContainsKey(name))
                {
                    _bufferNames.Add(name);
                }

                tensor?.DetachFromDisposeScope();
                _bufferMap[name] = (tensor, persistent);
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    if (_moduleMap.Remove(name))
                    {
                        _moduleNames.Remove(name);
                    }

                    return;
                }

                Check(name, "module");
                if (!_moduleMap.ContainsKey(name))
                {
                    _moduleNames.Add(name);
                }

                _moduleMap[name] = submodule;
            }

            public void add_module(string name, Module module) => register_module(name, module);

            internal void ClearParameters()
            {
                _parameterMap.Clear();
                _parameterNames.Clear();
            }

            protected void ClearModules()
            {
                _moduleMap.Clear();
                _moduleNames.Clear();
            }

            /// <summary>Registers every field that holds a module, a parameter or a tensor, under the field's name or its <see cref="ComponentNameAttribute"/>.</summary>
            protected virtual void RegisterComponents()
            {
                for (var type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    foreach (var field in type.GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.DeclaredOnly))
                    {
                        if (field.Name.Contains('<', StringComparison.Ordinal))
                        {
                            continue;
                        }

                        var component = field.ComponentName();
                        switch (field.GetValue(this))
                        {
                            case Module module when !_moduleMap.ContainsKey(component):
                                register_module(component, module);
                                break;
                            case Parameter parameter when !_parameterMap.ContainsKey(component):
                                register_parameter(component, parameter);
                                break;
                            case Tensor tensor and not global::TorchSharp.Modules.Parameter when !_bufferMap.ContainsKey(component):
                                register_buffer(component, tensor);
                                break;
                        }
                    }
                }
            }

            public virtual bool has_parameter(string target) => named_parameters().Any(p => p.name == target);

            public virtual bool has_buffer(string target) => named_buffers().Any(b => b.name == target);

            public virtual Parameter get_parameter(string target) => named_parameters().FirstOrDefault(p => p.name == target).parameter;

            public virtual Tensor get_buffer(string target) => named_buffers().FirstOrDefault(b => b.name == target).buffer;

            public virtual IEnumerable<(string name, Module module)> named_children() => _moduleNames.Select(n => (n, _moduleMap[n]));

            public virtual IEnumerable<Module> children() => named_children().Select(c => c.module);

            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (childName, child) in named_children())
                {
                    yield return (childName, child);
                    foreach (var (n, m) in child.named_modules())
                    {
                        yield return ($"{childName}.{n}", m);
                    }
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach (var n in _parameterNames)
                {
                    if (_parameterMap[n] is { } parameter && seen.Add(parameter))
                    {
                        yield return (n, parameter);
                    }
                }

                if (!recurse)
                {
                    yield break;
                }

                foreach (var (childName, child) in named_children())
                {
                    foreach (var (n, p) in child.named_parameters())
                    {
                        if (seen.Add(p))
                        {
                            yield return ($"{childName}.{n}", p);
                        }
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                foreach (var n in _bufferNames)
                {
                    var (tensor, persistent) = _bufferMap[n];
                    if (tensor is not null && (persistent || include_nonpersistent))
                    {
                        yield return (n, tensor);
                    }
                }

                if (!recurse)
                {
                    yield break;
                }

                foreach (var (childName, child) in named_children())
                {
                    foreach (var (n, b) in child.named_buffers(true, include_nonpersistent))
                    {
                        yield return ($"{childName}.{n}", b);
                    }
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor> destination = null, string prefix = null)
            {
                destination ??= [];
                foreach (var (n, parameter) in named_parameters(false))
                {
                    destination.TryAdd(Join(prefix, n), parameter);
                }

                foreach (var (n, buffer) in named_buffers(false, false))
                {
                    destination.TryAdd(Join(prefix, n), buffer);
                }

                foreach (var (n, child) in named_children())
                {
                    child.state_dict(destination, Join(prefix, n));
                }

                return destination;
            }

            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string> skip = null)
            {
                var missing = new List<string>();
                var own = state_dict();
                skip ??= [];
                using var noGrad = no_grad();
                foreach (var (key, target) in own)
                {
                    if (skip.Contains(key))
                    {
                        continue;
                    }

                    if (source.TryGetValue(key, out var value))
                    {
                        target.copy_(value);
                    }
                    else
                    {
                        missing.Add(key);
                    }
                }

                var unexpected = source.Keys.Where(k => !own.ContainsKey(k) && !skip.Contains(k)).ToList();
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                {
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary.");
                }

                return (missing, unexpected);
            }

            internal Module Move(Device device, ScalarType? dtype, bool nonBlocking)
            {
                using var noGrad = no_grad();
                _toEpilog(dtype, device, nonBlocking);
                return this;
            }

            /// <summary>Moves the submodules, then what this module holds itself. The objects stay, what is behind them is replaced.</summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device device, bool non_blocking)
            {
                foreach (var child in children())
                {
                    child._toEpilog(dtype, device, non_blocking);
                }

                foreach (var parameter in _parameterMap.Values)
                {
                    MoveParameter(parameter, dtype, device, non_blocking);
                }

                foreach (var (buffer, _) in _bufferMap.Values)
                {
                    Replace(buffer, device, dtype, non_blocking);
                }

                OnMoved(tensor => Replace(tensor, device, dtype, non_blocking));
            }

            /// <summary>Moves tensors that a module keeps without registering them.</summary>
            internal virtual void OnMoved(Action<Tensor> move)
            {
            }

            internal static void MoveParameter(Parameter parameter, ScalarType? dtype, Device device, bool nonBlocking)
            {
                if (parameter is null)
                {
                    return;
                }

                var trainable = parameter.requires_grad;
                using var grad = parameter.grad;
                if (Replace(parameter, device, dtype, nonBlocking))
                {
                    parameter.requires_grad = trainable;
                    if (grad is not null)
                    {
                        using var moved = grad.to(parameter);
                        parameter.grad = moved;
                    }
                }
            }

            // Integers keep their type.
            private static bool Replace(Tensor tensor, Device device, ScalarType? dtype, bool nonBlocking)
            {
                if (tensor is null)
                {
                    return false;
                }

                var type = dtype is { } wanted && tensor.is_floating_point() ? wanted : tensor.dtype;
                using var source = tensor.detach();
                var moved = device is null ? source.to(type, non_blocking: nonBlocking) : source.to(type, device, non_blocking: nonBlocking);
                if (ReferenceEquals(moved, source))
                {
                    return false;
                }

                tensor.ReplaceHandle(moved);
                return true;
            }

            private static string Join(string prefix, string name) => string.IsNullOrEmpty(prefix) ? name : $"{prefix}.{name}";

            private void Check(string name, string what)
            {
                if (string.IsNullOrEmpty(name) || name.Contains('.', StringComparison.Ordinal))
                {
                    throw new ArgumentException($"'{name}' cannot be the name of a {what}: names are not empty and have no dots.", nameof(name));
                }
            }
        }
    }
}
