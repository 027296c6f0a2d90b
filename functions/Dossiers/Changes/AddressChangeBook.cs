using Azure;
using Azure.Data.Tables;
using Compagnon.Storage;

namespace Compagnon.Dossiers.Changes;

/// <summary>
/// The change of address of each dossier: one row of the table <c>Changes</c>, written under its ETag, so that two mailboxes that confirm
/// and one that stops at the same moment end in one way.
/// </summary>
public sealed class AddressChangeBook(StorageClients storage)
{
    private const string Row = "address";
    private const int Tries = 20;

    /// <summary>The latest change; null where there was none.</summary>
    public async Task<AddressChange?> FindAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Changes, cancellation);
        return await table.FindAsync(dossier.Id, Row, cancellation) is { } row ? Read(row) : null;
    }

    /// <summary>Writes what becomes of the latest change, starting again when somebody else wrote meanwhile.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="change">From what is there (null: nothing) to what shall be; null leaves it. May be called several times.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <returns>The change as it stands; null where there is none.</returns>
    /// <exception cref="InvalidOperationException">Somebody else was quicker every time.</exception>
    public async Task<AddressChange?> ChangeAsync(
        DossierKey dossier, Func<AddressChange?, AddressChange?> change, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Changes, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            var found = await FindAsync(dossier, cancellation);
            if (change(found) is not { } wanted) return found;
            try
            {
                if (found is not null)
                    await table.UpdateEntityAsync(Write(wanted), found.Version!.Value, TableUpdateMode.Replace, cancellation);
                if (found is not null || await table.TryAddAsync(Write(wanted), cancellation)) return wanted;
            }
            catch (RequestFailedException second) when (second.Status is 404 or 412)
            {
                // Somebody else wrote it; from what stands there now.
            }
            await Task.Delay(Random.Shared.Next(5, 40), cancellation);
        }
        throw new InvalidOperationException(
            $"The change of address of the dossier {dossier.Id} was written by others {Tries} times in a row; try again.");
    }

    private static TableEntity Write(AddressChange change) => new(change.Dossier.Id, Row)
    {
        ["Faculty"] = change.Dossier.Faculty,
        ["Id"] = change.Id,
        ["From"] = change.From,
        ["To"] = change.To,
        ["Asked"] = change.Asked.ToUniversalTime(),
        ["AskedBy"] = change.AskedBy,
        ["Expires"] = change.Expires.ToUniversalTime(),
        ["State"] = change.State.ToString(),
        ["OldConfirmed"] = change.OldConfirmed?.ToUniversalTime(),
        ["OldConfirmedBy"] = change.OldConfirmedBy,
        ["Reason"] = change.Reason,
        ["NewConfirmed"] = change.NewConfirmed?.ToUniversalTime(),
        ["Ended"] = change.Ended?.ToUniversalTime(),
        ["Day"] = change.Count.Day,
        ["Number"] = change.Count.Number,
    };

    private static AddressChange Read(TableEntity row) => new()
    {
        Dossier = new DossierKey(row.Text("Faculty"), row.PartitionKey),
        Id = row.Text("Id"),
        From = row.Text("From"),
        To = row.Text("To"),
        Asked = row.Moment("Asked"),
        AskedBy = row.Text("AskedBy"),
        Expires = row.Moment("Expires"),
        State = Enum.Parse<AddressChangeState>(row.Text("State")),
        OldConfirmed = row.GetDateTimeOffset("OldConfirmed"),
        OldConfirmedBy = row.Text("OldConfirmedBy"),
        Reason = row.Text("Reason"),
        NewConfirmed = row.GetDateTimeOffset("NewConfirmed"),
        Ended = row.GetDateTimeOffset("Ended"),
        Count = (row.Text("Day"), row.GetInt32("Number") ?? 0),
        Version = row.ETag,
    };
}
