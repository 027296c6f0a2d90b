using Compagnon.Dossiers;
using Compagnon.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compagnon.Mail;

/// <summary>The input of one round of a delivery.</summary>
/// <param name="Dossier">The mail's dossier.</param>
/// <param name="Mail">The mail's id.</param>
/// <param name="Since">When the first try was made; null before it.</param>
/// <param name="Failures">How many tries have failed in earlier rounds.</param>
public sealed record DeliveryRound(DossierKey Dossier, string Mail, DateTime? Since = null, int Failures = 0);

/// <summary>
/// Delivers one mail: draft, send, and again later for as long as Graph cannot take it. Nothing starts it any more
/// (<see cref="Sending.MailSender"/>); it is here for those that are under way, and for as long as its histories are.
/// </summary>
public static class MailDelivery
{
    /// <summary>The orchestration's name; it stands in histories.</summary>
    public const string Orchestration = "MailDelivery";

    // So that the history of a mail that waits for weeks stays short.
    private const int TriesInOneHistory = 20;

    /// <summary>The story of one mail.</summary>
    [Function(Orchestration)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var round = context.GetInput<DeliveryRound>()
            ?? throw new InvalidOperationException($"{Orchestration} expects a {nameof(DeliveryRound)} as its input; got none.");
        var since = round.Since ?? context.CurrentUtcDateTime;
        var mail = new MailKey(round.Dossier, round.Mail);

        for (var failures = round.Failures; ;)
        {
            var outcome = await TryAsync(context, MailActivities.DraftMail, mail);
            if (outcome.Kind == DeliveryOutcomeKind.GoOn) outcome = await TryAsync(context, MailActivities.SendDraft, mail);
            if (outcome.Kind == DeliveryOutcomeKind.Over) return;

            failures++;
            var wait = DeliveryWaits.After(failures, outcome.AskedWait);
            if (context.CurrentUtcDateTime + wait - since > DeliveryWaits.GivenUpAfter)
            {
                await context.CallActivityAsync(MailActivities.GiveUpMail, mail, Retries.Patient);
                return;
            }

            await context.CreateTimer(wait, CancellationToken.None);
            if (failures % TriesInOneHistory != 0) continue;

            context.ContinueAsNew(round with { Since = since, Failures = failures });
            return;
        }
    }

    // Whatever goes wrong in a step (storage down, a bug that is mended tomorrow), the mail waits for its next try.
    private static async Task<DeliveryOutcome> TryAsync(TaskOrchestrationContext context, string step, MailKey mail)
    {
        try
        {
            return await context.CallActivityAsync<DeliveryOutcome>(step, mail);
        }
        catch (TaskFailedException)
        {
            return DeliveryOutcome.Later();
        }
    }
}
