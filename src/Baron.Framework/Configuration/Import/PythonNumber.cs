using System.Globalization;

namespace Baron.Configuration.Import;

/// <summary>Numbers as Python prints them.</summary>
internal static class PythonNumber
{
    /// <summary>Writes a float: <c>0.5</c>, <c>100.0</c>, <c>1e-05</c>, <c>1e+16</c>, <c>inf</c>.</summary>
    /// <param name="value">The number.</param>
    public static string Write(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        // The shortest digits that give the number back, with one of them before the point.
        var sign = double.IsNegative(value) ? "-" : "";
        var text = Math.Abs(value).ToString("E16", CultureInfo.InvariantCulture);
        for (var places = 0; places < 16; places++)
        {
            var shorter = Math.Abs(value).ToString("E" + places.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(shorter, CultureInfo.InvariantCulture) == Math.Abs(value))
            {
                text = shorter;
                break;
            }
        }

        var at = text.IndexOf('E', StringComparison.Ordinal);
        var digits = text[..at].Replace(".", "", StringComparison.Ordinal);
        var exponent = int.Parse(text[(at + 1)..], CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= 16)
        {
            var fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        digits = digits.PadRight(exponent + 2, '0');
        return $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
