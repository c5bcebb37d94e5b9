using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Baron.Compat.Tests.Conformance;

/// <summary>Prints an assembly's public surface in the form of the real packages' listings.</summary>
internal static class AssemblyListing
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>A listing names at most this many interfaces of a type.</summary>
    public const int ListedInterfaces = 8;

    public static IReadOnlyList<ApiType> Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal).Select(t => Describe(t, assembly)).Where(t => t.Members.Count > 0)];

    private static ApiType Describe(Type type, Assembly assembly)
    {
        var names = new TypeNames(assembly);
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var hasBase = type.BaseType is not null && type.BaseType != typeof(object) && !type.IsEnum && !type.IsValueType;
        return new ApiType(
            type.Namespace!,
            kind,
            names.Of(type),
            hasBase ? names.Of(type.BaseType!) : "",
            type.IsEnum ? [] : [.. type.GetInterfaces().Where(i => i.Namespace != "System.Numerics").Select(names.Of)],
            type.IsEnum ? [EnumLine(type)] : [.. Members(type, names)]);
    }

    private static string EnumLine(Type type) => "  " + string.Join(
        ", ",
        Enum.GetNames(type).Select(n => string.Create(CultureInfo.InvariantCulture, $"{n}={Convert.ToInt64(Enum.Parse(type, n), CultureInfo.InvariantCulture)}")));

    private static IEnumerable<string> Members(Type type, TypeNames names)
    {
        foreach (var constructor in type.GetConstructors(Declared).Where(Visible))
        {
            yield return $"  {Protected(constructor)}new({Parameters(constructor.GetParameters(), names)})";
        }

        foreach (var field in type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily))
        {
            yield return $"  {(field.IsStatic ? "static " : "")}{names.Of(field.FieldType)} {field.Name}";
        }

        foreach (var property in type.GetProperties(Declared))
        {
            var accessor = property.GetMethod ?? property.SetMethod!;
            if (!Visible(accessor))
            {
                continue;
            }

            var index = property.GetIndexParameters();
            var name = index.Length > 0 ? $"this[{Parameters(index, names)}]" : property.Name;
            var accessors = (property.GetMethod is not null ? "get; " : "") + (property.SetMethod?.IsPublic == true ? "set; " : "");
            yield return $"  {(accessor.IsStatic ? "static " : "")}{(accessor.IsVirtual ? "virtual " : "")}{names.Of(property.PropertyType)} {name} {{ {accessors}}}";
        }

        foreach (var method in type.GetMethods(Declared).Where(m => Visible(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))).OrderBy(m => m.Name, StringComparer.CurrentCulture))
        {
            var generic = method.IsGenericMethodDefinition ? $"<{string.Join(",", method.GetGenericArguments().Select(a => a.Name))}>" : "";
            var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
            yield return $"  {Protected(method)}{(method.IsStatic ? "static " : "")}{(method.IsAbstract ? "abstract " : method.IsVirtual ? "virtual " : "")}{names.Of(method.ReturnType)} {method.Name}{generic}({extension}{Parameters(method.GetParameters(), names)})";
        }
    }

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily;

    private static string Protected(MethodBase method) => method.IsFamily ? "protected " : "";

    private static string Parameters(ParameterInfo[] parameters, TypeNames names) => string.Join(", ", parameters.Select(p =>
        (p.IsOut ? "out " : p.ParameterType.IsByRef ? p.IsIn ? "in " : "ref " : "")
        + (p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
        + $"{names.Of(p.ParameterType)} {p.Name}{Default(p, names)}"));

    private static string Default(ParameterInfo parameter, TypeNames names)
    {
        if (!parameter.HasDefaultValue)
        {
            return "";
        }

        var isStruct = parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null;
        return " = " + parameter.DefaultValue switch
        {
            null => isStruct ? "default" : "null",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            Enum value => $"{names.Of(value.GetType())}.{value}",
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var value => value.ToString(),
        };
    }

    /// <summary>Type names as C# has them, nested ones with their outer types.</summary>
    private sealed class TypeNames(Assembly assembly)
    {
        public string Of(Type type)
        {
            if (type.IsByRef)
            {
                return Of(type.GetElementType()!);
            }

            if (type.IsArray)
            {
                return Of(type.GetElementType()!) + "[]";
            }

            if (Nullable.GetUnderlyingType(type) is { } underlying)
            {
                return Of(underlying) + "?";
            }

            if (type.IsGenericParameter)
            {
                return type.Name;
            }

            var name = type.Name;
            if (type.IsGenericType)
            {
                var tick = name.IndexOf('`', StringComparison.Ordinal);
                var plain = tick >= 0 ? name[..tick] : name;
                var arguments = string.Join(", ", type.GetGenericArguments().Select(Of));
                if (plain == "ValueTuple")
                {
                    return $"({arguments})";
                }

                name = tick >= 0 ? $"{plain}<{arguments}>" : name;
            }

            if (type.IsNested && type.DeclaringType!.Assembly == assembly)
            {
                name = $"{Of(type.DeclaringType)}.{name}";
            }

            return name switch
            {
                "Int64" => "long",
                "Int32" => "int",
                "Int16" => "short",
                "Byte" => "byte",
                "SByte" => "sbyte",
                "Boolean" => "bool",
                "Double" => "double",
                "Single" => "float",
                "String" => "string",
                "Object" => "object",
                "Void" => "void",
                _ => name,
            };
        }
    }
}
