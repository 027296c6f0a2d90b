using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Storage;
using NodaTime.Text;

namespace Compagnon.Holds;

/// <summary>The table <c>Holds</c>: a dossier's holds, one row each. At most one of a dossier is open.</summary>
public sealed class HoldBook(StorageClients storage)
{
    /// <summary>All holds of a dossier, in their order.</summary>
    public async Task<IReadOnlyList<Hold>> ListAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Holds, cancellation);
        var holds = new List<Hold>();
        await foreach (var row in table.PartitionAsync(dossier.Id, cancellation)) holds.Add(Read(row));
        return [.. holds.OrderBy(hold => hold.Key.Number)];
    }

    /// <summary>One hold; null where there is none of that number.</summary>
    public async Task<Hold?> FindAsync(HoldKey key, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Holds, cancellation);
        return await table.FindAsync(key.Dossier.Id, RowOf(key.Number), cancellation) is { } row ? Read(row) : null;
    }

    /// <summary>Begins a hold. False where one of that number was begun before, which stays as it is.</summary>
    public async Task<bool> AddAsync(Hold hold, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Holds, cancellation);
        return await table.TryAddAsync(
            new TableEntity(hold.Key.Dossier.Id, RowOf(hold.Key.Number))
            {
                ["Faculty"] = hold.Key.Dossier.Faculty,
                ["From"] = hold.From.ToUniversalTime(),
                ["By"] = hold.By,
                ["Reason"] = hold.Reason,
                ["Until"] = hold.Until is { } day ? LocalDatePattern.Iso.Format(day) : "",
                ["TellsDoctor"] = hold.TellsDoctor,
            },
            cancellation);
    }

    /// <summary>Ends a hold: the first end is the end, and where its day had come before, that was it.</summary>
    /// <returns>The hold as it stands; null where there is none of that number.</returns>
    public async Task<Hold?> EndAsync(HoldKey key, DateTimeOffset at, string by, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Holds, cancellation);
        while (await table.FindAsync(key.Dossier.Id, RowOf(key.Number), cancellation) is { } row)
        {
            var hold = Read(row);
            if (hold.EndedAt is not null) return hold;

            var byItself = hold.EndAt(at);
            var ended = hold with { EndedAt = byItself ?? at, EndedBy = byItself is null ? by : "" };
            (row["EndedAt"], row["EndedBy"]) = (ended.EndedAt!.Value.ToUniversalTime(), ended.EndedBy);
            try
            {
                await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellation);
                return ended;
            }
            catch (RequestFailedException second) when (second.Status == 412)
            {
                // Somebody else ended it: theirs is the end.
            }
        }

        return null;
    }

    /// <summary>Erases the holds of a dossier.</summary>
    public async Task EraseAsync(DossierKey dossier, CancellationToken cancellation = default) =>
        await (await storage.TableAsync(TableNames.Holds, cancellation)).RemovePartitionAsync(dossier.Id, cancellation);

    private static string RowOf(int number) => number.ToString("0000", CultureInfo.InvariantCulture);

    private static Hold Read(TableEntity row) => new(
        new HoldKey(
            new DossierKey(row.Text("Faculty"), row.PartitionKey),
            int.Parse(row.RowKey, NumberStyles.None, CultureInfo.InvariantCulture)),
        row.Moment("From"),
        row.Text("By"),
        row.Text("Reason"),
        LocalDatePattern.Iso.Parse(row.Text("Until")) is { Success: true, Value: var day } ? day : null,
        row.GetBoolean("TellsDoctor") is not false,
        row.GetDateTimeOffset("EndedAt"),
        row.GetString("EndedBy") ?? "");
}
