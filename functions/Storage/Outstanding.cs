using Azure;
using Azure.Data.Tables;
using Compagnon.Dossiers;

namespace Compagnon.Storage;

/// <summary>What takes two steps and may stop between them.</summary>
public enum OutstandingKind
{
    /// <summary>A claim is stored; its event has still to be raised.</summary>
    Claim,

    /// <summary>A dossier is submitted; its workflow has still to be started, or to end: one that fails is started again.</summary>
    Submission,

    /// <summary>A mail is in the journal; Graph has still to accept it.</summary>
    Mail,

    /// <summary>A document is stored, replaced or removed; its blob, its row and its line in the journal have still to agree.</summary>
    Document,

    /// <summary>
    /// A dossier is opened for a doctor, or an address or a place is being changed; what the change's row says has still to be done.
    /// </summary>
    Change,

    /// <summary>
    /// An agreement is being changed, its withdrawal is proposed or its amendment opened; the journal and the mails that follow have still to
    /// be written.
    /// </summary>
    Agreement,

    /// <summary>A dossier is put on hold or resumed; its row and its workflow have still to be told.</summary>
    Hold,

    /// <summary>The department did something with a dossier beside its procedure; the journal and the mails that follow have still to be
    /// written.</summary>
    Care,
}

/// <summary>A note that something was begun.</summary>
/// <param name="Kind">What.</param>
/// <param name="Dossier">On which dossier.</param>
/// <param name="Id">Which on the dossier: the assignment's or the mail's id; <c>submission</c> for a submission;
/// <see cref="Document.Change"/> for a document; <c>opening</c>, <c>address</c> or <c>place-2</c> for a change;
/// <see cref="Agreements.AgreementChange.Id"/>, <c>withdrawal-request-1</c> or <c>amendment</c> for an agreement; a hold's number;
/// <c>follow</c>, <c>double</c>, <c>read</c>, or <c>note-</c> or <c>message-</c> and a form's number, for care.</param>
/// <param name="Since">When it was begun, for the last time.</param>
/// <param name="Version">The note's version: who begins again writes another.</param>
public sealed record OutstandingNote(OutstandingKind Kind, DossierKey Dossier, string Id, DateTimeOffset Since, ETag Version);

/// <summary>
/// Notes written before the first of two steps and removed after the second, so that whatever a crash left undone is found without
/// looking through everything. A note too many does no harm: both steps can be repeated.
/// </summary>
public sealed class Outstanding(StorageClients storage, TimeProvider time)
{
    /// <summary>The id of the one submission of a dossier.</summary>
    public const string Submission = "submission";

    private static readonly TimeSpan LedToNothingAfter = TimeSpan.FromDays(1);

    /// <summary>Notes that something begins.</summary>
    public async Task NoteAsync(OutstandingKind kind, DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Outstanding, cancellation);
        await table.UpsertEntityAsync(
            new TableEntity(Partition(kind), Row(dossier, id))
            {
                ["Faculty"] = dossier.Faculty,
                ["Dossier"] = dossier.Id,
                ["Id"] = id,
                ["Since"] = time.GetUtcNow(),
            },
            TableUpdateMode.Replace,
            cancellation);
    }

    /// <summary>Notes that it is done.</summary>
    public async Task DoneAsync(OutstandingKind kind, DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Outstanding, cancellation);
        await table.RemoveAsync(Partition(kind), Row(dossier, id), cancellation);
    }

    /// <summary>Notes that what was read is done, unless somebody has begun again since: that is not done yet.</summary>
    public async Task DoneAsync(OutstandingNote note, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Outstanding, cancellation);
        try
        {
            await table.DeleteEntityAsync(Partition(note.Kind), Row(note.Dossier, note.Id), note.Version, cancellation);
        }
        catch (RequestFailedException error) when (error.Status is 404 or 412)
        {
            // Gone, or begun again: then it is somebody else's.
        }
    }

    /// <summary>
    /// Takes away a note that led to nothing, unless somebody has begun again since it was read. For those that are more than a day old:
    /// whoever wrote a younger one may still be about to do what it announces.
    /// </summary>
    public async Task ForgetAsync(OutstandingNote note, CancellationToken cancellation = default)
    {
        if (time.GetUtcNow() - note.Since >= LedToNothingAfter) await DoneAsync(note, cancellation);
    }

    /// <summary>Whether something was begun and is not done.</summary>
    public async Task<bool> IsNotedAsync(OutstandingKind kind, DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Outstanding, cancellation);
        return await table.FindAsync(Partition(kind), Row(dossier, id), cancellation) is not null;
    }

    /// <summary>What was begun at least <paramref name="age"/> ago and is not done.</summary>
    public async Task<IReadOnlyList<OutstandingNote>> ListAsync(
        OutstandingKind kind, TimeSpan age, CancellationToken cancellation = default)
    {
        var table = await storage.TableAsync(TableNames.Outstanding, cancellation);
        var latest = time.GetUtcNow() - age;
        var notes = new List<OutstandingNote>();
        await foreach (var row in table.PartitionAsync(Partition(kind), cancellation))
        {
            var dossier = new DossierKey(row.Text("Faculty"), row.Text("Dossier"));
            var note = new OutstandingNote(kind, dossier, row.Text("Id"), row.Moment("Since"), row.ETag);
            if (note.Since <= latest) notes.Add(note);
        }

        return notes;
    }

    private static string Partition(OutstandingKind kind) => kind switch
    {
        OutstandingKind.Claim => "claim",
        OutstandingKind.Submission => "submission",
        OutstandingKind.Mail => "mail",
        OutstandingKind.Document => "document",
        OutstandingKind.Change => "change",
        OutstandingKind.Agreement => "agreement",
        OutstandingKind.Hold => "hold",
        OutstandingKind.Care => "care",
        _ => throw new ArgumentOutOfRangeException(
            nameof(kind), kind, "Expected a claim, a submission, a mail, a document, a change, an agreement, a hold or care."),
    };

    private static string Row(DossierKey dossier, string id) => $"{dossier.Id}~{id}";
}
