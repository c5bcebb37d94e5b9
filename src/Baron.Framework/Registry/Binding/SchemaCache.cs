using System.Runtime.CompilerServices;
using Baron.Configuration;

namespace Baron.Registry.Binding;

/// <summary>Finds the config forms of types, each once.</summary>
internal sealed class SchemaCache
{
    private readonly Dictionary<Type, Shape?> _shapes = [];
    private readonly Dictionary<Type, (ObjectSchema? Schema, string? Problem)> _objects = [];
    private readonly Lock _lock = new();

    /// <summary>The form of a type, or <c>null</c> where no config can write it.</summary>
    /// <param name="type">The type.</param>
    public Shape? ShapeOf(Type type)
    {
        lock (_lock)
        {
            if (!_shapes.TryGetValue(type, out var shape))
            {
                shape = Find(type);
                _shapes[type] = shape;
            }

            return shape;
        }
    }

    /// <summary>The constructor of a class, or why there is none.</summary>
    /// <param name="type">The class.</param>
    /// <param name="problem">Why there is none.</param>
    public ObjectSchema? ObjectOf(Type type, out string? problem)
    {
        lock (_lock)
        {
            if (!_objects.TryGetValue(type, out var found))
            {
                var schema = ObjectSchema.Create(type, this, out var why);
                found = (schema, why);
                _objects[type] = found;
            }

            problem = found.Problem;
            return found.Schema;
        }
    }

    private Shape? Find(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return ShapeOf(underlying);
        }

        if (ScalarShape.For(type) is { } scalar)
        {
            return scalar;
        }

        if (type.IsEnum)
        {
            return new EnumShape(type);
        }

        if (typeof(ConfigNode).IsAssignableFrom(type))
        {
            return new NodeShape(type);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Deferred<>))
        {
            return ShapeOf(type.GetGenericArguments()[0]) is { } inner ? new DeferredShape(type, inner) : null;
        }

        if (BindableShape.For(type) is { } bindable)
        {
            return bindable;
        }

        if (ComponentKind.Of(type) is { Count: > 0 } kinds)
        {
            return new ComponentShape(type, kinds[0].Kind);
        }

        if (typeof(ITuple).IsAssignableFrom(type) && type.IsGenericType)
        {
            return All(type.GetGenericArguments()) is { } items ? new TupleShape(type, items) : null;
        }

        if (DictionaryShape.Match(type, out var key, out var value))
        {
            return ShapeOf(value) is { } item && DictionaryShape.CanBeKey(key) ? new DictionaryShape(key, value, item) : null;
        }

        if (ListShape.Match(type, out var element))
        {
            return ShapeOf(element) is { } item ? new ListShape(type, element, item) : null;
        }

        // Classes of the runtime (streams, tokens, ...) are services, never option records.
        var isOptions = type is { IsAbstract: false, IsInterface: false, IsGenericTypeDefinition: false, IsPointer: false, IsByRef: false }
            && !typeof(Delegate).IsAssignableFrom(type)
            && type.Assembly != typeof(object).Assembly
            && type.GetConstructors().Length > 0;
        return isOptions ? new ObjectShape(type, this) : null;
    }

    private Shape[]? All(Type[] types)
    {
        var shapes = new Shape[types.Length];
        for (var i = 0; i < types.Length; i++)
        {
            if (ShapeOf(types[i]) is not { } shape)
            {
                return null;
            }

            shapes[i] = shape;
        }

        return shapes;
    }
}
