using System.Globalization;
using System.Text;
using System.Xml;

namespace Compagnon.Emulator.Tables;

/// <summary>Values as literals of a filter.</summary>
internal static class FilterLiteral
{
    /// <summary>A filter whose interpolated values are written as literals, quoted and escaped.</summary>
    public static string Format(FormattableString filter) => string.Format(
        CultureInfo.InvariantCulture,
        filter.Format,
        [.. filter.GetArguments().Select((value, index) => (object)(Interpolated(value) ?? throw new ArgumentException(
            $"Unable to convert argument {index} from type {value!.GetType()} to a literal of a filter.", nameof(filter))))]);

    /// <summary>A literal, or null where a filter cannot hold the value.</summary>
    public static string? Of(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        sbyte or byte or short or ushort or int or uint or decimal or float => Invariant(value),
        double number => Double(number),
        long or ulong => Invariant(value) + "L",
        Guid guid => $"guid'{guid}'",
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        BinaryData bytes => $"X'{Convert.ToHexString(bytes.ToMemory().Span)}'",
        DateTimeOffset date => Date(date.UtcDateTime),
        DateTime date => Date(date.ToUniversalTime()),
        string or char or StringBuilder => $"'{value.ToString()!.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => null,
    };

    private static string Invariant(object number) => ((IFormattable)number).ToString(null, CultureInfo.InvariantCulture);

    // The real client writes an interpolated 5.0 as 5, though not one in an expression.
    private static string? Interpolated(object? value) => value is double ? Invariant(value) : Of(value);

    // Without a point the service reads an integer, which equals no double.
    private static string Double(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.All(char.IsAsciiDigit) ? text + ".0" : text;
    }

    private static string Date(DateTime date) => $"datetime'{XmlConvert.ToString(date, XmlDateTimeSerializationMode.RoundtripKind)}'";
}
