using Azure;
using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Storage;

namespace Compagnon.Commissions;

/// <summary>
/// The table <c>Opinions</c>: one row for each member and round of a dossier, which the member may change; a conflict of interest stays.
/// </summary>
public sealed class OpinionBook(StorageClients storage)
{
    private const int Tries = 20;

    /// <summary>All opinions on a dossier, of all rounds, oldest first.</summary>
    public async Task<IReadOnlyList<Opinion>> ListAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Opinions, cancellation);
        var found = new List<Opinion>();
        await foreach (var row in table.PartitionAsync(dossier.Id, cancellation)) found.Add(Read(dossier, row));
        return [.. found.OrderBy(opinion => opinion.At)];
    }

    /// <summary>Gives an opinion or changes it. A conflict of interest that was declared is not taken back.</summary>
    /// <returns>The opinion that holds.</returns>
    /// <exception cref="InvalidOperationException">The same member was quicker every time.</exception>
    public async Task<Opinion> GiveAsync(Opinion opinion, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Opinions, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            var known = await table.FindAsync(opinion.Dossier.Id, Row(opinion), cancellation);
            if (known is not null && Read(opinion.Dossier, known) is { Kind: OpinionKind.Conflict } declared) return declared;
            try
            {
                if (known is null) await table.AddEntityAsync(Write(opinion), cancellation);
                else await table.UpdateEntityAsync(Write(opinion), known.ETag, TableUpdateMode.Replace, cancellation);
                return opinion;
            }
            catch (RequestFailedException second) when (second.Status is 409 or 412)
            {
                await Task.Delay(Random.Shared.Next(5, 40), cancellation);
            }
        }

        throw new InvalidOperationException($"An opinion was changed {Tries} times in a row by the same member; try again.");
    }

    private static string Row(Opinion opinion) => $"{opinion.Assignment}~{opinion.Member}";

    private static TableEntity Write(Opinion opinion)
    {
        var row = new TableEntity(opinion.Dossier.Id, Row(opinion))
        {
            ["Faculty"] = opinion.Dossier.Faculty,
            ["Assignment"] = opinion.Assignment,
            ["Member"] = opinion.Member,
            ["Kind"] = opinion.Kind.ToString(),
            ["Remark"] = opinion.Remark,
            ["At"] = opinion.At,
        };
        if (opinion.Actor is { } actor) row["Actor"] = actor;
        return row;
    }

    private static Opinion Read(DossierKey dossier, TableEntity row) => new(
        dossier, row.Text("Assignment"), row.Text("Member"), Enum.Parse<OpinionKind>(row.Text("Kind")), row.Text("Remark"),
        row.Moment("At"), row.GetString("Actor"));
}
