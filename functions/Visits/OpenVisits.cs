using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Storage;

namespace Compagnon.Visits;

/// <summary>
/// The table <c>OpenVisits</c>: a row for each visitor of each visit that is not reported yet, in one partition a faculty, so that counting reads
/// what is open and nothing else.
/// </summary>
public sealed class OpenVisits(StorageClients storage)
{
    /// <summary>Says who is engaged for a dossier's visit. Saying it again changes nothing.</summary>
    public async Task SetAsync(DossierKey dossier, IReadOnlyCollection<string> people, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.OpenVisits, cancellation);
        foreach (var person in people)
        {
            await table.UpsertEntityAsync(
                new TableEntity(dossier.Faculty, $"{dossier.Id}~{person}") { ["Visitor"] = person }, TableUpdateMode.Replace, cancellation);
        }

        // « ~ » sorts after everything that an id is made of, and the sign after it ends the dossier's rows.
        var (from, until) = ($"{dossier.Id}~", $"{dossier.Id}\u007f");
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {dossier.Faculty} and RowKey ge {from} and RowKey lt {until}");
        var rows = new List<TableEntity>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation)) rows.Add(row);
        foreach (var row in rows)
            if (!people.Contains(row.Text("Visitor"))) await table.RemoveAsync(row.PartitionKey, row.RowKey, cancellation);
    }

    /// <summary>How many visits each of a faculty's visitors has open, those of one dossier left out.</summary>
    /// <param name="faculty">The faculty's id.</param>
    /// <param name="except">The dossier that a visitor is looked for.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public async Task<IReadOnlyDictionary<string, int>> CountAsync(
        string faculty, DossierKey except, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.OpenVisits, cancellation);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var row in table.PartitionAsync(faculty, cancellation))
        {
            if (row.RowKey.StartsWith(except.Id + "~", StringComparison.Ordinal)) continue;
            counts[row.Text("Visitor")] = counts.GetValueOrDefault(row.Text("Visitor")) + 1;
        }

        return counts;
    }
}
