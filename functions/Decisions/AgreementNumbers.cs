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
        var counter = CounterOf(year);
        for (var i = 0; i < Tries; i++)
        {
            if (await table.FindAsync(dossier.Faculty, dossier.Id, cancellation) is { } given) return given.Text("Number");

            var last = await table.FindAsync(dossier.Faculty, counter, cancellation);
            var rank = (last?.GetInt32("Last") ?? 0) + 1;
            var number = NumberOf(year, rank);
            try
            {
                // Together or not at all: a number that is counted stands on its dossier.
                await table.SubmitTransactionAsync(
                    [
                        CounterAction(last, dossier.Faculty, counter, rank),
                        new TableTransactionAction(TableTransactionActionType.Add, RowOf(dossier, number)),
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

    /// <summary>
    /// The numbers of up to 99 agreements of one faculty, in one transaction. Those that have one keep it.
    /// </summary>
    /// <param name="all">Their dossiers.</param>
    /// <param name="year">As for <see cref="GiveAsync"/>.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task<IReadOnlyList<(DossierKey Dossier, string Number)>> GiveAllAsync(
        IReadOnlyList<DossierKey> all, int year, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Numbers, cancellation);
        var counter = CounterOf(year);
        var last = await table.FindAsync(all[0].Faculty, counter, cancellation);
        var before = last?.GetInt32("Last") ?? 0;
        var given = all.Select((dossier, index) => (Dossier: dossier, Number: NumberOf(year, before + index + 1))).ToList();
        try
        {
            await table.SubmitTransactionAsync(
                given.Select(pair => new TableTransactionAction(TableTransactionActionType.Add, RowOf(pair.Dossier, pair.Number)))
                    .Prepend(CounterAction(last, all[0].Faculty, counter, before + all.Count)),
                cancellation);
            return given;
        }
        catch (RequestFailedException second) when (second.Status is 409 or 412)
        {
            // Some have theirs from before a crash, or somebody took one at the same moment: one by one.
            given.Clear();
            foreach (var dossier in all) given.Add((dossier, await GiveAsync(dossier, year, cancellation)));
            return given;
        }
    }

    /// <summary>Gives no number of a year up to a rank any more: those that agreements from elsewhere have.</summary>
    /// <exception cref="InvalidOperationException">Others took numbers at the same moment, every time.</exception>
    public async Task ReserveAsync(string faculty, int year, int rank, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Numbers, cancellation);
        var counter = CounterOf(year);
        for (var i = 0; i < Tries; i++)
        {
            var last = await table.FindAsync(faculty, counter, cancellation);
            if (last?.GetInt32("Last") >= rank) return;
            try
            {
                await table.SubmitTransactionAsync([CounterAction(last, faculty, counter, rank)], cancellation);
                return;
            }
            catch (RequestFailedException second) when (second.Status is 409 or 412)
            {
                await Task.Delay(Random.Shared.Next(5, 40), cancellation);
            }
        }

        throw new InvalidOperationException($"Others took a number of '{faculty}' at the same moment {Tries} times in a row; try again.");
    }

    /// <summary>Keeps the numbers that up to 100 agreements of one faculty have already. Doing so again changes nothing.</summary>
    public async Task KeepAllAsync(IReadOnlyList<(DossierKey Dossier, string Number)> all, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Numbers, cancellation);
        await table.SubmitTransactionAsync(
            all.Select(pair => new TableTransactionAction(TableTransactionActionType.UpsertReplace, RowOf(pair.Dossier, pair.Number))), cancellation);
    }

    private static string CounterOf(int year) => string.Create(CultureInfo.InvariantCulture, $"~{year:0000}");

    private static string NumberOf(int year, int rank) => string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{rank:0000}");

    private static TableEntity RowOf(DossierKey dossier, string number) => new(dossier.Faculty, dossier.Id) { ["Number"] = number };

    private static TableTransactionAction CounterAction(TableEntity? last, string faculty, string counter, int value)
    {
        var next = new TableEntity(faculty, counter) { ["Last"] = value };
        return last is null
            ? new TableTransactionAction(TableTransactionActionType.Add, next)
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, next, last.ETag);
    }
}
