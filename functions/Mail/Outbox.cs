using Compagnon.Dossiers;
using Compagnon.Mail.Sending;
using Compagnon.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compagnon.Mail;

/// <summary>Where mails are posted. Posting twice sends once.</summary>
public sealed class Outbox(MailJournal mails, OutgoingMails outgoing, Outstanding outstanding, TimeProvider time)
{
    private const int LongestId = 80;

    /// <summary>The activity that posts a mail for an orchestration.</summary>
    public const string PostMail = "PostMail";

    /// <summary>
    /// Writes <paramref name="posting"/> into the mail journal and hands it to the mailbox's sender. Returns once it is certain to go out.
    /// </summary>
    /// <exception cref="ArgumentException">The id is no mail id, or there is no such template.</exception>
    public async Task PostAsync(DurableTaskClient client, MailPosting posting, CancellationToken cancellation = default)
    {
        if (!IsId(posting.Id))
            throw new ArgumentException($"A mail's id is 1 to {LongestId} of a-z 0-9 -; got '{posting.Id}'.", nameof(posting));
        if (!MailTemplates.Exists(posting.Template))
            throw new ArgumentException($"There is no mail template '{posting.Template}'; see {nameof(MailTemplates)}.", nameof(posting));

        if (await mails.FindAsync(posting.Dossier, posting.Id, cancellation) is { IsFinal: true }) return;

        await outstanding.NoteAsync(OutstandingKind.Mail, posting.Dossier, posting.Id, cancellation);
        var posted = await mails.AddAsync(posting, cancellation);
        await outgoing.AddAsync(client, new MailKey(posting.Dossier, posting.Id), posted, cancellation: cancellation);
    }

    /// <summary>
    /// Takes up a mail that was announced and is not done: after a crash, or where whoever sends is gone. Of one that was never posted the
    /// delivery finds nothing, and forgets it.
    /// </summary>
    public async Task ResumeAsync(DurableTaskClient client, DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        var posted = (await mails.FindAsync(dossier, id, cancellation))?.Posted ?? time.GetUtcNow();
        await outgoing.AddAsync(client, new MailKey(dossier, id), posted, isSure: true, cancellation);
    }

    /// <summary>Whether a text can be a mail's id.</summary>
    public static bool IsId(string text) => text.Length is > 0 and <= LongestId && text.All(IsOfAnId);

    private static bool IsOfAnId(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-';

    /// <summary>Posts a mail for an orchestration.</summary>
    [Function(PostMail)]
    public Task PostMailAsync([ActivityTrigger] MailPosting posting, [DurableClient] DurableTaskClient client) =>
        PostAsync(client, posting);
}
