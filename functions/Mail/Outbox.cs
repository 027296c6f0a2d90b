using Compagnon.Dossiers;
using Compagnon.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Mail;

/// <summary>Where mails are posted. Posting twice sends once.</summary>
public sealed class Outbox(MailJournal mails, Outstanding outstanding)
{
    private const int LongestId = 80;

    /// <summary>The activity that posts a mail for an orchestration.</summary>
    public const string PostMail = "PostMail";

    /// <summary>
    /// Writes <paramref name="posting"/> into the mail journal and starts its delivery. Returns once it is certain to go out.
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
        await mails.AddAsync(posting, cancellation);
        await StartAsync(client, posting.Dossier, posting.Id, cancellation);
    }

    /// <summary>Starts the delivery of a mail of the journal, unless it is under way.</summary>
    public static async Task StartAsync(DurableTaskClient client, DossierKey dossier, string id, CancellationToken cancellation = default)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                MailDelivery.Orchestration,
                new DeliveryRound(dossier, id),
                new StartOrchestrationOptions { InstanceId = InstanceOf(dossier, id) },
                cancellation);
        }
        catch (InvalidOperationException)
        {
            // Under way already, which is what was wanted.
        }
    }

    /// <summary>The workflow instance that delivers a mail.</summary>
    public static string InstanceOf(DossierKey dossier, string id) => $"mail-{dossier.Id}-{id}";

    /// <summary>Whether a text can be a mail's id.</summary>
    public static bool IsId(string text) => text.Length is > 0 and <= LongestId && text.All(IsOfAnId);

    private static bool IsOfAnId(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-';

    /// <summary>Posts a mail for an orchestration.</summary>
    [Function(PostMail)]
    public Task PostMailAsync([ActivityTrigger] MailPosting posting, [DurableClient] DurableTaskClient client) =>
        PostAsync(client, posting);
}
