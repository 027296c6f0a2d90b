using System.Security.Cryptography;
using Compagnon.Assignments;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;
using NodaTime.Text;

namespace Compagnon.Dossiers.Changes;

/// <summary>What became of a wish for another address.</summary>
public enum AddressAsked
{
    /// <summary>Both mailboxes were written to, by this call or an earlier one; or the address, which nobody had confirmed, is replaced.</summary>
    Done,

    /// <summary>It is the address that is on record.</summary>
    Same,

    /// <summary>No more for this dossier today.</summary>
    TooMany,
}

/// <summary>
/// Another mail address for a dossier: asked for, confirmed from both mailboxes in whichever order, then in force. The change's row says what
/// holds; <see cref="FinishAsync"/> does what follows from it and may be repeated, by the next click or by the sweep.
/// </summary>
public sealed class AddressChanges(
    AddressChangeBook book,
    DossierBook dossiers,
    AddressBook addresses,
    JournalBook journal,
    Outbox outbox,
    Outstanding outstanding,
    TimeProvider time)
{
    /// <summary>Its id among what is begun (<see cref="OutstandingKind.Change"/>).</summary>
    public const string Note = "address";

    /// <summary>Changes that can be asked for on one day for one dossier: each writes to an address that nobody has confirmed.</summary>
    public const int ADay = 3;

    /// <summary>The longest reason of the secretariat, in characters.</summary>
    public const int LongestReason = 500;

    /// <summary>The latest change of a dossier; null where there was none.</summary>
    public Task<AddressChange?> FindAsync(DossierKey dossier, CancellationToken cancellation = default) =>
        book.FindAsync(dossier, cancellation);

    /// <summary>Asks for another address. Asking for the same again while it is open changes nothing.</summary>
    /// <param name="client">Sends the mails.</param>
    /// <param name="opened">The dossier.</param>
    /// <param name="address">The address, cleaned and valid.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task<AddressAsked> AskAsync(
        DurableTaskClient client, OpenedDossier opened, string address, CancellationToken cancellation = default)
    {
        var record = opened.Record;
        // What both confirmed is in force before anything else is asked.
        if (await book.FindAsync(opened.Key, cancellation) is { State: AddressChangeState.Confirmed })
        {
            await FinishAsync(client, opened.Key, cancellation);
            record = await dossiers.FindAsync(opened.Key, cancellation) ?? record;
        }
        if (record.IsUnconfirmed) throw new InvalidOperationException("An address that nobody has confirmed is corrected, not changed.");
        if (MailAddress.Key(record.Doctor.Address) == MailAddress.Key(address)) return AddressAsked.Same;

        var now = time.GetUtcNow();
        var today = LocalDatePattern.Iso.Format(ParisTime.DayOf(now));
        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var result = AddressAsked.Done;
        await outstanding.NoteAsync(OutstandingKind.Change, opened.Key, Note, cancellation);
        await book.ChangeAsync(
            opened.Key,
            latest =>
            {
                result = AddressAsked.Done;
                var number = latest?.Count.Day == today ? latest.Count.Number : 0;
                if (latest?.State == AddressChangeState.Confirmed) return null;
                if (latest is not null && latest.IsOpen(now) && MailAddress.Key(latest.To) == MailAddress.Key(address)) return null;
                if (number >= ADay)
                {
                    result = AddressAsked.TooMany;
                    return null;
                }
                return new AddressChange
                {
                    Dossier = opened.Key,
                    Id = id,
                    From = record.Doctor.Address,
                    To = address,
                    Asked = now,
                    AskedBy = opened.By,
                    Expires = AssignmentSchedule.Due(now, opened.Faculty.Delays.ConfirmationDays),
                    Count = (today, number + 1),
                };
            },
            cancellation);
        await FinishAsync(client, opened.Key, CancellationToken.None);
        return result;
    }

    /// <summary>One mailbox confirms, or the secretariat in the stead of the old one. Whatever is no longer open stays as it is.</summary>
    /// <param name="client">Sends the mails that follow.</param>
    /// <param name="dossier">The dossier.</param>
    /// <param name="id">Which change.</param>
    /// <param name="side">Which mailbox.</param>
    /// <param name="by">Who: the doctor, or a member of the secretariat.</param>
    /// <param name="reason">Why the secretariat does it; empty for a mailbox.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <returns>The change as it stands; null where it is no longer the latest.</returns>
    public async Task<AddressChange?> ConfirmAsync(
        DurableTaskClient client,
        DossierKey dossier,
        string id,
        AddressSide side,
        string by,
        string reason = "",
        CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        await ChangeAsync(
            dossier,
            id,
            change =>
            {
                if (!change.IsOpen(now) || change.IsConfirmed(side)) return null;
                var confirmed = side == AddressSide.New
                    ? change with { NewConfirmed = now }
                    : change with { OldConfirmed = now, OldConfirmedBy = by, Reason = reason };
                return confirmed is { OldConfirmed: not null, NewConfirmed: not null }
                    ? confirmed with { State = AddressChangeState.Confirmed, Ended = now }
                    : confirmed;
            },
            cancellation);
        return await FinishedAsync(client, dossier, id);
    }

    /// <summary>« Ce n’est pas moi »: the old mailbox stops a change that is not confirmed by both. The new address is forgotten.</summary>
    public async Task<AddressChange?> CancelAsync(
        DurableTaskClient client, DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        await ChangeAsync(
            dossier,
            id,
            change => change.State == AddressChangeState.Open
                ? change with { State = AddressChangeState.Cancelled, Ended = now, To = "" }
                : null,
            cancellation);
        return await FinishedAsync(client, dossier, id);
    }

    /// <summary>Does what follows from the change's row. Doing so again changes nothing.</summary>
    /// <returns>Whether nothing is left to wait for.</returns>
    public async Task<bool> FinishAsync(DurableTaskClient client, DossierKey dossier, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        var change = await book.ChangeAsync(
            dossier,
            latest => latest is { State: AddressChangeState.Open } && now >= latest.Expires
                ? latest with { State = AddressChangeState.Dropped, Ended = latest.Expires, To = "" }
                : null,
            cancellation);
        if (change is null || await dossiers.FindAsync(dossier, cancellation) is not { } record) return true;

        await WriteAsync(change, change.Asked, JournalFact.AddressChangeAsked, change.AskedBy, cancellation: cancellation);
        if (change.OldConfirmed is { } old)
        {
            await (change.Reason.Length > 0
                ? WriteAsync(change, old, JournalFact.AddressChangeVouched, change.OldConfirmedBy, change.Reason, cancellation)
                : WriteAsync(change, old, JournalFact.AddressChangeConfirmed, Link.Doctor, "l’ancienne adresse", cancellation));
        }
        if (change.NewConfirmed is { } taken)
            await WriteAsync(change, taken, JournalFact.AddressChangeConfirmed, Link.Doctor, "la nouvelle adresse", cancellation);

        switch (change.State)
        {
            case AddressChangeState.Open:
                await PostAsync(client, change, "new", MailTemplates.AddressChangeNew, cancellation);
                await PostAsync(client, change, "old", MailTemplates.AddressChangeOld, cancellation);
                return false;
            case AddressChangeState.Confirmed:
                await TakeEffectAsync(client, change, cancellation);
                break;
            case AddressChangeState.Cancelled:
                await WriteAsync(change, change.Ended!.Value, JournalFact.AddressChangeCancelled, Link.Doctor, cancellation: cancellation);
                break;
            case AddressChangeState.Dropped:
                await WriteAsync(change, change.Ended!.Value, JournalFact.AddressChangeDropped, "", cancellation: cancellation);
                break;
            default:
                break;
        }
        await outstanding.DoneAsync(OutstandingKind.Change, dossier, Note, cancellation);
        // Who asked for another one meanwhile wrote their note before it.
        if (await book.FindAsync(dossier, cancellation) is not { State: AddressChangeState.Open or AddressChangeState.Confirmed }) return true;
        await outstanding.NoteAsync(OutstandingKind.Change, dossier, Note, cancellation);
        return false;
    }

    private async Task TakeEffectAsync(DurableTaskClient client, AddressChange change, CancellationToken cancellation)
    {
        var confirmed = change.Ended!.Value;
        await addresses.AddAsync(change.To, change.Dossier, cancellation);
        // Whoever comes late with an older change does not undo a newer one.
        await dossiers.ChangeAsync(
            change.Dossier,
            record => record.AddressChanged >= confirmed
                ? null
                : record with
                {
                    Doctor = record.Doctor with { Address = change.To },
                    AddressChanges = record.AddressChanges + 1,
                    AddressChanged = confirmed,
                },
            cancellation);
        if (MailAddress.Key(change.From) != MailAddress.Key(change.To))
            await addresses.EraseAsync(change.From, change.Dossier, confirmed, cancellation);
        await WriteAsync(change, confirmed, JournalFact.AddressChanged, change.AskedBy, cancellation: cancellation);
        await PostAsync(client, change, "changed", MailTemplates.AddressChanged, cancellation);
        await PostAsync(client, change, "told", MailTemplates.AddressChangedNotice, cancellation);
        await book.ChangeAsync(
            change.Dossier,
            latest => latest is { State: AddressChangeState.Confirmed } && latest.Id == change.Id
                ? latest with { State = AddressChangeState.Done }
                : null,
            cancellation);
    }

    private Task ChangeAsync(
        DossierKey dossier, string id, Func<AddressChange, AddressChange?> change, CancellationToken cancellation) =>
        book.ChangeAsync(dossier, latest => latest?.Id == id ? change(latest) : null, cancellation);

    private async Task<AddressChange?> FinishedAsync(DurableTaskClient client, DossierKey dossier, string id)
    {
        await FinishAsync(client, dossier, CancellationToken.None);
        return await book.FindAsync(dossier, CancellationToken.None) is { } change && change.Id == id ? change : null;
    }

    private Task WriteAsync(
        AddressChange change, DateTimeOffset at, JournalFact fact, string by, string detail = "", CancellationToken cancellation = default) =>
        journal.AppendAsync(new JournalEntry(change.Dossier, at, fact, by, detail), cancellation);

    private Task PostAsync(
        DurableTaskClient client, AddressChange change, string what, string template, CancellationToken cancellation) =>
        outbox.PostAsync(
            client,
            new MailPosting(
                change.Dossier,
                $"address-{what}-{change.Id}",
                template,
                Link.Doctor,
                new Dictionary<string, string> { [MailData.Change] = change.Id }),
            cancellation);
}
