using Compagnon.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compagnon.Mail.Sending;

/// <summary>The input of one round of a mailbox's sender.</summary>
/// <param name="Mailbox">The mailbox's key (<see cref="OutgoingMails.KeyOf"/>).</param>
/// <param name="Generation">Which sender of the mailbox it is, from 1: each begins where the one before has ended.</param>
/// <param name="Sent">When the latest sendings had ended, at most <see cref="SendingPace.AMinute"/>; null in the first round.</param>
public sealed record SenderRound(string Mailbox, int Generation, IReadOnlyList<DateTime>? Sent = null);

/// <summary>What is to be done next.</summary>
public enum SenderStep
{
    /// <summary>Send what is named.</summary>
    Send = 1,

    /// <summary>Wait until a moment, or until somebody posts a mail.</summary>
    Wait = 2,

    /// <summary>Nothing; the sender ends, and whoever posts a mail starts the next.</summary>
    End = 3,
}

/// <summary>What a look at the mails of a mailbox has found.</summary>
/// <param name="Step">What is to be done.</param>
/// <param name="Mails">The mails that are due, oldest first; at most <see cref="SendingPace.AMinute"/>.</param>
/// <param name="Until">With <see cref="SenderStep.Wait"/>: when the next is due.</param>
/// <param name="Sent">When the latest sendings had ended.</param>
/// <param name="AMinute">How many may be sent in a minute, as the settings say today; <see cref="SendingPace.Unbounded"/> for any
/// number.</param>
public sealed record SenderLook(
    SenderStep Step, IReadOnlyList<string> Mails, DateTime? Until, IReadOnlyList<DateTime> Sent, int AMinute = SendingPace.AMinute);

/// <summary>Sends the mails of one mailbox, no more of them in any minute than it may, however many instances of the app post
/// them.</summary>
public static class MailSender
{
    /// <summary>The orchestration's name; it stands in histories.</summary>
    public const string Orchestration = "MailSender";

    /// <summary>The event that tells a waiting sender that a mail was posted.</summary>
    public const string Posted = "Posted";

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <summary>The instance that sends for a mailbox.</summary>
    public static string InstanceOf(string mailbox, int generation) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"sender-{mailbox}-{generation}");

    /// <summary>The story of a mailbox that has something to send.</summary>
    [Function(Orchestration)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var round = context.GetInput<SenderRound>()
            ?? throw new InvalidOperationException($"{Orchestration} expects a {nameof(SenderRound)} as its input; got none.");
        var look = await context.CallActivityAsync<SenderLook>(SenderActivities.LookForMails, round, Retries.Patient);
        if (look.Step == SenderStep.End) return;

        var sent = look.Step == SenderStep.Send ? await SendAsync(context, round.Mailbox, look) : look.Sent;
        if (look.Step == SenderStep.Wait) await WaitAsync(context, look.Until!.Value);
        // After each look, so that the history stays short: some thirty steps.
        context.ContinueAsNew(round with { Sent = sent });
    }

    private static async Task<IReadOnlyList<DateTime>> SendAsync(TaskOrchestrationContext context, string mailbox, SenderLook look)
    {
        var sent = look.Sent;
        for (var at = 0; at < look.Mails.Count;)
        {
            var free = SendingPace.FreeAt(sent, context.CurrentUtcDateTime, look.AMinute);
            if (free == 0)
            {
                await context.CreateTimer(SendingPace.FreeFrom(sent, look.AMinute), CancellationToken.None);
                continue;
            }

            var some = look.Mails.Skip(at).Take(free).ToList();
            var outcomes = await Task.WhenAll(some.Select(mail => TryAsync(context, new OutgoingKey(mailbox, mail))));
            at += some.Count;
            // Counted from the end: by then the mailbox has had them, whenever that was.
            sent = SendingPace.Keep([.. sent, .. some.Select(_ => context.CurrentUtcDateTime)], look.AMinute);
            if (outcomes.Max(outcome => outcome.AskedWait) is not { } pause) continue;

            // The mailbox is to rest; what is left is still there at the next look.
            await context.CreateTimer(pause < LongestPause ? pause + TimeSpan.FromSeconds(1) : LongestPause, CancellationToken.None);
            break;
        }

        return sent;
    }

    private static async Task WaitAsync(TaskOrchestrationContext context, DateTime until)
    {
        using var over = new CancellationTokenSource();
        var posted = context.WaitForExternalEvent<string>(Posted, over.Token);
        var due = context.CreateTimer(until, over.Token);
        await Task.WhenAny(posted, due);
        // Not CancelAsync: an orchestration awaits nothing but its context's tasks.
        over.Cancel();
    }

    // Whatever goes wrong in a step (storage down, a bug that is mended tomorrow), the mail is there at the next look.
    private static async Task<DeliveryOutcome> TryAsync(TaskOrchestrationContext context, OutgoingKey mail)
    {
        try
        {
            return await context.CallActivityAsync<DeliveryOutcome>(SenderActivities.DeliverMail, mail);
        }
        catch (TaskFailedException)
        {
            return DeliveryOutcome.Later(AfterFailure);
        }
    }
}
