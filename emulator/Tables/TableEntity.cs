using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Compagnon.Emulator.Tables;

namespace Azure.Data.Tables;

/// <summary>A row as a dictionary of property names and values.</summary>
public sealed class TableEntity : ITableEntity, IDictionary<string, object?>
{
    private readonly Dictionary<string, object?> properties;

    /// <summary>An empty row.</summary>
    public TableEntity()
        : this(null!)
    {
    }

    /// <summary>A row with its keys.</summary>
    public TableEntity(string partitionKey, string rowKey)
        : this(null!)
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    // Whether the values may be null is left open, as in the real package: dictionaries of either kind are taken.
#nullable disable annotations
    /// <summary>A row with a copy of these properties, or an empty one.</summary>
    public TableEntity(IDictionary<string, object> values) =>
        properties = values is null ? [] : new Dictionary<string, object>(values);
#nullable restore annotations

    /// <inheritdoc />
    public string PartitionKey
    {
        get => GetString(Names.PartitionKey)!;
        set => properties[Names.PartitionKey] = value;
    }

    /// <inheritdoc />
    public string RowKey
    {
        get => GetString(Names.RowKey)!;
        set => properties[Names.RowKey] = value;
    }

    /// <inheritdoc />
    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(Names.Timestamp);
        set => properties[Names.Timestamp] = value;
    }

    /// <inheritdoc />
    public ETag ETag
    {
        get => new(GetString(Names.ODataETag)!);
        set => properties[Names.ODataETag] = value.ToString();
    }

    /// <summary>The names of the properties, the keys, the timestamp and the ETag among them.</summary>
    public ICollection<string> Keys => properties.Keys;

    /// <summary>The number of properties, the keys, the timestamp and the ETag among them.</summary>
    public int Count => properties.Count;

    ICollection<object?> IDictionary<string, object?>.Values => properties.Values;

    bool ICollection<KeyValuePair<string, object?>>.IsReadOnly => false;

    /// <summary>A property's value, or null when the row does not have it.</summary>
    /// <exception cref="InvalidOperationException">The property already has a value of another type.</exception>
    public object? this[string key]
    {
        get => Get(key);
        set => Set(key, value);
    }

    /// <summary>Adds or replaces a property.</summary>
    /// <exception cref="InvalidOperationException">The property already has a value of another type.</exception>
    public void Add(string key, object? value) => Set(key, value);

    /// <summary>Removes every property, the keys too.</summary>
    public void Clear() => properties.Clear();

    /// <summary>Whether the row has this property.</summary>
    public bool ContainsKey(string key) => properties.ContainsKey(key);

    /// <summary>Removes a property and says whether it was there.</summary>
    public bool Remove(string key) => properties.Remove(key);

    /// <summary>Gives a property's value where the row has it.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) => properties.TryGetValue(key, out value);

    /// <summary>A string property, or null when the row does not have it.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public string? GetString(string key) => Get<string>(key);

    /// <summary>A binary property, or null when the row does not have it.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public byte[]? GetBinary(string key) => Get<byte[]>(key);

    /// <summary>A binary property, or null when the row does not have it.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public BinaryData? GetBinaryData(string key) => Get(key) is byte[] bytes ? BinaryData.FromBytes(bytes) : Get<BinaryData>(key);

    /// <summary>A boolean property, or null when the row does not have it.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public bool? GetBoolean(string key) => Get<bool?>(key);

    /// <summary>A date property in UTC, or null when the row does not have it.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public DateTime? GetDateTime(string key) => Get(key) is DateTimeOffset date ? date.UtcDateTime : Get<DateTime?>(key);

    /// <summary>A date property, or null when the row does not have it.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public DateTimeOffset? GetDateTimeOffset(string key) =>
        Get(key) is DateTime date ? new DateTimeOffset(date) : Get<DateTimeOffset?>(key);

    /// <summary>A double property, or null when the row does not have it.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public double? GetDouble(string key) => Get<double?>(key);

    /// <summary>A GUID property, or null when the row does not have it.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public Guid? GetGuid(string key) => Get<Guid?>(key);

    /// <summary>A 32-bit integer property, or null when the row does not have it.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public int? GetInt32(string key) => Get<int?>(key);

    /// <summary>A 64-bit integer property, or null when the row does not have it.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public long? GetInt64(string key) => Get<long?>(key);

    void ICollection<KeyValuePair<string, object?>>.Add(KeyValuePair<string, object?> item) => Set(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, object?>>.Contains(KeyValuePair<string, object?> item) => properties.Contains(item);

    void ICollection<KeyValuePair<string, object?>>.CopyTo(KeyValuePair<string, object?>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, object?>>)properties).CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object?>>.Remove(KeyValuePair<string, object?> item) =>
        ((ICollection<KeyValuePair<string, object?>>)properties).Remove(item);

    IEnumerator<KeyValuePair<string, object?>> IEnumerable<KeyValuePair<string, object?>>.GetEnumerator() => properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => properties.GetEnumerator();

    private object? Get(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return properties.GetValueOrDefault(key);
    }

    private T? Get<T>(string key) => Get(key) switch
    {
        null => default,
        T value => value,
        var other => throw new InvalidOperationException($"Cannot return {typeof(T)} type for a {other.GetType()} typed property."),
    };

    private void Set(string key, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        properties[key] = value is not null && Get(key) is { } existing ? Coerced(key, existing, value) : value;
    }

    // A number keeps the wider type that the property has had; any other change of type is refused.
    private static object Coerced(string key, object existing, object value)
    {
        if (existing.GetType().IsInstanceOfType(value)) return value;
        return (existing, value) switch
        {
            (int, double or long) => value,
            (double, int number) => (double)number,
            (long, int number) => (long)number,
            (DateTime, DateTimeOffset date) => date.UtcDateTime,
            (DateTimeOffset, DateTime date) => new DateTimeOffset(date),
            (string, DateTime date) => date.ToString("o", CultureInfo.InvariantCulture),
            (string, DateTimeOffset date) => date.ToString("o", CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException(
                $"The property {key} holds a {existing.GetType()} and cannot become a {value.GetType()}; remove it first."),
        };
    }
}
