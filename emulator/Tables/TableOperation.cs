using Azure.Core;
using Azure.Data.Tables;

namespace Compagnon.Emulator.Tables;

/// <summary>One write to a row, sent on its own or as part of a transaction.</summary>
/// <param name="Method">The method of the request.</param>
/// <param name="Path">Its path under the service's address, escaped.</param>
/// <param name="IfMatch">The ETag that the stored row must have, <c>*</c> for any row, or null for no condition.</param>
/// <param name="Content">The row, unless it is deleted.</param>
internal sealed record TableOperation(RequestMethod Method, string Path, string? IfMatch, BinaryData? Content)
{
    public const string JsonFormat = "application/json;odata=minimalmetadata";

    public static TableOperation Add(string table, ITableEntity entity) =>
        new(RequestMethod.Post, table, null, EntityJson.Write(Checked(entity)));

    public static TableOperation Write(string table, ITableEntity entity, TableUpdateMode mode, string? ifMatch) => new(
        mode switch
        {
            TableUpdateMode.Merge => RequestMethod.Patch,
            TableUpdateMode.Replace => RequestMethod.Put,
            _ => throw new ArgumentException($"Expected Merge or Replace, got {mode}.", nameof(mode)),
        },
        RowPath(table, Checked(entity).PartitionKey, entity.RowKey),
        ifMatch,
        EntityJson.Write(entity));

    public static TableOperation Delete(string table, string partitionKey, string rowKey, string ifMatch) =>
        new(RequestMethod.Delete, RowPath(table, partitionKey, rowKey), ifMatch, null);

    public static string RowPath(string table, string partitionKey, string rowKey)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        return $"{table}(PartitionKey='{Escaped(partitionKey)}',RowKey='{Escaped(rowKey)}')";
    }

    public static string Escaped(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));

    /// <summary>The headers of the request, in the order in which they are written.</summary>
    public IEnumerable<(string Name, string Value)> Headers()
    {
        yield return ("DataServiceVersion", "3.0");
        yield return (HttpHeader.Names.Accept, JsonFormat);
        if (Method == RequestMethod.Post) yield return ("Prefer", "return-no-content");
        if (IfMatch is not null) yield return (HttpHeader.Names.IfMatch, IfMatch);
        if (Content is not null) yield return (HttpHeader.Names.ContentType, "application/json;odata=nometadata");
    }

    private static ITableEntity Checked(ITableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(entity.PartitionKey, nameof(entity.PartitionKey));
        ArgumentNullException.ThrowIfNull(entity.RowKey, nameof(entity.RowKey));
        return entity;
    }
}
