using System.Security.Cryptography;
using System.Text;
using Compagnon.Assignments;
using Compagnon.Dossiers;
using Compagnon.Faculties;
using Compagnon.Journal;
using Compagnon.Links;
using Compagnon.Mail.Returns;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compagnon.Mail;

/// <summary>What follows from the row of a mail that has ended: the journal, the list of mails that have not arrived, a word to the
/// secretariat.</summary>
public sealed class MailEnding(
    MailWriter writer,
    AssignmentDesk desk,
    DossierBook dossiers,
    FacultyBook faculties,
    Outbox outbox,
    JournalBook journal,
    MailTroubles troubles,
    Outstanding outstanding,
    ILogger<MailEnding> logger)
{
    // A mail that took no longer was never on the list.
    private static readonly TimeSpan WasNeverListed = MailTroubles.WaitingAfter - TimeSpan.FromMinutes(5);

    /// <summary>
    /// Does it. Repeated as it is after a crash: the journal's lines have the moments that stand in the row.
    /// </summary>
    public async Task FinishAsync(DurableTaskClient client, MailRecord mail)
    {
        var posting = mail.Posting;
        var isLost = mail.State == MailState.NotDelivered || mail.Returned is not null;
        if (mail.State is MailState.Accepted or MailState.NotDelivered)
        {
            var fact = mail.State == MailState.Accepted ? JournalFact.MailSent : JournalFact.MailNotDelivered;
            await journal.AppendAsync(new JournalEntry(posting.Dossier, mail.Changed, fact, "", writer.Describe(posting)));
        }

        if (mail.Returned is { } returned)
            await journal.AppendAsync(new JournalEntry(posting.Dossier, returned, JournalFact.MailReturned, "", writer.Describe(posting)));
        if (mail.Care is { } care)
        {
            var (fact, detail) = care.IsSentAgain
                ? (JournalFact.MailSentAgain, writer.Describe(posting))
                : (JournalFact.MailPutAway, $"{writer.Describe(posting)} – {care.Word}");
            await journal.AppendAsync(new JournalEntry(posting.Dossier, care.At, fact, care.By, detail));
        }

        if (mail.State == MailState.NotDelivered)
            logger.LogError("Mail not delivered: {Mail} of the dossier {Dossier}", posting.Id, posting.Dossier.Id);
        if (isLost && mail.Care is null && posting.Recipient == Link.Doctor) await TellSecretariatAsync(client, posting);
        if (isLost || mail.Care is not null || mail.Changed - mail.Posted > WasNeverListed)
            await troubles.RefreshAsync(new MailKey(posting.Dossier, posting.Id));
        await outstanding.DoneAsync(OutstandingKind.Mail, posting.Dossier, posting.Id);
    }

    // The doctor's delays run on.
    private async Task TellSecretariatAsync(DurableTaskClient client, MailPosting lost)
    {
        if (!MailTroubles.IsKnown(await dossiers.FindAsync(lost.Dossier))) return;

        var asked = (await desk.ListAsync(lost.Dossier)).LastOrDefault(assignment => assignment.Kind == AssignmentKind.Review);
        var data = new Dictionary<string, string>
        {
            // A mail that is refused at once may come before the first review is opened.
            [MailData.Assignment] = asked?.Id ?? "review-1",
            [MailData.Mail] = MailTemplates.NameOf(lost.Template),
        };
        foreach (var person in faculties.Find(lost.Dossier.Faculty)?.People ?? [])
        {
            if (!person.Has(StaffRole.Secretariat)) continue;
            var id = $"undelivered-{ShortOf(lost.Id)}-{person.Id}";
            await outbox.PostAsync(client, new MailPosting(lost.Dossier, id, MailTemplates.UndeliveredNotice, person.Id, data));
        }
    }

    /// <summary>A mail's id in 16 characters, for the ids of mails that follow from it: short, whatever it is.</summary>
    internal static string ShortOf(string mail) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(mail)))[..16];
}
