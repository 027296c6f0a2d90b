using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;

namespace Compagnon.Dossiers.Changes;

/// <summary>
/// A dossier that the secretariat opens for a doctor on the telephone. It is a draft at once, for the secretariat; the doctor comes to it by
/// confirming the address. <see cref="FinishAsync"/> does what follows from the dossier's row and may be repeated.
/// </summary>
public sealed class DeskOpening(
    DossierBook dossiers, AddressBook addresses, JournalBook journal, Outbox outbox, Outstanding outstanding, TimeProvider time)
{
    /// <summary>Its id among what is begun (<see cref="OutstandingKind.Change"/>).</summary>
    public const string Note = "opening";

    /// <summary>How often the address can be corrected before anybody has confirmed it: each writes to somebody who may not be the doctor.</summary>
    public const int Corrections = 5;

    /// <summary>Opens a dossier. A form that is sent twice opens one.</summary>
    /// <param name="client">Sends the mails.</param>
    /// <param name="faculty">Whose dossier it is.</param>
    /// <param name="doctor">The doctor; without an address where none was given yet.</param>
    /// <param name="by">Who opens it.</param>
    /// <param name="attempt">Tells this form from another: 16 random characters or more.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public async Task<DossierKey> OpenAsync(
        DurableTaskClient client,
        Faculty faculty,
        Doctor doctor,
        StaffMember by,
        string attempt,
        CancellationToken cancellation = default)
    {
        var key = KeyOf(faculty, doctor, by, attempt);
        await outstanding.NoteAsync(OutstandingKind.Change, key, Note, cancellation);
        if (doctor.Address.Length > 0) await addresses.AddAsync(doctor.Address, key, cancellation);
        await dossiers.AddOpenedAsync(key, doctor, by.Id, time.GetUtcNow(), cancellation);
        await FinishAsync(client, key, CancellationToken.None);
        return key;
    }

    /// <summary>The dossier that <see cref="OpenAsync"/> opens: the same for a form that is sent twice.</summary>
    public static DossierKey KeyOf(Faculty faculty, Doctor doctor, StaffMember by, string attempt) =>
        DossierKey.Of(faculty.Id, $"desk|{by.Id}|{attempt}|{doctor.Rpps}");

    /// <summary>
    /// Gives a dossier that was opened so another address, as long as nobody has confirmed one: a slip of the telephone. The link in the
    /// mail before opens nothing any more.
    /// </summary>
    public async Task<AddressAsked> CorrectAsync(
        DurableTaskClient client, OpenedDossier opened, string address, CancellationToken cancellation = default)
    {
        var before = opened.Record.Doctor.Address;
        if (MailAddress.Key(before) == MailAddress.Key(address)) return AddressAsked.Same;
        if (opened.Record.AddressChanges >= Corrections) return AddressAsked.TooMany;

        var now = time.GetUtcNow();
        await outstanding.NoteAsync(OutstandingKind.Change, opened.Key, Note, cancellation);
        await addresses.AddAsync(address, opened.Key, cancellation);
        var change = await dossiers.ChangeAsync(
            opened.Key,
            record => record.IsUnconfirmed && !record.IsFinal && record.Doctor.Address == before
                ? record with
                {
                    Doctor = record.Doctor with { Address = address },
                    AddressChanges = record.AddressChanges + 1,
                    AddressChanged = now,
                }
                : null,
            cancellation);
        var unused = change is { Done: true } ? before : address;
        if (unused.Length > 0 && MailAddress.Key(unused) != MailAddress.Key(change?.Record.Doctor.Address ?? ""))
            await addresses.EraseAsync(unused, opened.Key, now, CancellationToken.None);
        await FinishAsync(client, opened.Key, CancellationToken.None);
        return AddressAsked.Done;
    }

    /// <summary>Does what follows from the row of a dossier that was opened so. Doing so again changes nothing.</summary>
    /// <returns>Whether there is such a dossier.</returns>
    public async Task<bool> FinishAsync(DurableTaskClient client, DossierKey dossier, CancellationToken cancellation = default)
    {
        if (await dossiers.FindAsync(dossier, cancellation) is not { OpenedBy.Length: > 0 } record) return false;

        await journal.AppendAsync(new JournalEntry(dossier, record.Created, JournalFact.OpenedByDesk, record.OpenedBy), cancellation);
        if (record.IsUnconfirmed)
        {
            if (record.AddressChanged is { } corrected)
                await journal.AppendAsync(new JournalEntry(dossier, corrected, JournalFact.AddressCorrected, record.OpenedBy), cancellation);
            if (record.Doctor.Address.Length > 0)
            {
                await PostAsync(
                    client, dossier, $"opened-{record.AddressChanges}", MailTemplates.OpenedForDoctor, Link.Doctor, LinkKind.Confirmation, cancellation);
            }
        }
        // Whoever came by a group has no address that the app knows; the console has the dossier.
        if (!record.OpenedBy.StartsWith(StaffMember.GroupPrefix, StringComparison.Ordinal))
            await PostAsync(client, dossier, "opened-desk", MailTemplates.OpenedForDoctorNotice, record.OpenedBy, LinkKind.Desk, cancellation);
        await outstanding.DoneAsync(OutstandingKind.Change, dossier, Note, cancellation);
        return true;
    }

    private Task PostAsync(
        DurableTaskClient client,
        DossierKey dossier,
        string id,
        string template,
        string recipient,
        LinkKind kind,
        CancellationToken cancellation) =>
        outbox.PostAsync(
            client,
            new MailPosting(dossier, id, template, recipient, new Dictionary<string, string> { [MailData.Kind] = kind.ToString() }),
            cancellation);
}
