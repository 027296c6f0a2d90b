using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace Compagnon.Emulator.Tables;

/// <summary>
/// The properties of a class of rows: its public properties but the ignored ones, under their names or those that
/// <see cref="DataMemberAttribute"/> gives them. Keys, timestamp and ETag are reached through <see cref="ITableEntity"/>.
/// </summary>
internal sealed class EntityProperties
{
    private static readonly ConcurrentDictionary<Type, EntityProperties> Known = new();
    private static readonly HashSet<string> System = [Names.PartitionKey, Names.RowKey, Names.Timestamp, Names.ETag];

    private readonly Type type;
    private readonly List<(string Name, PropertyInfo Property)> properties;

    private EntityProperties(Type type)
    {
        this.type = type;
        properties = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0
                && !System.Contains(property.Name)
                && !property.IsDefined(typeof(IgnoreDataMemberAttribute), inherit: true))
            .Select(property => (NameOf(property), property))];
    }

    public static EntityProperties Of(Type type) => Known.GetOrAdd(type, static type => new EntityProperties(type));

    /// <summary>The name under which a property is stored.</summary>
    public static string NameOf(MemberInfo member) => member.GetCustomAttribute<DataMemberAttribute>()?.Name ?? member.Name;

    /// <summary>What is stored of a row.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Read(ITableEntity entity)
    {
        yield return new(Names.PartitionKey, entity.PartitionKey);
        yield return new(Names.RowKey, entity.RowKey);
        foreach (var (name, property) in properties)
            if (property.GetMethod is { IsPublic: true })
                yield return new(name, property.GetValue(entity));
    }

    /// <summary>A new row with what is stored.</summary>
    public ITableEntity Create(JsonElement stored)
    {
        var entity = (ITableEntity)Activator.CreateInstance(type)!;
        if (stored.TryGetProperty(Names.PartitionKey, out var partition)) entity.PartitionKey = partition.GetString()!;
        if (stored.TryGetProperty(Names.RowKey, out var row)) entity.RowKey = row.GetString()!;
        if (stored.TryGetProperty(Names.ODataETag, out var etag)) entity.ETag = new ETag(etag.GetString()!);
        if (stored.TryGetProperty(Names.Timestamp, out var timestamp)) entity.Timestamp = Date(timestamp);
        foreach (var (name, property) in properties)
            if (property.SetMethod is { IsPublic: true } && stored.TryGetProperty(name, out var value))
                property.SetValue(entity, Value(value, property));
        return entity;
    }

    private static DateTimeOffset Date(JsonElement value) =>
        DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private object? Value(JsonElement value, PropertyInfo property)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        var wanted = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        try
        {
            return Value(value, wanted);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidCastException(
                $"The stored value of {property.Name} is not a {wanted.Name}, which {type.Name} expects: {value.GetRawText()}", wrong);
        }
    }

    private static object Value(JsonElement value, Type wanted)
    {
        if (wanted.IsEnum) return Enum.Parse(wanted, value.GetString()!);
        if (wanted == typeof(string)) return value.GetString()!;
        if (wanted == typeof(bool)) return value.GetBoolean();
        if (wanted == typeof(int)) return value.GetInt32();
        if (wanted == typeof(long)) return long.Parse(value.GetString()!, CultureInfo.InvariantCulture);
        if (wanted == typeof(ulong)) return ulong.Parse(value.GetString()!, CultureInfo.InvariantCulture);
        if (wanted == typeof(double)) return Double(value);
        if (wanted == typeof(Guid)) return Guid.Parse(value.GetString()!);
        if (wanted == typeof(DateTimeOffset)) return Date(value);
        if (wanted == typeof(DateTime)) return Date(value).UtcDateTime;
        if (wanted == typeof(byte[])) return value.GetBytesFromBase64();
        if (wanted == typeof(BinaryData)) return BinaryData.FromBytes(value.GetBytesFromBase64());
        throw EntityJson.Unsupported(wanted);
    }

    internal static double Double(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
        : value.GetDouble();
}
