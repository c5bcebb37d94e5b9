using System.Text;

namespace TorchSharp.Native;

/// <summary>One overload of an ATen operator, found in the dispatcher at first use.</summary>
internal sealed unsafe class Op(string name, string overload = "")
{
    private IntPtr _handle;

    private IntPtr Handle => _handle != IntPtr.Zero ? _handle : Find();

    /// <summary>Whether the libtorch at hand has the operator.</summary>
    internal bool Exists
    {
        get
        {
            fixed (byte* n = Encoding.UTF8.GetBytes("aten::" + name + "\0"), o = Encoding.UTF8.GetBytes(overload + "\0"))
            {
                return NativeMethods.baron_op_exists(n, o) != 0;
            }
        }
    }

    /// <summary>Calls an operator that returns one tensor.</summary>
    internal Tensor Call(ReadOnlySpan<Value> args)
    {
        Value result;
        Value* overflow = null;
        int produced;
        fixed (Value* p = args)
        {
            NativeMethods.Check(NativeMethods.baron_op_call(Handle, p, args.Length, &result, 1, &produced, &overflow));
        }

        return result.Tag == Value.TensorTag ? new Tensor((IntPtr)result.Pointer) : null;
    }

    /// <summary>Calls an in-place operator on <paramref name="self"/>, whose handle stays the same.</summary>
    internal Tensor CallInPlace(Tensor self, ReadOnlySpan<Value> args)
    {
        Value result;
        Value* overflow = null;
        int produced;
        fixed (Value* p = args)
        {
            NativeMethods.Check(NativeMethods.baron_op_call(Handle, p, args.Length, &result, 1, &produced, &overflow));
        }

        NativeMethods.baron_tensor_free((IntPtr)result.Pointer);
        return self;
    }

    internal bool CallBool(ReadOnlySpan<Value> args)
    {
        Value result;
        Value* overflow = null;
        int produced;
        fixed (Value* p = args)
        {
            NativeMethods.Check(NativeMethods.baron_op_call(Handle, p, args.Length, &result, 1, &produced, &overflow));
        }

        return result.Integer != 0;
    }

    internal long CallInt(ReadOnlySpan<Value> args)
    {
        Value result;
        Value* overflow = null;
        int produced;
        fixed (Value* p = args)
        {
            NativeMethods.Check(NativeMethods.baron_op_call(Handle, p, args.Length, &result, 1, &produced, &overflow));
        }

        return result.Integer;
    }

    internal (Tensor, Tensor) Call2(ReadOnlySpan<Value> args)
    {
        var results = stackalloc Value[4];
        Run(args, results, 4);
        return (Take(results[0]), Take(results[1]));
    }

    internal (Tensor, Tensor, Tensor) Call3(ReadOnlySpan<Value> args)
    {
        var results = stackalloc Value[4];
        Run(args, results, 4);
        return (Take(results[0]), Take(results[1]), Take(results[2]));
    }

    internal Tensor[] CallList(ReadOnlySpan<Value> args)
    {
        const int Capacity = 16;
        var results = stackalloc Value[Capacity];
        Value* overflow = null;
        int produced;
        fixed (Value* p = args)
        {
            NativeMethods.Check(NativeMethods.baron_op_call(Handle, p, args.Length, results, Capacity, &produced, &overflow));
        }

        var source = overflow != null ? overflow : results;
        var tensors = new Tensor[produced];
        for (var i = 0; i < produced; i++)
        {
            tensors[i] = Take(source[i]);
        }

        if (overflow != null)
        {
            NativeMethods.baron_values_free(overflow);
        }

        return tensors;
    }

    private static Tensor Take(Value value) => value.Tag == Value.TensorTag ? new Tensor((IntPtr)value.Pointer) : null;

    private void Run(ReadOnlySpan<Value> args, Value* results, int capacity)
    {
        Value* overflow = null;
        int produced;
        fixed (Value* p = args)
        {
            NativeMethods.Check(NativeMethods.baron_op_call(Handle, p, args.Length, results, capacity, &produced, &overflow));
        }
    }

    private IntPtr Find()
    {
        IntPtr handle;
        fixed (byte* n = Encoding.UTF8.GetBytes("aten::" + name + "\0"), o = Encoding.UTF8.GetBytes(overload + "\0"))
        {
            NativeMethods.Check(NativeMethods.baron_op_find(n, o, &handle));
        }

        return _handle = handle;
    }
}
