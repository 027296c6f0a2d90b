using Azure.Core.Serialization;
using Microsoft.DurableTask;

namespace Compagnon.Emulator.Worker;

/// <summary>Serialises what orchestrations, activities and events carry as the worker does: by <c>WorkerOptions.Serializer</c>.</summary>
internal sealed class WorkerDataConverter(ObjectSerializer serializer) : DataConverter
{
    public override string? Serialize(object? value) => value is null ? null : serializer.Serialize(value, value.GetType()).ToString();

    public override object? Deserialize(string? data, Type targetType)
    {
        if (data is null)
        {
            return null;
        }

        using var stream = BinaryData.FromString(data).ToStream();
        return serializer.Deserialize(stream, targetType, CancellationToken.None);
    }
}
