using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Storage;

namespace Compagnon.Decisions;

/// <summary>
/// The numbers of a faculty's agreements, without a gap and in the order in which they were given: <c>2027-0042</c>, the year of the
/// decision in Paris and the rank in that year.
/// </summary>
public sealed class AgreementNumbers(StorageClients storage)
{
    private const int Tries = 50;

    /// <summary>The number of the agreement on a dossier: given once, the same ever after.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="year">The year of the decision; counts only where no number has been given yet.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <exception cref="InvalidOperationException">Others took numbers at the same moment, every time.</exception>
    public async Task<string> GiveAsync(DossierKey dossier, int year, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Numbers, cancellation);
        var counter = string.Create(CultureInfo.InvariantCulture, $"~{year:0000}");
        for (var i = 0; i < Tries; i++)
        {
            if (await table.FindAsync(dossier.Faculty, dossier.Id, cancellation) is { } given) return given.Text("Number");

            var last = await table.FindAsync(dossier.Faculty, counter, cancellation);
            var rank = (last?.GetInt32("Last") ?? 0) + 1;
            var number = string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{rank:0000}");
            var next = new TableEntity(dossier.Faculty, counter) { ["Last"] = rank };
            try
            {
                // Together or not at all: a number that is counted stands on its dossier.
                await table.SubmitTransactionAsync(
                    [
                        last is null
                            ? new TableTransactionAction(TableTransactionActionType.Add, next)
                            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, next, last.ETag),
                        new TableTransactionAction(
                            TableTransactionActionType.Add, new TableEntity(dossier.Faculty, dossier.Id) { ["Number"] = number }),
                    ],
                    cancellation);
                return number;
            }
            catch (RequestFailedException second) when (second.Status is 409 or 412)
            {
                await Task.Delay(Random.Shared.Next(5, 40), cancellation);
            }
        }
        throw new InvalidOperationException(
            $"Others took a number of '{dossier.Faculty}' at the same moment {Tries} times in a row; try again.");
    }
}
