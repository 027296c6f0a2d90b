using Azure;
using Azure.Data.Tables;
using Compagnon.Storage;
using NodaTime;
using NodaTime.Text;

namespace Compagnon.Trainings;

/// <summary>What became of a wish to record a session.</summary>
public enum TrainingEntry
{
    /// <summary>It was recorded.</summary>
    Recorded,

    /// <summary>It stood there already.</summary>
    Known,

    /// <summary>It stood there as something else (another length, recorded by its supervisor alone) and was corrected.</summary>
    Corrected,
}

/// <summary>
/// The register of attendance: which training sessions a supervisor attended, by faculty and national number, so that it outlives a term
/// and an agreement that is replaced. One query reads all sessions of a supervisor.
/// </summary>
public sealed class TrainingBook(StorageClients storage)
{
    private const int Tries = 20;

    /// <summary>Records a session. Recording it again changes nothing; an organiser's line corrects what stands there, a supervisor's
    /// own does not.</summary>
    /// <exception cref="InvalidOperationException">Somebody else was quicker every time.</exception>
    public async Task<TrainingEntry> RecordAsync(Training training, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Trainings, cancellation);
        for (var i = 0; i < Tries; i++)
        {
            var row = Write(training);
            if (await table.TryAddAsync(row, cancellation)) return TrainingEntry.Recorded;

            if (await table.FindAsync(row.PartitionKey, row.RowKey, cancellation) is not { } found) continue;
            if (BecomesOf(Read(found), training) == TrainingEntry.Known) return TrainingEntry.Known;
            try
            {
                await table.UpdateEntityAsync(row, found.ETag, TableUpdateMode.Replace, cancellation);
                return TrainingEntry.Corrected;
            }
            catch (RequestFailedException second) when (second.Status is 404 or 412)
            {
                // Corrected or removed meanwhile: from what stands there now on.
            }
        }

        throw new InvalidOperationException($"A training session was changed by others {Tries} times in a row; try again.");
    }

    /// <summary>What would become of a session where <paramref name="known"/> stands. Pure.</summary>
    public static TrainingEntry BecomesOf(Training? known, Training training) => known is null
        ? TrainingEntry.Recorded
        : training.IsOwn || (known.Minutes == training.Minutes && !known.IsOwn) ? TrainingEntry.Known : TrainingEntry.Corrected;

    /// <summary>Takes out a session that its supervisor recorded; what an organiser's list says stays.</summary>
    /// <returns>Whether it is not there any more.</returns>
    public async Task<bool> RemoveOwnAsync(string faculty, string rpps, string id, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Trainings, cancellation);
        if (await table.FindAsync(Partition(faculty, rpps), id, cancellation) is not { } row) return true;
        if (!Read(row).IsOwn) return false;
        try
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellation);
            return true;
        }
        catch (RequestFailedException error) when (error.Status is 404 or 412)
        {
            return error.Status == 404;
        }
    }

    /// <summary>All sessions of a supervisor, oldest first.</summary>
    public async Task<IReadOnlyList<Training>> ListAsync(string faculty, string rpps, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Trainings, cancellation);
        var all = new List<Training>();
        await foreach (var row in table.PartitionAsync(Partition(faculty, rpps), cancellation)) all.Add(Read(row));
        return all;
    }

    private static string Partition(string faculty, string rpps) => $"{faculty}~{rpps}";

    private static TableEntity Write(Training training) => new(Partition(training.Faculty, training.Rpps), training.Id)
    {
        ["Faculty"] = training.Faculty,
        ["Rpps"] = training.Rpps,
        ["Day"] = LocalDatePattern.Iso.Format(training.Day),
        ["Title"] = training.Title,
        ["Minutes"] = training.Minutes,
        ["By"] = training.By,
        ["At"] = training.At.ToUniversalTime(),
    };

    private static Training Read(TableEntity row) => new(
        row.Text("Faculty"),
        row.Text("Rpps"),
        LocalDatePattern.Iso.Parse(row.Text("Day")).GetValueOrThrow(),
        row.Text("Title"),
        row.GetInt32("Minutes") ?? 0,
        row.Text("By"),
        row.Moment("At"));
}
