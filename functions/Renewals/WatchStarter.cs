using Compagnon.Dossiers;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Renewals;

/// <summary>Starts the watch over an agreement and wakes it. Both may be repeated.</summary>
public sealed class WatchStarter
{
    /// <summary>Starts the watch, unless it runs: its id is the agreement's, so there is never a second one.</summary>
    /// <returns>Whether it was started by this call.</returns>
    public Task<bool> StartAsync(DurableTaskClient client, DossierKey agreement, CancellationToken cancellation = default) =>
        StartAsync(client, agreement, null, cancellation);

    /// <summary>The same, where the watch looks for the first time at a moment to come: thousands that are entered at once look one after
    /// the other.</summary>
    public async Task<bool> StartAsync(
        DurableTaskClient client, DossierKey agreement, DateTimeOffset? firstLook, CancellationToken cancellation = default)
    {
        var instance = await client.GetInstanceAsync(AgreementWatch.InstanceOf(agreement), getInputsAndOutputs: false, cancellation);
        if (instance is { IsCompleted: false }) return false;
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                AgreementWatch.Orchestration,
                new WatchRound(agreement, []),
                new StartOrchestrationOptions { InstanceId = AgreementWatch.InstanceOf(agreement), StartAt = firstLook },
                cancellation);
            return true;
        }
        catch (InvalidOperationException)
        {
            // Somebody else started it a moment ago, which is what was wanted.
            return false;
        }
    }

    /// <summary>Tells the watch that the agreement has changed; does nothing where none runs.</summary>
    public async Task WakeAsync(DurableTaskClient client, DossierKey agreement, CancellationToken cancellation = default)
    {
        var instance = AgreementWatch.InstanceOf(agreement);
        if (await client.GetInstanceAsync(instance, getInputsAndOutputs: false, cancellation) is { IsCompleted: false })
            await client.RaiseEventAsync(instance, AgreementWatch.ChangedEvent, agreement.Id, cancellation);
    }
}
