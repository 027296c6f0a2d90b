using Compagnon.Dossiers;
using Compagnon.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compagnon.Agreements;

/// <summary>Starts the workflow of a submitted dossier.</summary>
public sealed class AgreementStarter(DossierBook dossiers, UnwrittenLines lines, Outstanding outstanding)
{
    /// <summary>
    /// Starts it, unless it was started before, and takes away the note that a submission is outstanding
    /// (<see cref="OutstandingKind.Submission"/>, written before the dossier's row says that it is submitted). Without a submission it does
    /// nothing: a note that is there then is that of somebody who is about to submit. What a crash left out of the
    /// journal until here is written. May be repeated.
    /// </summary>
    /// <returns>Whether the dossier is submitted.</returns>
    public async Task<bool> StartAsync(DurableTaskClient client, DossierKey dossier, CancellationToken cancellation = default)
    {
        if (await dossiers.FindAsync(dossier, cancellation) is not { Submitted: not null }) return false;

        await StartOnceAsync(client, dossier, cancellation);
        await lines.WriteAsync(dossier, cancellation);
        await outstanding.DoneAsync(OutstandingKind.Submission, dossier, Outstanding.Submission, cancellation);
        return true;
    }

    private static async Task StartOnceAsync(DurableTaskClient client, DossierKey dossier, CancellationToken cancellation)
    {
        var instance = Agreement.InstanceOf(dossier);
        // An instance that has ended may be replaced by one of the same id: a dossier has one workflow, once.
        if (await client.GetInstanceAsync(instance, getInputsAndOutputs: false, cancellation) is not null) return;

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                Agreement.Orchestration, dossier, new StartOrchestrationOptions { InstanceId = instance }, cancellation);
        }
        catch (InvalidOperationException)
        {
            // Somebody else started it a moment ago, which is what was wanted.
        }
    }
}
