using Azure;
using Azure.Data.Tables;

namespace Compagnon.Storage;

/// <summary>What the registers need of a table, in words.</summary>
public static class TableRows
{
    /// <summary>Adds a row. False where one with its keys is there already, which stays as it is.</summary>
    public static async Task<bool> TryAddAsync(this TableClient table, TableEntity row, CancellationToken cancellation = default)
    {
        try
        {
            await table.AddEntityAsync(row, cancellation);
            return true;
        }
        catch (RequestFailedException error) when (error.Status == 409)
        {
            return false;
        }
    }

    /// <summary>The row with these keys, or null.</summary>
    public static async Task<TableEntity?> FindAsync(
        this TableClient table, string partition, string row, CancellationToken cancellation = default)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellation);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>Removes the row with these keys; no matter whether it is there.</summary>
    public static async Task RemoveAsync(
        this TableClient table, string partition, string row, CancellationToken cancellation = default)
    {
        try
        {
            await table.DeleteEntityAsync(partition, row, ETag.All, cancellation);
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            // Already gone, which is what was wanted.
        }
    }

    /// <summary>Removes all rows of a partition.</summary>
    public static async Task RemovePartitionAsync(this TableClient table, string partition, CancellationToken cancellation = default)
    {
        await foreach (var row in table.PartitionAsync(partition, cancellation))
            await table.RemoveAsync(partition, row.RowKey, cancellation);
    }

    /// <summary>All rows of a partition, ascending by row key.</summary>
    public static AsyncPageable<TableEntity> PartitionAsync(
        this TableClient table, string partition, CancellationToken cancellation = default) =>
        table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: cancellation);

    /// <summary>A text that the row must have.</summary>
    /// <exception cref="InvalidDataException">The row has no such text.</exception>
    public static string Text(this TableEntity row, string name) => row.GetString(name)
        ?? throw new InvalidDataException($"The row {row.PartitionKey}/{row.RowKey} has no text '{name}'; it was not written by this app.");

    /// <summary>A moment that the row must have.</summary>
    /// <exception cref="InvalidDataException">The row has no such moment.</exception>
    public static DateTimeOffset Moment(this TableEntity row, string name) => row.GetDateTimeOffset(name)
        ?? throw new InvalidDataException(
            $"The row {row.PartitionKey}/{row.RowKey} has no moment '{name}'; it was not written by this app.");
}
