namespace Microsoft.DurableTask;

/// <summary>Turns inputs, results, event payloads and custom statuses into text and back.</summary>
/// <remarks>Implementations are called from several threads at once. <c>null</c> on one side is <c>null</c> on the other.</remarks>
public abstract class DataConverter
{
    /// <summary>Serialises a value.</summary>
    /// <returns>The text, or <c>null</c> for a <c>null</c> value.</returns>
    public abstract string? Serialize(object? value);

    /// <summary>Deserialises a text.</summary>
    /// <returns>The value, or <c>null</c> for a <c>null</c> text.</returns>
    public abstract object? Deserialize(string? data, Type targetType);

    /// <summary>Deserialises a text into a <typeparamref name="T"/>.</summary>
    /// <returns>The value, or the default of <typeparamref name="T"/> for a <c>null</c> text.</returns>
    public virtual T? Deserialize<T>(string? data) => Deserialize(data, typeof(T)) is { } value ? (T)value : default;
}
