using Compagnon.Dossiers;
using Compagnon.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Commissions;

/// <summary>A session, looked at at a moment of its workflow's clock.</summary>
/// <param name="Session">The session.</param>
/// <param name="Now">The moment.</param>
public sealed record SessionMoment(DossierKey Session, DateTimeOffset Now);

/// <summary>
/// A session from the day it is announced to its minutes: it does what is due, sleeps until the next thing is, and begins again whenever
/// something about it changes. What is due is read from its row every time, so nothing here has to be remembered.
/// </summary>
public static class SessionFlow
{
    /// <summary>The orchestration's name; it stands in histories.</summary>
    public const string Orchestration = "Session";

    /// <summary>The event that says that something about the session has changed; its payload means nothing.</summary>
    public const string ChangedEvent = "Changed";

    // A timer of an orchestration may be set for a limited time only, and a sleep that ends too early does no harm.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(60);

    /// <summary>The instance that runs a session.</summary>
    public static string InstanceOf(DossierKey session) => $"session-{session.Id}";

    /// <summary>The story of one session, from one awakening to the next.</summary>
    [Function(Orchestration)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var session = context.GetInput<DossierKey>();
        // Heard before the session is looked at: what changes meanwhile ends the sleep at once.
        var changed = context.WaitForExternalEvent<string>(ChangedEvent);
        var next = await context.CallActivityAsync<DateTimeOffset?>(
            SessionActivities.AdvanceSession, new SessionMoment(session, context.CurrentUtcDateTime), Retries.Patient);
        if (next is not { } moment) return;

        var longest = context.CurrentUtcDateTime + LongestSleep;
        using var over = new CancellationTokenSource();
        var sleep = context.CreateTimer(moment.UtcDateTime < longest ? moment.UtcDateTime : longest, over.Token);
        // Not CancelAsync: it ends on another thread, which an orchestration must never wait for.
        if (await Task.WhenAny(changed, sleep) == changed) over.Cancel();

        context.ContinueAsNew(session);
    }

    /// <summary>
    /// Wakes the session's workflow, or starts it. One that has ended stays so: a session that was held or cancelled has no more to do.
    /// </summary>
    public static async Task StirAsync(DurableTaskClient client, DossierKey session, CancellationToken cancellation = default)
    {
        var instance = await client.GetInstanceAsync(InstanceOf(session), getInputsAndOutputs: false, cancellation);
        switch (instance?.RuntimeStatus)
        {
            case null or OrchestrationRuntimeStatus.Failed:
                await StartAsync(client, session, cancellation);
                break;
            case OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Terminated:
                break;
            default:
                await client.RaiseEventAsync(InstanceOf(session), ChangedEvent, "", cancellation);
                break;
        }
    }

    private static async Task StartAsync(DurableTaskClient client, DossierKey session, CancellationToken cancellation)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                Orchestration, session, new StartOrchestrationOptions { InstanceId = InstanceOf(session) }, cancellation);
        }
        catch (InvalidOperationException)
        {
            // Somebody else started it a moment ago, which is what was wanted.
        }
    }
}
