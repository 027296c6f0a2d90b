using Compagnon.Dossiers;
using Compagnon.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compagnon.Renewals;

/// <summary>The input of the orchestration <see cref="AgreementWatch"/>.</summary>
/// <param name="Agreement">The agreement.</param>
/// <param name="Done">Ids of the milestones of its term that were reached or passed.</param>
public sealed record WatchRound(DossierKey Agreement, IReadOnlyList<string> Done);

/// <summary>
/// Watches over one agreement for as long as it holds: sleeps until its next milestone, or until somebody changes it. It keeps nothing of
/// the agreement, so that it follows the register and the faculty's file as they stand whenever it wakes; and it begins anew after each
/// sleep, so that its history is as short after ten years as on the first day.
/// </summary>
public static class AgreementWatch
{
    /// <summary>The orchestration's name; it stands in histories.</summary>
    public const string Orchestration = "AgreementWatch";

    /// <summary>The event that wakes it.</summary>
    public const string ChangedEvent = "AgreementChanged";

    /// <summary>
    /// The longest sleep in days. The real engine cuts it into slices of three days, each of which leaves two to four events in the history.
    /// </summary>
    public const int LongestSleepDays = 30;

    /// <summary>The one instance that watches over an agreement.</summary>
    public static string InstanceOf(DossierKey agreement) => $"watch-{agreement.Id}";

    /// <summary>One round of the watch.</summary>
    [Function(Orchestration)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var round = context.GetInput<WatchRound>()
            ?? throw new InvalidOperationException($"{Orchestration} expects a {nameof(WatchRound)} as its input; got none.");
        var changed = context.WaitForExternalEvent<string>(ChangedEvent);
        var look = await context.CallActivityAsync<WatchLook>(
            WatchActivities.LookAtAgreement, new WatchQuestion(round.Agreement, round.Done, context.CurrentUtcDateTime), Retries.Patient);
        if (look.IsOver) return;

        if (look.Due is { } due)
        {
            context.SetCustomStatus(due.Id);
            await context.CallActivityAsync(
                WatchActivities.ReachMilestone, new MilestoneReached(round.Agreement, due, context.CurrentUtcDateTime), Retries.Patient);
            context.ContinueAsNew(round with { Done = [.. look.Done, due.Id] });
            return;
        }

        context.SetCustomStatus(look.NextAt is { } next ? $"{next.UtcDateTime:yyyy-MM-dd}" : "");
        var longest = context.CurrentUtcDateTime.AddDays(LongestSleepDays);
        var wake = look.NextAt is { } at && at.UtcDateTime < longest ? at.UtcDateTime : longest;
        using var woken = new CancellationTokenSource();
        var timer = context.CreateTimer(wake, woken.Token);
        // Not CancelAsync: it ends on another thread, which an orchestration must never wait for.
        if (await Task.WhenAny(changed, timer) != timer) woken.Cancel();
        context.ContinueAsNew(round with { Done = look.Done });
    }
}
