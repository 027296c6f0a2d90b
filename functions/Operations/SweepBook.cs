using Azure.Data.Tables;
using Compagnon.Storage;

namespace Compagnon.Operations;

/// <summary>When the sweep last came to its end.</summary>
public sealed class SweepBook(StorageClients storage)
{
    private const string Partition = "sweep";
    private const string Row = "last";

    /// <summary>Writes it down.</summary>
    public async Task EndedAsync(DateTimeOffset moment, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Operations, cancellation);
        await table.UpsertEntityAsync(new TableEntity(Partition, Row) { ["Ended"] = moment }, TableUpdateMode.Replace, cancellation);
    }

    /// <summary>When; null before the first.</summary>
    public async Task<DateTimeOffset?> LastAsync(CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Operations, cancellation);
        return (await table.FindAsync(Partition, Row, cancellation))?.Moment("Ended");
    }
}
