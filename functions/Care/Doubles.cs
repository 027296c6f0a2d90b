using System.Text.Encodings.Web;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Listings;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;

namespace Compagnon.Care;

/// <summary>A candidacy that is closed as the double of another of the same doctor.</summary>
/// <param name="Closed">Id of the dossier that is closed.</param>
/// <param name="Kept">Id of the dossier that goes on.</param>
/// <param name="Reason">Why, as the doctor reads it.</param>
/// <param name="By">Id of who closes it.</param>
/// <param name="At">When.</param>
public sealed record JoinedDossier(string Closed, string Kept, string Reason, string By, DateTimeOffset At)
{
    /// <summary>The longest reason, in characters.</summary>
    public const int LongestReason = 1500;

    /// <summary>In the data of the answer that closes it: id of the dossier that goes on. It stands in tables and histories.</summary>
    public const string Of = "double-of";
}

/// <summary>What became of a wish to close a double.</summary>
public enum DoubleAsked
{
    /// <summary>It is closed, now or before.</summary>
    Done,

    /// <summary>One of the two has ended, or is closed as a double itself, or they are not two candidacies of one doctor.</summary>
    NotPossible,

    /// <summary>Its workflow does not move at the moment; it is closed within the hour.</summary>
    Later,
}

/// <summary>
/// Double candidacies: the same national number in the same faculty. One row of the table <c>Doubles</c> holds all that was closed of one
/// number, and changes under its ETag alone: so of two people who close one for the other at once, one does, and a doctor always keeps a
/// dossier. The row is written first; the workflow is then ended as by a withdrawal.
/// </summary>
public sealed class Doubles(
    StorageClients storage,
    DossierBook dossiers,
    AssignmentDesk desk,
    JournalBook journal,
    WorkList work,
    Outstanding outstanding,
    TimeProvider time)
{
    /// <summary>What a note of something outstanding is called.</summary>
    internal const string Id = "double";

    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether two dossiers may be joined: two candidacies of one doctor in one faculty, both under way.</summary>
    public static bool CanJoin(DossierRecord one, DossierRecord other) =>
        one.Key != other.Key && one.Key.Faculty == other.Key.Faculty && one.Doctor.Rpps == other.Doctor.Rpps
        && IsOpenCandidacy(one) && IsOpenCandidacy(other);

    /// <summary>The other candidacies of a dossier's doctor that are under way, as the list shows them.</summary>
    public async Task<IReadOnlyList<WorkLine>> FindOthersAsync(DossierRecord dossier, CancellationToken cancellation = default) =>
        IsOpenCandidacy(dossier)
            ?
            [
                .. (await work.ReadAsync(dossier.Key.Faculty, cancellation)).Lines
                    .Where(line => line.Rpps == dossier.Doctor.Rpps && line.Id != dossier.Key.Id
                        && line.Kind == DossierKind.Candidacy && !line.State.IsFinal())
                    .OrderBy(line => line.Submitted),
            ]
            : [];

    /// <summary>Closes a dossier as the double of another. Doing so again changes nothing.</summary>
    /// <param name="client">Tells the workflow.</param>
    /// <param name="closed">The dossier that is closed.</param>
    /// <param name="kept">The dossier that goes on.</param>
    /// <param name="reason">Why, as the doctor reads it; not empty.</param>
    /// <param name="by">Id of who closes it.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task<DoubleAsked> JoinAsync(
        DurableTaskClient client, DossierKey closed, DossierKey kept, string reason, string by, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        if (await dossiers.FindAsync(closed, cancellation) is not { } dossier) return DoubleAsked.NotPossible;
        if (await dossiers.FindAsync(kept, cancellation) is not { } other) return DoubleAsked.NotPossible;

        var isKnown = (await ListAsync(dossier, cancellation)).Joined.Any(known => known.Closed == closed.Id && known.Kept == kept.Id);
        if (!isKnown)
        {
            if (!CanJoin(dossier, other)) return DoubleAsked.NotPossible;
            await outstanding.NoteAsync(OutstandingKind.Care, closed, Id, cancellation);
            var join = new JoinedDossier(closed.Id, kept.Id, reason, by, time.GetUtcNow());
            if (!await AddAsync(dossier, join, cancellation)) return DoubleAsked.NotPossible;
        }

        return await FinishAsync(client, closed, CancellationToken.None);
    }

    /// <summary>Does what follows from the row: ends the workflow, names each dossier on the other. Doing so again changes
    /// nothing.</summary>
    public async Task<DoubleAsked> FinishAsync(DurableTaskClient client, DossierKey closed, CancellationToken cancellation = default)
    {
        if (await dossiers.FindAsync(closed, cancellation) is not { } dossier) return DoubleAsked.NotPossible;
        if ((await ListAsync(dossier, cancellation)).Joined.FirstOrDefault(known => known.Closed == closed.Id) is not { } join)
            return DoubleAsked.NotPossible;

        if (!dossier.IsFinal)
        {
            var withdrawn = await desk.WithdrawAsync(
                client, closed, join.By, join.Reason, cancellation, new Dictionary<string, string> { [JoinedDossier.Of] = join.Kept });
            if (withdrawn == Withdrawal.TryLater) return DoubleAsked.Later;
        }

        var kept = new DossierKey(closed.Faculty, join.Kept);
        if ((await desk.ListClaimsAsync(closed, cancellation)).Values.All(claim => claim.Text(JoinedDossier.Of) != join.Kept))
        {
            // It had ended otherwise a moment before: it was never closed as a double.
            await RemoveAsync(dossier, join, cancellation);
            await outstanding.DoneAsync(OutstandingKind.Care, closed, Id, cancellation);
            return DoubleAsked.NotPossible;
        }

        await dossiers.ChangeAsync(
            closed, record => record.DoubleOf == join.Kept ? null : record with { DoubleOf = join.Kept }, cancellation);
        await dossiers.ChangeAsync(
            kept,
            record => record.Doubles.Contains(closed.Id) ? null : record with { Doubles = [.. record.Doubles, closed.Id] },
            cancellation);
        await journal.AppendAsync(new JournalEntry(kept, join.At, JournalFact.DoubleClosed, join.By, closed.Reference), cancellation);
        await work.RefreshAsync(closed, cancellation);
        await outstanding.DoneAsync(OutstandingKind.Care, closed, Id, cancellation);
        return DoubleAsked.Done;
    }

    private static bool IsOpenCandidacy(DossierRecord dossier) =>
        dossier is { Kind: DossierKind.Candidacy, Submitted: not null, IsFinal: false, DoubleOf: "" };

    // False where one of the two is closed as a double already.
    private async Task<bool> AddAsync(DossierRecord dossier, JoinedDossier join, CancellationToken cancellation)
    {
        var table = await storage.TableAsync(TableNames.Doubles, cancellation);
        while (true)
        {
            var (joined, version) = await ListAsync(dossier, cancellation);
            if (joined.FirstOrDefault(known => known.Closed == join.Closed) is { } earlier) return earlier.Kept == join.Kept;
            if (joined.Any(known => known.Closed == join.Kept)) return false;
            if (await WriteAsync(table, dossier, [.. joined, join], version, cancellation)) return true;
        }
    }

    private async Task RemoveAsync(DossierRecord dossier, JoinedDossier join, CancellationToken cancellation)
    {
        var table = await storage.TableAsync(TableNames.Doubles, cancellation);
        while (await ListAsync(dossier, cancellation) is var (joined, version) && joined.Contains(join))
            if (await WriteAsync(table, dossier, [.. joined.Where(known => known != join)], version, cancellation)) return;
    }

    private async Task<(IReadOnlyList<JoinedDossier> Joined, ETag? Version)> ListAsync(
        DossierRecord dossier, CancellationToken cancellation)
    {
        var table = await storage.TableAsync(TableNames.Doubles, cancellation);
        return await table.FindAsync(dossier.Key.Faculty, dossier.Doctor.Rpps, cancellation) is { } row
            ? (JsonSerializer.Deserialize<JoinedDossier[]>(row.Text("Joined"), Format) ?? [], row.ETag)
            : ([], null);
    }

    private static async Task<bool> WriteAsync(
        TableClient table, DossierRecord dossier, IReadOnlyList<JoinedDossier> joined, ETag? version, CancellationToken cancellation)
    {
        var row = new TableEntity(dossier.Key.Faculty, dossier.Doctor.Rpps) { ["Joined"] = JsonSerializer.Serialize(joined, Format) };
        if (version is not { } read) return await table.TryAddAsync(row, cancellation);
        try
        {
            await table.UpdateEntityAsync(row, read, TableUpdateMode.Replace, cancellation);
            return true;
        }
        catch (RequestFailedException second) when (second.Status is 404 or 412)
        {
            return false;
        }
    }
}
