using Azure.Data.Tables;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compagnon.Mail.Returns;

/// <summary>
/// Reads the non-delivery reports that came into the faculties' mailboxes, once an hour, and says so of the mails that they are about.
/// Looking again at the same report changes nothing.
/// </summary>
public sealed class ReturnedMails(
    FacultyBook faculties,
    GraphMail graph,
    MailJournal mails,
    MailEnding ending,
    Outstanding outstanding,
    StorageClients storage,
    TimeProvider time,
    ILogger<ReturnedMails> logger)
{
    private const string Partition = "returns";

    // What came before the first look is looked at as far back as a server tries to deliver.
    private static readonly TimeSpan FirstLook = TimeSpan.FromDays(3);

    // A message may show a little after another that came later.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    /// <summary>Looks into every faculty's mailbox.</summary>
    /// <returns>How many mails have come back that were not known to.</returns>
    public async Task<int> LookAsync(DurableTaskClient client, CancellationToken cancellation = default)
    {
        var returned = 0;
        foreach (var faculty in faculties.All)
        {
            try
            {
                returned += await LookAsync(client, faculty, cancellation);
            }
            catch (Exception error) when (error is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                // One mailbox that cannot be read must not keep the others from their turn; it is looked at again in an hour.
                logger.LogWarning(
                    "The mailbox of {Faculty} could not be looked at for mails that came back: {Kind}", faculty.Id, error.GetType().Name);
            }
        }

        return returned;
    }

    private async Task<int> LookAsync(DurableTaskClient client, Faculty faculty, CancellationToken cancellation)
    {
        var mailbox = faculty.Mailbox.Address;
        var table = await storage.TableAsync(TableNames.Operations, cancellation);
        var seen = (await table.FindAsync(Partition, faculty.Id, cancellation))?.Moment("Seen");
        var received = await graph.ListReceivedAsync(mailbox, seen - Overlap ?? time.GetUtcNow() - FirstLook, cancellation);

        var returned = 0;
        foreach (var message in received.Where(message => message.MayReport))
        {
            if (DeliveryReport.Read(await graph.ReadMimeAsync(mailbox, message.Id, cancellation)) is not { } report) continue;
            if (await FindAsync(faculty, report, cancellation) is not { } mail) continue;
            if (await TakeAsync(client, mail, message.Received, report.Status, cancellation)) returned++;
        }

        if (received.Count > 0 && received[^1].Received is var latest && latest != seen)
            await table.UpsertEntityAsync(
                new TableEntity(Partition, faculty.Id) { ["Seen"] = latest }, TableUpdateMode.Replace, cancellation);
        return returned;
    }

    // By what the report gives back of the mail; where that is nothing, by the Message-ID among what the mailbox sent.
    private async Task<MailRecord?> FindAsync(Faculty faculty, DeliveryReport report, CancellationToken cancellation)
    {
        if (await FindAsync(faculty, report.Header, cancellation) is { } given) return given;
        foreach (var id in report.MessageIds)
        {
            if (await graph.FindHeaderAsync(faculty.Mailbox.Address, id, cancellation) is { } header
                && await FindAsync(faculty, header, cancellation) is { } found) return found;
        }

        return null;
    }

    // Anybody may write to the mailbox what looks like a report: it is about a mail only where that went out from this mailbox.
    private async Task<MailRecord?> FindAsync(Faculty faculty, string header, CancellationToken cancellation) =>
        GraphMail.ReadHeader(header) is var (dossier, id)
        && await mails.FindAsync(new DossierKey(faculty.Id, dossier), id, cancellation)
            is { State: MailState.Accepted or MailState.Sending } mail
        && mail.Posting.Dossier.Faculty == faculty.Id
            ? mail
            : null;

    private async Task<bool> TakeAsync(
        DurableTaskClient client, MailRecord mail, DateTimeOffset at, string status, CancellationToken cancellation)
    {
        if (mail.Returned is not null) return false;
        // What follows from the row, should this be cut off, is done by the sweep.
        await outstanding.NoteAsync(OutstandingKind.Mail, mail.Posting.Dossier, mail.Posting.Id, cancellation);
        if (await mails.ReturnAsync(mail, at, status, cancellation) is not { } returned) return false;
        if (returned.IsFinal) await ending.FinishAsync(client, returned);
        return true;
    }
}
