using Compagnon.Dossiers;
using Compagnon.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Holds;

/// <summary>A hold, looked at at a moment of its workflow's clock.</summary>
/// <param name="Hold">The hold.</param>
/// <param name="Now">The moment.</param>
public sealed record HoldMoment(HoldKey Hold, DateTimeOffset Now);

/// <summary>Where a hold stands.</summary>
/// <param name="IsOver">Whether it is over, with all that follows from it.</param>
/// <param name="ResumesAt">When it is over by itself; null where somebody has to say so.</param>
public sealed record HoldState(bool IsOver, DateTimeOffset? ResumesAt = null);

/// <summary>
/// One hold, from its beginning to what follows from its end: it waits for its day or for somebody, then tells whoever waited. The
/// dossier's own workflow asks whether it is held whenever it wakes, and sleeps on while it is.
/// </summary>
public static class HoldFlow
{
    /// <summary>The orchestration's name; it stands in histories.</summary>
    public const string Orchestration = "Hold";

    /// <summary>The event that says that the hold may be over; its payload means nothing.</summary>
    public const string ChangedEvent = "HoldChanged";

    /// <summary>The event that tells a dossier's workflow that a hold is over; its payload means nothing.</summary>
    public const string EndedEvent = "HoldEnded";

    /// <summary>The one instance of a hold.</summary>
    public static string InstanceOf(HoldKey hold) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"hold-{hold.Dossier.Id}-{hold.Number}");

    /// <summary>The story of one hold.</summary>
    [Function(Orchestration)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var hold = context.GetInput<HoldKey>()
            ?? throw new InvalidOperationException($"{Orchestration} expects a {nameof(HoldKey)} as its input; got none.");
        // Heard before the hold is looked at: what ends it meanwhile ends the wait at once.
        var changed = context.WaitForExternalEvent<string>(ChangedEvent);
        var state = await LookAsync(HoldActivities.BeginHold);
        while (!state.IsOver)
        {
            if (state.ResumesAt is { } day)
            {
                using var over = new CancellationTokenSource();
                var timer = context.CreateTimer(day.UtcDateTime, over.Token);
                // Not CancelAsync: it ends on another thread, which an orchestration must never wait for.
                if (await Task.WhenAny(changed, timer) == changed) over.Cancel();
            }
            else
            {
                await changed;
            }

            if (changed.IsCompleted) changed = context.WaitForExternalEvent<string>(ChangedEvent);
            state = await LookAsync(HoldActivities.EndHold);
        }

        Task<HoldState> LookAsync(string activity) =>
            context.CallActivityAsync<HoldState>(activity, new HoldMoment(hold, context.CurrentUtcDateTime), Retries.Patient);
    }

    /// <summary>Wakes a hold's workflow, or starts it. One that has ended stays so: there is nothing left to do.</summary>
    public static async Task StirAsync(DurableTaskClient client, HoldKey hold, CancellationToken cancellation = default)
    {
        var instance = await client.GetInstanceAsync(InstanceOf(hold), getInputsAndOutputs: false, cancellation);
        switch (instance?.RuntimeStatus)
        {
            case null or OrchestrationRuntimeStatus.Failed:
                try
                {
                    await client.ScheduleNewOrchestrationInstanceAsync(
                        Orchestration, hold, new StartOrchestrationOptions { InstanceId = InstanceOf(hold) }, cancellation);
                }
                catch (InvalidOperationException)
                {
                    // Somebody else started it a moment ago: it reads the hold as it stands.
                }

                break;
            case OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Terminated:
                break;
            default:
                await client.RaiseEventAsync(InstanceOf(hold), ChangedEvent, "", cancellation);
                break;
        }
    }
}
