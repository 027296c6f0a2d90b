using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace Compagnon.Emulator.Tables;

/// <summary>Rows as the JSON of the table protocol: types that JSON lacks are strings with an <c>@odata.type</c> beside them.</summary>
internal static class EntityJson
{
    // The service's dates begin with the Gregorian calendar's first whole cycle; earlier ones are refused.
    private static readonly DateTimeOffset FirstDate = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static BinaryData Write(ITableEntity entity)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            var properties = entity as IEnumerable<KeyValuePair<string, object?>> ?? EntityProperties.Of(entity.GetType()).Read(entity);
            foreach (var (name, value) in properties)
                if (value is not null && name != Names.Timestamp && !name.StartsWith(Names.ODataPrefix, StringComparison.Ordinal))
                    Write(json, name, value);
            json.WriteEndObject();
        }

        return BinaryData.FromBytes(buffer.WrittenMemory);
    }

    public static T Read<T>(JsonElement stored)
        where T : class, ITableEntity =>
        typeof(T) == typeof(TableEntity) ? (T)(object)Dictionary(stored) : (T)EntityProperties.Of(typeof(T)).Create(stored);

    public static NotSupportedException Unsupported(Type type) => new(
        $"A table cannot hold a {type}: expected string, bool, int, long, double, Guid, DateTime, DateTimeOffset, byte[], BinaryData "
        + "or an enum. Convert the value, or mark the property with [IgnoreDataMember].");

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case string text: json.WriteString(name, text); break;
            case bool flag: json.WriteBoolean(name, flag); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: Typed(json, name, "Edm.Int64", number.ToString(CultureInfo.InvariantCulture)); break;
            case ulong number: Typed(json, name, "Edm.Int64", number.ToString(CultureInfo.InvariantCulture)); break;
            case double number when !double.IsFinite(number):
                Typed(json, name, "Edm.Double", number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteString(name + Names.TypeSuffix, "Edm.Double");
                json.WriteNumber(name, number);
                break;
            case Guid guid: Typed(json, name, "Edm.Guid", guid.ToString()); break;
            case DateTimeOffset date: Typed(json, name, "Edm.DateTime", Date(name, date)); break;
            case DateTime { Kind: DateTimeKind.Utc } date: Typed(json, name, "Edm.DateTime", Date(name, date)); break;
            case DateTime date:
                throw new NotSupportedException(
                    $"{name} is a DateTime of kind {date.Kind}; Azure's client takes UTC only. Use a DateTimeOffset.");
            case byte[] bytes: Typed(json, name, "Edm.Binary", Convert.ToBase64String(bytes)); break;
            case BinaryData bytes: Typed(json, name, "Edm.Binary", Convert.ToBase64String(bytes)); break;
            case Enum choice: json.WriteString(name, choice.ToString()); break;
            default: throw Unsupported(value.GetType());
        }
    }

    private static void Typed(Utf8JsonWriter json, string name, string type, string value)
    {
        json.WriteString(name + Names.TypeSuffix, type);
        json.WriteString(name, value);
    }

    private static string Date(string name, DateTimeOffset date) => date >= FirstDate
        ? date.UtcDateTime.ToString("o", CultureInfo.InvariantCulture)
        : throw new RequestFailedException(
            400, $"{name} is {date:u}; a table holds dates from {FirstDate:yyyy-MM-dd} on.", "OutOfRangeInput", null);

    private static TableEntity Dictionary(JsonElement stored)
    {
        var values = new Dictionary<string, object?>();
        foreach (var property in stored.EnumerateObject())
        {
            if (property.Name.EndsWith(Names.TypeSuffix, StringComparison.Ordinal)) continue;
            var type = stored.TryGetProperty(property.Name + Names.TypeSuffix, out var annotation) ? annotation.GetString() : null;
            values[property.Name] = Value(property.Name == Names.Timestamp ? "Edm.DateTime" : type, property.Value);
        }

        return new TableEntity(values);
    }

    private static object? Value(string? type, JsonElement value) => (type, value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => null,
        ("Edm.Int64", _) => long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        ("Edm.Double", _) => EntityProperties.Double(value),
        ("Edm.Guid", _) => Guid.Parse(value.GetString()!),
        ("Edm.DateTime", _) => DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        ("Edm.Binary", _) => value.GetBytesFromBase64(),
        (null or "Edm.String" or "Edm.Boolean" or "Edm.Int32", JsonValueKind.String) => value.GetString(),
        (_, JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
        (_, JsonValueKind.Number) when value.TryGetInt32(out var number) => number,
        (_, JsonValueKind.Number) when value.TryGetInt64(out var number) => number,
        (_, JsonValueKind.Number) => (object)value.GetDouble(),
        _ => throw new NotSupportedException($"The service answered a value of the unknown type {type ?? value.ValueKind.ToString()}."),
    };
}
