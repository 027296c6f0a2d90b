using Azure;
using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Storage;

namespace Compagnon.Care;

/// <summary>A colleague's note on a dossier: the department reads it, and never the doctor.</summary>
/// <param name="Id">The number of the form that wrote it.</param>
/// <param name="At">When.</param>
/// <param name="By">Id of its author.</param>
/// <param name="Name">Their name on that day.</param>
/// <param name="Text">What it says; empty once it was taken back.</param>
/// <param name="RemovedAt">When it was taken back; null where it was not.</param>
/// <param name="RemovedBy">Id of who took it back.</param>
public sealed record Note(
    string Id, DateTimeOffset At, string By, string Name, string Text, DateTimeOffset? RemovedAt = null, string RemovedBy = "")
{
    /// <summary>The longest note, in characters.</summary>
    public const int LongestText = 2000;

    /// <summary>The most notes on one dossier, those that were taken back included.</summary>
    public const int Most = 100;
}

/// <summary>
/// The table <c>Notes</c>, and what follows from its rows. Notes are only added; one that is taken back leaves its author and its hour, and
/// nothing of what it said.
/// </summary>
public sealed class NoteBook(StorageClients storage, JournalBook journal, Outstanding outstanding, TimeProvider time)
{
    /// <summary>How notes of something outstanding about it begin.</summary>
    internal const string Prefix = "note-";

    /// <summary>The notes of a dossier, newest first.</summary>
    public async Task<IReadOnlyList<Note>> ListAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Notes, cancellation);
        var notes = new List<Note>();
        await foreach (var row in table.PartitionAsync(dossier.Id, cancellation)) notes.Add(Read(row));
        return [.. notes.OrderByDescending(note => note.At).ThenBy(note => note.Id, StringComparer.Ordinal)];
    }

    /// <summary>Adds a note. Sending its form again adds nothing.</summary>
    /// <returns>False where the dossier has as many notes as it may have.</returns>
    public async Task<bool> AddAsync(DossierKey dossier, string id, string text, StaffMember by, CancellationToken cancellation = default)
    {
        var notes = await ListAsync(dossier, cancellation);
        if (notes.Count >= Note.Most && notes.All(note => note.Id != id)) return false;

        await outstanding.NoteAsync(OutstandingKind.Care, dossier, Prefix + id, cancellation);
        var table = await storage.TableAsync(TableNames.Notes, cancellation);
        await table.TryAddAsync(
            new TableEntity(dossier.Id, id)
            {
                ["Faculty"] = dossier.Faculty,
                ["At"] = time.GetUtcNow(),
                ["By"] = by.Id,
                ["Name"] = by.ShortName,
                ["Text"] = text,
            },
            cancellation);
        await FinishAsync(dossier, id, CancellationToken.None);
        return true;
    }

    /// <summary>Takes a note back: what it said is erased. Doing so again changes nothing.</summary>
    public async Task RemoveAsync(DossierKey dossier, string id, string by, CancellationToken cancellation = default)
    {
        await outstanding.NoteAsync(OutstandingKind.Care, dossier, Prefix + id, cancellation);
        var table = await storage.TableAsync(TableNames.Notes, cancellation);
        if (await table.FindAsync(dossier.Id, id, cancellation) is { } row && row.GetDateTimeOffset("RemovedAt") is null)
        {
            (row["Text"], row["RemovedAt"], row["RemovedBy"]) = ("", time.GetUtcNow(), by);
            try
            {
                await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellation);
            }
            catch (RequestFailedException second) when (second.Status == 412)
            {
                // Taken back by somebody else a moment ago.
            }
        }

        await FinishAsync(dossier, id, CancellationToken.None);
    }

    /// <summary>Writes the journal's lines of a note, which do not say what it says. Doing so again changes nothing.</summary>
    /// <returns>Whether there is such a note.</returns>
    public async Task<bool> FinishAsync(DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Notes, cancellation);
        if (await table.FindAsync(dossier.Id, id, cancellation) is not { } row) return false;

        var note = Read(row);
        await journal.AppendAsync(new JournalEntry(dossier, note.At, JournalFact.NoteWritten, note.By), cancellation);
        if (note.RemovedAt is { } removed)
            await journal.AppendAsync(new JournalEntry(dossier, removed, JournalFact.NoteTakenBack, note.RemovedBy), cancellation);
        await outstanding.DoneAsync(OutstandingKind.Care, dossier, Prefix + id, cancellation);
        return true;
    }

    /// <summary>Erases the notes of a dossier.</summary>
    public async Task EraseAsync(DossierKey dossier, CancellationToken cancellation = default) =>
        await (await storage.TableAsync(TableNames.Notes, cancellation)).RemovePartitionAsync(dossier.Id, cancellation);

    private static Note Read(TableEntity row) => new(
        row.RowKey,
        row.Moment("At"),
        row.Text("By"),
        row.Text("Name"),
        row.Text("Text"),
        row.GetDateTimeOffset("RemovedAt"),
        row.GetString("RemovedBy") ?? "");
}
