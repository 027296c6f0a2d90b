using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Azure.Data.Tables;

namespace Compagnon.Operations;

/// <summary>
/// A row of a table as a line of JSON, as OData writes it: what JSON has no type for stands as a text beside its type
/// (<c>"Since@odata.type": "Edm.DateTime"</c>). Pure.
/// </summary>
public static class EntityLine
{
    private const string TypeSuffix = "@odata.type";
    private const string Partition = "PartitionKey";
    private const string Row = "RowKey";
    private const string Changed = "Timestamp";
    private const string Tag = "odata.etag";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The line, without an end of line.</summary>
    /// <exception cref="NotSupportedException">A value is of a type that tables do not have.</exception>
    public static string Write(TableEntity row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString(Partition, row.PartitionKey);
            json.WriteString(Row, row.RowKey);
            if (row.Timestamp is { } changed) json.WriteString(Changed, Text(changed));
            foreach (var (name, value) in Properties(row)) Write(json, name, value);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>What a line holds, without the moment at which the row was last written: whoever stores it writes another.</summary>
    /// <exception cref="FormatException">It is no such line.</exception>
    public static TableEntity Read(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var fields = json.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
            var row = new TableEntity(Key(fields[Partition]), Key(fields[Row]));
            foreach (var (name, value) in fields)
            {
                if (name is Partition or Row or Changed || name.EndsWith(TypeSuffix, StringComparison.Ordinal)) continue;
                row[name] = Read(value, fields.TryGetValue(name + TypeSuffix, out var type) ? type.GetString() : null);
            }

            return row;
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"Expected a row as JSON with {Partition} and {Row}: {wrong.Message}", wrong);
        }
    }

    /// <summary>The names of a row's own properties, in their order.</summary>
    public static IEnumerable<string> NamesOf(TableEntity row) => Properties(row).Select(property => property.Name);

    /// <summary>A row's value as people read it; empty where it has none.</summary>
    public static string TextOf(TableEntity row, string name) => row.TryGetValue(name, out var value) ? Text(value) : "";

    private static IEnumerable<(string Name, object Value)> Properties(TableEntity row) => row
        .Where(property => property.Key is not (Partition or Row or Changed or Tag) && property.Value is not null)
        .OrderBy(property => property.Key, StringComparer.Ordinal)
        .Select(property => (property.Key, property.Value!));

    private static string Key(JsonElement value) => value.GetString() ?? throw new FormatException("A row's keys are texts; one is null.");

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                return;
            case bool flag:
                json.WriteBoolean(name, flag);
                return;
            case int number:
                json.WriteNumber(name, number);
                return;
        }

        json.WriteString(name + TypeSuffix, value switch
        {
            long => "Edm.Int64",
            double => "Edm.Double",
            DateTimeOffset or DateTime => "Edm.DateTime",
            Guid => "Edm.Guid",
            byte[] or BinaryData => "Edm.Binary",
            _ => throw new NotSupportedException($"Expected a value of a type that tables have; '{name}' is a {value.GetType().Name}."),
        });
        json.WriteString(name, Text(value));
    }

    private static object? Read(JsonElement value, string? type) => (type, value.ValueKind) switch
    {
        ("Edm.Int64", _) => long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        ("Edm.Double", _) => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        ("Edm.DateTime", _) => DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        ("Edm.Guid", _) => Guid.Parse(value.GetString()!),
        ("Edm.Binary", _) => value.GetBytesFromBase64(),
        (_, JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
        (_, JsonValueKind.Number) => value.GetInt32(),
        (_, JsonValueKind.String) => value.GetString(),
        _ => throw new FormatException($"A {value.ValueKind} is no value of a row."),
    };

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTimeOffset moment => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToBase64String(bytes),
        BinaryData bytes => Convert.ToBase64String(bytes),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
