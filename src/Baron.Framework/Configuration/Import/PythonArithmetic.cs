using System.Text;

namespace Baron.Configuration.Import;

/// <summary>Python's operators on numbers, strings, lists and tuples, with bounds on what they may make.</summary>
/// <param name="budget">Bounds what is made.</param>
internal sealed class PythonArithmetic(ImportBudget budget)
{
    /// <summary>Applies a binary operator.</summary>
    /// <param name="op"><c>+ - * / // % **</c>.</param>
    /// <param name="left">The left side.</param>
    /// <param name="right">The right side.</param>
    /// <exception cref="ConfigException">The operator does not go with these values.</exception>
    public PythonValue Apply(PythonToken op, PythonValue left, PythonValue right)
    {
        var position = left.Position;
        switch (op.Text, left.Data, right.Data)
        {
            case ("+", string a, string b):
                budget.Charge(a.Length + b.Length, op.Position);
                return new PythonValue(a + b, position);
            case ("+", PythonValue[] a, PythonValue[] b) when left.IsTuple == right.IsTuple:
                budget.Charge(a.Length + b.Length, op.Position);
                return new PythonValue((PythonValue[])[.. a, .. b], position, left.IsTuple);
            case ("*", string or PythonValue[], long count):
                return Repeat(op, left, count);
            case ("*", long count, string or PythonValue[]):
                return Repeat(op, right, count);
        }

        if (Number(left.Data) is not { } x || Number(right.Data) is not { } y)
        {
            throw Error(op, $"{op.Describe()} does not go with {left.Describe()} and {right.Describe()}");
        }

        try
        {
            return new PythonValue(x is long i && y is long k ? Whole(op, i, k) : Real(op, Convert.ToDouble(x, null), Convert.ToDouble(y, null)), position);
        }
        catch (OverflowException)
        {
            throw Error(op, "the result is larger than 64 bits");
        }
        catch (DivideByZeroException)
        {
            throw Error(op, "a division by zero");
        }
    }

    /// <summary>Applies a sign.</summary>
    /// <param name="op"><c>+</c> or <c>-</c>.</param>
    /// <param name="value">A number.</param>
    public static PythonValue Sign(PythonToken op, PythonValue value) => Number(value.Data) switch
    {
        long number when op.Text == "-" && number != long.MinValue => new PythonValue(-number, op.Position),
        double number when op.Text == "-" => new PythonValue(-number, op.Position),
        { } number when op.Text == "+" => new PythonValue(number, op.Position),
        _ => throw Error(op, $"{op.Describe()} does not go with {value.Describe()}"),
    };

    // True and False count as 1 and 0.
    private static object? Number(object? data) => data switch
    {
        bool flag => flag ? 1L : 0L,
        long or double => data,
        _ => null,
    };

    private static object Whole(PythonToken op, long a, long b) => op.Text switch
    {
        "+" => checked(a + b),
        "-" => checked(a - b),
        "*" => checked(a * b),
        "/" => b == 0 ? throw new DivideByZeroException() : (object)((double)a / b),
        "//" => FloorDivide(a, b),
        "%" => b == -1 ? 0 : a % b is var rest && rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest,
        "**" when b >= 0 => Power(a, b),
        _ => Real(op, a, b),
    };

    private static long FloorDivide(long a, long b)
    {
        var quotient = checked(a / b);
        return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
    }

    private static long Power(long a, long b)
    {
        if (a is 0 or 1 || b == 0)
        {
            return b == 0 ? 1 : a;
        }

        if (a == -1)
        {
            return b % 2 == 0 ? 1 : -1;
        }

        var result = 1L;
        for (; b > 0; b--)
        {
            result = checked(result * a);
        }

        return result;
    }

    private static object Real(PythonToken op, double a, double b) => op.Text switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => b == 0 ? throw new DivideByZeroException() : a / b,
        "//" => FloorDivide(a, b).Quotient,
        "%" => FloorDivide(a, b).Remainder,
        _ => Power(op, a, b),
    };

    // Python takes the exact rest first, so that 1 // 0.1 is 9 and not the floor of a rounded 10.
    private static (double Quotient, double Remainder) FloorDivide(double a, double b)
    {
        if (b == 0)
        {
            throw new DivideByZeroException();
        }

        var rest = a % b;
        var quotient = (a - rest) / b;
        if (rest != 0 && (rest < 0) != (b < 0))
        {
            rest += b;
            quotient--;
        }

        return (Math.Round(quotient), rest == 0 ? Math.CopySign(0, b) : rest);
    }

    private static double Power(PythonToken op, double a, double b)
    {
        if (a == 0 && b < 0)
        {
            throw new DivideByZeroException();
        }

        var power = Math.Pow(a, b);
        if (!double.IsFinite(power) && double.IsFinite(a) && double.IsFinite(b))
        {
            throw Error(op, double.IsNaN(power) ? "the power is a complex number" : "the result is larger than any number");
        }

        return power;
    }

    private PythonValue Repeat(PythonToken op, PythonValue value, long count)
    {
        var length = value.Data is string text ? text.Length : ((PythonValue[])value.Data!).Length;
        count = Math.Max(0, count);
        if (length > 0 && count > int.MaxValue / length)
        {
            throw Error(op, $"{count} repetitions are too many");
        }

        budget.Charge(length * count, op.Position);
        if (value.Data is string repeated)
        {
            return new PythonValue(new StringBuilder().Insert(0, repeated, (int)count).ToString(), value.Position);
        }

        var items = (PythonValue[])value.Data!;
        return new PythonValue(Enumerable.Range(0, (int)count).SelectMany(_ => items).ToArray(), value.Position, value.IsTuple);
    }

    private static ConfigException Error(PythonToken op, string message) => new(new ConfigDiagnostic(op.Position, message));
}
