using Compagnon.Dossiers;
using Compagnon.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Agreements;

/// <summary>What became of a wish to start a dossier's workflow.</summary>
public enum AgreementStart
{
    /// <summary>The dossier is not submitted; nothing was done.</summary>
    NotSubmitted,

    /// <summary>It was started, for the first time or after a failure.</summary>
    Started,

    /// <summary>It is under way.</summary>
    UnderWay,

    /// <summary>It has ended.</summary>
    Ended,
}

/// <summary>Starts the workflow of a submitted dossier.</summary>
public sealed class AgreementStarter(DossierBook dossiers, UnwrittenLines lines, Outstanding outstanding)
{
    /// <summary>
    /// Starts it, unless it was started before, and starts it again where it has failed: every step may be repeated, and every
    /// answer that was given is found again. The note that a submission is outstanding (<see cref="OutstandingKind.Submission"/>, written
    /// before the dossier's row says that it is submitted) stays until the workflow has ended, so that the sweep sees a failure. Without a
    /// submission it does nothing: a note that is there then is that of somebody who is about to submit. What a crash left out of the
    /// journal until here is written. May be repeated.
    /// </summary>
    /// <returns>What was found or done.</returns>
    public async Task<AgreementStart> StartAsync(DurableTaskClient client, DossierKey dossier, CancellationToken cancellation = default)
    {
        if (await dossiers.FindAsync(dossier, cancellation) is not { Submitted: not null }) return AgreementStart.NotSubmitted;

        var start = await StartOnceAsync(client, dossier, cancellation);
        await lines.WriteAsync(dossier, cancellation);
        if (start == AgreementStart.Ended)
            await outstanding.DoneAsync(OutstandingKind.Submission, dossier, Outstanding.Submission, cancellation);
        return start;
    }

    private static async Task<AgreementStart> StartOnceAsync(
        DurableTaskClient client, DossierKey dossier, CancellationToken cancellation)
    {
        var instance = await client.GetInstanceAsync(Agreement.InstanceOf(dossier), getInputsAndOutputs: false, cancellation);
        switch (instance?.RuntimeStatus)
        {
            case null or OrchestrationRuntimeStatus.Failed:
                await ScheduleAsync(client, dossier, cancellation);
                return AgreementStart.Started;

            // An instance that has ended could be replaced by one of the same id: a dossier has one workflow, once.
            case OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Terminated:
                return AgreementStart.Ended;

            default:
                return AgreementStart.UnderWay;
        }
    }

    private static async Task ScheduleAsync(DurableTaskClient client, DossierKey dossier, CancellationToken cancellation)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                Agreement.Orchestration,
                dossier,
                new StartOrchestrationOptions { InstanceId = Agreement.InstanceOf(dossier) },
                cancellation);
        }
        catch (InvalidOperationException)
        {
            // Somebody else started it a moment ago, which is what was wanted.
        }
    }
}
