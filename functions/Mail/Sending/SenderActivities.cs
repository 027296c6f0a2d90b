using Compagnon.Operations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compagnon.Mail.Sending;

/// <summary>The steps of a mailbox's sender. Each may be repeated, or cut off anywhere.</summary>
public sealed class SenderActivities(OutgoingMails outgoing, MailActivities steps, TimeProvider time, ILogger<SenderActivities> logger)
{
    /// <summary>Says what the sender does next.</summary>
    public const string LookForMails = "LookForMails";

    /// <summary>Delivers one mail, or puts it off.</summary>
    public const string DeliverMail = "DeliverMail";

    /// <summary>Says what the sender does next.</summary>
    [Function(LookForMails)]
    public Task<SenderLook> LookForMailsAsync([ActivityTrigger] SenderRound round, [DurableClient] DurableTaskClient client) =>
        outgoing.LookAsync(client, round);

    /// <summary>Delivers one mail: draft, send; puts it off for as long as Graph cannot take it.</summary>
    /// <returns>How it ended; with how long the mailbox is to rest where Graph says so.</returns>
    [Function(DeliverMail)]
    public async Task<DeliveryOutcome> DeliverMailAsync([ActivityTrigger] OutgoingKey key, [DurableClient] DurableTaskClient client)
    {
        if (await outgoing.FindAsync(key) is not { } mail) return DeliveryOutcome.Over;

        using var span = Traces.StartDelivery(mail.Mail.Dossier, mail.Mail.Id, mail.Trace);
        var outcome = await DeliverAsync(mail.Mail, client);
        if (outcome.Kind != DeliveryOutcomeKind.Over && await PutOffAsync(mail, outcome)) return outcome;

        if (outcome.Kind != DeliveryOutcomeKind.Over) await steps.GiveUpMailAsync(mail.Mail, client);
        await outgoing.RemoveAsync(key);
        return DeliveryOutcome.Over;
    }

    // One that cannot be delivered for a reason of its own must not keep the others waiting.
    private async Task<DeliveryOutcome> DeliverAsync(MailKey mail, DurableTaskClient client)
    {
        try
        {
            var outcome = await steps.DraftMailAsync(mail, client);
            return outcome.Kind == DeliveryOutcomeKind.GoOn ? await steps.SendDraftAsync(mail, client) : outcome;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            logger.LogError(
                error,
                "The mail {Mail} of the dossier {Dossier} could not be delivered; it is tried again later",
                mail.Id,
                mail.Dossier.Id);
            return DeliveryOutcome.Later();
        }
    }

    // False where it has been tried for long enough.
    private async Task<bool> PutOffAsync(OutgoingMail mail, DeliveryOutcome outcome)
    {
        var (now, failures) = (time.GetUtcNow(), mail.Failures + 1);
        var due = now + DeliveryWaits.After(failures, outcome.AskedWait);
        if (due - mail.Since > DeliveryWaits.GivenUpAfter) return false;

        await outgoing.PutOffAsync(mail.Key, failures, due);
        return true;
    }
}
