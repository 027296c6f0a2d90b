using Compagnon.Dossiers.Changes;
using Compagnon.Dossiers.Form;
using Compagnon.Journal;
using Compagnon.Listings;
using Compagnon.Mail;
using Compagnon.Mail.Returns;
using Microsoft.Extensions.Logging;

namespace Compagnon.Dossiers;

/// <summary>
/// What was never handed over is not kept for ever: the dossier's row, its form, its documents, its mails and what its address led to are erased.
/// The journal stays, which names nobody, and says so.
/// </summary>
public sealed class Retention(
    DossierBook dossiers,
    DocumentBook documents,
    FormBook forms,
    AddressBook addresses,
    UnfinishedChanges changes,
    MailJournal mails,
    MailTroubles troubles,
    JournalBook journal,
    Compagnon.Holds.HoldBook holds,
    Compagnon.Care.NoteBook notes,
    Compagnon.Care.MessageDesk messages,
    WorkList work,
    TimeProvider time,
    ILogger<Retention> logger)
{
    /// <summary>
    /// How long a candidacy is kept that nobody confirmed, from the last mail about it: 30 days. No link that confirms it holds longer, and
    /// the address may be that of somebody who asked for nothing.
    /// </summary>
    public static readonly TimeSpan Unconfirmed = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a draft is kept that its doctor withdrew, or that ended with the agreement that it was to renew, from then or the last mail about it: 90 days, in which its page still answers the
    /// doctor's questions. The department never saw it.
    /// </summary>
    public static readonly TimeSpan Withdrawn = TimeSpan.FromDays(90);

    /// <summary>
    /// How long a draft is kept that nobody touches, from its last change or the last mail about it: 400 days. A link holds for a year at
    /// most, so by then none opens it.
    /// </summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromDays(400);

    /// <summary>Erases whatever is due. What a crash cuts off, the next call ends: the dossier's row goes last.</summary>
    /// <returns>How many dossiers were erased.</returns>
    public async Task<int> EraseAsync(CancellationToken cancellation = default)
    {
        var erased = 0;
        await foreach (var record in dossiers.ListUnsubmittedAsync(cancellation))
        {
            try
            {
                if (await IsDueAsync(record, cancellation) && await EraseAsync(record, cancellation)) erased++;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // One that fails must not keep the others from their turn; it is tried again tomorrow.
                logger.LogError(error, "The dossier {Dossier}, which was never submitted, could not be erased", record.Key.Id);
            }
        }

        return erased;
    }

    private async Task<bool> IsDueAsync(DossierRecord record, CancellationToken cancellation)
    {
        var kept = record.State switch
        {
            DossierState.AwaitingConfirmation => Unconfirmed,
            // The secretariat opened it, for an address that nobody has confirmed.
            DossierState.Draft when record.IsUnconfirmed => Unconfirmed,
            DossierState.Withdrawn or DossierState.ClosedWithoutDecision => Withdrawn,
            _ => Abandoned,
        };
        var latest = time.GetUtcNow() - kept;
        // What the row says first: it alone keeps most of them.
        if (record.Since > latest || record.CharterAccepted > latest || record.AddressChanged > latest) return false;
        if ((await mails.ListAsync(record.Key, cancellation)).Any(mail => mail.Posted > latest)) return false;
        if (record.State != DossierState.Draft) return true;
        return (await forms.FindAsync(record.Key, cancellation)).Steps.Values.All(step => step.At <= latest)
            && (await documents.ListAsync(record.Key, cancellation)).Values.All(document => document.At <= latest);
    }

    private async Task<bool> EraseAsync(DossierRecord record, CancellationToken cancellation)
    {
        await documents.EraseAsync(record.Key, cancellation);
        await forms.EraseAsync(record.Key, cancellation);
        await changes.EraseAsync(record.Key, cancellation);
        await holds.EraseAsync(record.Key, cancellation);
        await notes.EraseAsync(record.Key, cancellation);
        await messages.EraseAsync(record.Key, cancellation);
        await addresses.EraseAsync(record.Doctor.Address, record.Key, time.GetUtcNow(), cancellation);
        if ((await journal.ReadAsync(record.Key, cancellation: cancellation)).All(line => line.Fact != JournalFact.Erased))
            await journal.AppendAsync(new JournalEntry(record.Key, time.GetUtcNow(), JournalFact.Erased, ""), cancellation);
        await troubles.EraseAsync(record.Key, cancellation);
        await mails.EraseAsync(record.Key, cancellation);
        await work.RefreshAsync(record.Key, cancellation);
        return await dossiers.EraseAsync(record, cancellation);
    }
}
