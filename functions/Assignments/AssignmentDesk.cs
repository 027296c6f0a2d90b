using System.Text.Encodings.Web;
using System.Text.Json;
using Azure.Data.Tables;
using Azure;
using Compagnon.Acting;
using Compagnon.Dossiers;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;

namespace Compagnon.Assignments;

/// <summary>What became of a claim.</summary>
/// <param name="Stored">The answer that holds, whoever gave it.</param>
/// <param name="Mine">Whether it is the one that was just given.</param>
public sealed record ClaimResult(Claim Stored, bool Mine);

/// <summary>What became of a doctor's wish to withdraw.</summary>
public enum Withdrawal
{
    /// <summary>The dossier is withdrawn.</summary>
    Done,

    /// <summary>Too late: the dossier has ended, by a decision, a deadline or an earlier withdrawal.</summary>
    AlreadyEnded,

    /// <summary>Nothing is under way: the dossier does not exist or is not submitted yet.</summary>
    NotUnderWay,

    /// <summary>The workflow does not move at the moment; nothing is done, and a later try will work.</summary>
    TryLater,
}

/// <summary>Assignments and their one answer. Every answer comes through here, so two never meet.</summary>
public sealed class AssignmentDesk(StorageClients storage, Outstanding outstanding, DossierBook dossiers, TimeProvider time)
{
    /// <summary>The event that tells a waiting workflow that an assignment is answered; its payload is the assignment's id.</summary>
    public const string AnsweredEvent = "Answered";

    /// <summary>The longest word or reasons, in characters.</summary>
    public const int LongestWord = 4000;

    /// <summary>The longest data of an answer (<see cref="Claim.Data"/>), in characters as they are stored.</summary>
    public const int LongestData = 25_000;

    private static readonly Dictionary<string, string> Nothing = [];
    private static readonly JsonSerializerOptions DataFormat = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The workflow takes less than a second from one assignment to the next; longer means that it is being restarted.
    private const int WithdrawalTries = 40;
    private static readonly TimeSpan WithdrawalPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Opens an assignment. Opening it again changes nothing.</summary>
    /// <returns>The assignment as it was opened first.</returns>
    public async Task<Assignment> OpenAsync(Assignment assignment, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Assignments, cancellation);
        var row = new TableEntity(assignment.Dossier.Id, assignment.Id)
        {
            ["Faculty"] = assignment.Dossier.Faculty,
            ["Kind"] = (int)assignment.Kind,
            ["Assignees"] = string.Join(' ', assignment.Assignees),
            ["Instance"] = assignment.Instance,
            ["Opened"] = assignment.Opened,
            ["Due"] = assignment.Due,
            ["Stage"] = assignment.Stage,
            ["Closed"] = false,
        };
        if (await table.TryAddAsync(row, cancellation)) return assignment;
        return await FindAsync(assignment.Dossier, assignment.Id, cancellation)
            ?? throw new InvalidOperationException(
                $"The assignment {assignment.Id} was there and is gone; rows of assignments are never removed.");
    }

    /// <summary>The assignment with this id, answered or not; null where there is none.</summary>
    public async Task<Assignment?> FindAsync(DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Assignments, cancellation);
        return await table.FindAsync(dossier.Id, id, cancellation) is { } row ? ReadAssignment(row) : null;
    }

    /// <summary>
    /// The assignment that the dossier waits for, no step of another; null where it waits for none. It may have been answered a moment ago.
    /// </summary>
    public async Task<Assignment?> FindOpenAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Assignments, cancellation);
        await foreach (var row in table.PartitionAsync(dossier.Id, cancellation))
            if (row.GetBoolean("Closed") is not true && ReadAssignment(row) is { Stage: "" } main) return main;
        return null;
    }

    /// <summary>The steps of a stage that are not done with.</summary>
    public async Task<IReadOnlyList<Assignment>> ListOpenStepsAsync(
        DossierKey dossier, string stage, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Assignments, cancellation);
        var open = new List<Assignment>();
        await foreach (var row in table.PartitionAsync(dossier.Id, cancellation))
        {
            if (row.GetBoolean("Closed") is not true && ReadAssignment(row) is var step && step.Stage == stage && stage.Length > 0)
                open.Add(step);
        }

        return open;
    }

    /// <summary>All assignments of a dossier, oldest first.</summary>
    public async Task<IReadOnlyList<Assignment>> ListAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        return [.. (await ListWithStateAsync(dossier, cancellation)).Select(pair => pair.Assignment)];
    }

    /// <summary>All assignments of a dossier with whether they are done with, oldest first.</summary>
    public async Task<IReadOnlyList<(Assignment Assignment, bool IsClosed)>> ListWithStateAsync(
        DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Assignments, cancellation);
        var found = new List<(Assignment Assignment, bool IsClosed)>();
        await foreach (var row in table.PartitionAsync(dossier.Id, cancellation))
            found.Add((ReadAssignment(row), row.GetBoolean("Closed") is true));
        return [.. found.OrderBy(pair => pair.Assignment.Opened)];
    }

    /// <summary>Moves the moment at which an assignment's delay ends. Doing so again changes nothing.</summary>
    public async Task ExtendAsync(DossierKey dossier, string id, DateTimeOffset due, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Assignments, cancellation);
        await table.UpdateEntityAsync(new TableEntity(dossier.Id, id) { ["Due"] = due }, ETag.All, TableUpdateMode.Merge, cancellation);
    }

    /// <summary>Marks an assignment as done with: the workflow has read its answer. Doing so again changes nothing.</summary>
    public async Task CloseAsync(DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Assignments, cancellation);
        await table.UpdateEntityAsync(new TableEntity(dossier.Id, id) { ["Closed"] = true }, ETag.All, TableUpdateMode.Merge, cancellation);
        await outstanding.DoneAsync(OutstandingKind.Claim, dossier, id, cancellation);
    }

    /// <summary>
    /// Answers an assignment: the first answer is stored and holds. Follow with <see cref="RaiseAsync"/>, whoever came first: what a crash
    /// leaves undone in between, the next to look and the sweep do.
    /// </summary>
    /// <exception cref="ArgumentException">The choice cannot be made on this kind of assignment, or the word is too long.</exception>
    public async Task<ClaimResult> ClaimAsync(Assignment assignment, Claim claim, CancellationToken cancellation = default)
    {
        if (claim.Dossier != assignment.Dossier || claim.Assignment != assignment.Id)
            throw new ArgumentException($"The claim answers {claim.Assignment}, not {assignment.Id} of the same dossier.", nameof(claim));
        if (!AssignmentKinds.CanBeAnswered(assignment.Kind, claim.Choice))
            throw new ArgumentException($"A {assignment.Kind} cannot be answered '{claim.Choice}'; see {nameof(Choices)}.", nameof(claim));
        claim = claim with { Actor = claim.Actor ?? Actor.NameOf(claim.By) };
        if (claim.Word.Length > LongestWord)
            throw new ArgumentException($"A word has at most {LongestWord} characters; got {claim.Word.Length}.", nameof(claim));
        var data = Write(claim.Data);
        if (data.Length > LongestData)
            throw new ArgumentException($"What is answered has at most {LongestData} characters; got {data.Length}.", nameof(claim));

        if (await FindClaimAsync(assignment.Dossier, assignment.Id, cancellation) is { } earlier)
            return new ClaimResult(earlier, IsSame(earlier, claim));

        await outstanding.NoteAsync(OutstandingKind.Claim, assignment.Dossier, assignment.Id, cancellation);
        var table = await storage.TableAsync(TableNames.Claims, cancellation);
        var row = new TableEntity(claim.Dossier.Id, claim.Assignment)
        {
            ["Faculty"] = claim.Dossier.Faculty,
            ["Choice"] = claim.Choice,
            ["Pieces"] = string.Join(' ', claim.Pieces),
            ["Word"] = claim.Word,
            ["By"] = claim.By,
            ["At"] = claim.At,
            ["Data"] = data,
        };
        if (claim.Actor is { } actor) row["Actor"] = actor;
        if (await table.TryAddAsync(row, cancellation)) return new ClaimResult(claim, Mine: true);

        var stored = await FindClaimAsync(assignment.Dossier, assignment.Id, cancellation)
            ?? throw new InvalidOperationException($"The claim of {assignment.Id} was there and is gone; claims are never removed.");
        // An insert whose answer got lost is tried again by the client and then meets itself.
        return new ClaimResult(stored, IsSame(stored, claim));
    }

    /// <summary>
    /// Tells the waiting workflow that an assignment is answered. Does nothing where there is no answer: a note that is there then is that
    /// of somebody who is about to answer. May be repeated.
    /// </summary>
    /// <returns>Whether there is an answer.</returns>
    public async Task<bool> RaiseAsync(DurableTaskClient client, DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        if (await FindClaimAsync(dossier, id, cancellation) is null) return false;

        if (await FindAsync(dossier, id, cancellation) is { } assignment)
            await client.RaiseEventAsync(assignment.Instance, AnsweredEvent, assignment.Id, cancellation);
        await outstanding.DoneAsync(OutstandingKind.Claim, dossier, id, cancellation);
        return true;
    }

    /// <summary>
    /// Tells the workflow again where a crash came between an answer and its event; does nothing otherwise, so that a page can ask for it
    /// every time it shows an answer.
    /// </summary>
    public async Task CatchUpAsync(DurableTaskClient client, DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        if (await outstanding.IsNotedAsync(OutstandingKind.Claim, dossier, id, cancellation))
            await RaiseAsync(client, dossier, id, cancellation);
    }

    /// <summary>The answer to an assignment; null while there is none.</summary>
    public async Task<Claim?> FindClaimAsync(DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Claims, cancellation);
        return await table.FindAsync(dossier.Id, id, cancellation) is { } row ? ReadClaim(row) : null;
    }

    /// <summary>Every answer that was given on a dossier, by assignment.</summary>
    public async Task<IReadOnlyDictionary<string, Claim>> ListClaimsAsync(DossierKey dossier, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Claims, cancellation);
        var claims = new Dictionary<string, Claim>(StringComparer.Ordinal);
        await foreach (var row in table.PartitionAsync(dossier.Id, cancellation)) claims[row.RowKey] = ReadClaim(row);
        return claims;
    }

    /// <summary>
    /// Withdraws a dossier: answers whatever it waits for with <see cref="Choices.Withdrawn"/>. Where somebody answers at the same
    /// moment, it goes on to the next assignment, until the dossier is withdrawn or has ended otherwise.
    /// </summary>
    /// <param name="client">Tells the workflow.</param>
    /// <param name="dossier">The dossier.</param>
    /// <param name="recipient">Who withdraws: a link's recipient.</param>
    /// <param name="word">The reason, as the department reads it; may be empty.</param>
    /// <param name="cancellation">Stops trying.</param>
    /// <param name="data">What else the answer says; null for nothing.</param>
    public async Task<Withdrawal> WithdrawAsync(
        DurableTaskClient client,
        DossierKey dossier,
        string recipient,
        string word,
        CancellationToken cancellation = default,
        IReadOnlyDictionary<string, string>? data = null)
    {
        for (var tries = 0; tries < WithdrawalTries; tries++)
        {
            var record = await dossiers.FindAsync(dossier, cancellation);
            if (record is null || record.State.IsBeforeSubmission()) return Withdrawal.NotUnderWay;
            if (record.State.IsFinal()) return Withdrawal.AlreadyEnded;

            if (await FindOpenAsync(dossier, cancellation) is { } open)
            {
                var claim = new Claim(dossier, open.Id, Choices.Withdrawn, [], word, recipient, time.GetUtcNow(), data);
                var (stored, mine) = await ClaimAsync(open, claim, cancellation);
                await RaiseAsync(client, dossier, open.Id, cancellation);
                if (mine) return Withdrawal.Done;
                if (EndsDossier(open.Kind, stored.Choice)) return Withdrawal.AlreadyEnded;
            }

            await Task.Delay(WithdrawalPause, cancellation);
        }

        return Withdrawal.TryLater;
    }

    // Whatever follows another answer is met at the next try.
    private static bool EndsDossier(AssignmentKind kind, string choice) => choice switch
    {
        Choices.Withdrawn => true,
        Choices.Deadline => kind == AssignmentKind.Completion,
        Choices.Granted or Choices.Refused => kind == AssignmentKind.Decision,
        _ => false,
    };

    /// <summary>How long an answer's data is as it is stored, in characters.</summary>
    public static int LengthOf(IReadOnlyDictionary<string, string>? data) => Write(data).Length;

    private static string Write(IReadOnlyDictionary<string, string>? data) => JsonSerializer.Serialize(data ?? Nothing, DataFormat);

    private static Dictionary<string, string>? ReadData(TableEntity row) =>
        row.GetString("Data") is { Length: > 2 } json ? JsonSerializer.Deserialize<Dictionary<string, string>>(json, DataFormat) : null;

    private static bool IsSame(Claim one, Claim other) =>
        one.Choice == other.Choice && one.By == other.By && one.At == other.At && one.Word == other.Word
            && one.Pieces.SequenceEqual(other.Pieces)
            && (one.Data ?? Nothing).OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .SequenceEqual((other.Data ?? Nothing).OrderBy(pair => pair.Key, StringComparer.Ordinal));

    private static Claim ReadClaim(TableEntity row) => new(
        new DossierKey(row.Text("Faculty"), row.PartitionKey),
        row.RowKey,
        row.Text("Choice"),
        Words(row.Text("Pieces")),
        row.Text("Word"),
        row.Text("By"),
        row.Moment("At"),
        ReadData(row))
    {
        Actor = row.GetString("Actor"),
    };

    private static Assignment ReadAssignment(TableEntity row) => new(
        new DossierKey(row.Text("Faculty"), row.PartitionKey),
        row.RowKey,
        (AssignmentKind)(row.GetInt32("Kind") ?? 0),
        Words(row.Text("Assignees")),
        row.Text("Instance"),
        row.Moment("Opened"),
        row.GetDateTimeOffset("Due"),
        row.GetString("Stage") ?? "");

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
