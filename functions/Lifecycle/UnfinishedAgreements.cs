using Compagnon.Agreements;
using Compagnon.Storage;
using Microsoft.DurableTask.Client;

namespace Compagnon.Lifecycle;

/// <summary>What the sweep does about changes of agreements, proposals and amendments that a crash has cut off.</summary>
public sealed class UnfinishedAgreements(AgreementDesk desk, Withdrawals withdrawals, Amendments amendments, Outstanding outstanding)
{
    /// <summary>Takes up one note.</summary>
    /// <returns>Whether it is done with.</returns>
    public async Task<bool> FinishAsync(DurableTaskClient client, OutstandingNote note, CancellationToken cancellation = default)
    {
        var isDone = note.Id == Amendments.Note ? await amendments.FinishAsync(client, note.Dossier, cancellation)
            : Withdrawals.IsRequest(note.Id) ? await withdrawals.FinishAsync(client, note.Dossier, note.Id, cancellation)
            : await desk.FinishAsync(client, note.Dossier, note.Id, cancellation);
        // Announced, and perhaps about to be done.
        if (!isDone) await outstanding.ForgetAsync(note, cancellation);
        return isDone;
    }
}
