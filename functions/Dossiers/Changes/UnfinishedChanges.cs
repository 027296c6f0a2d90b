using Compagnon.Storage;
using Microsoft.DurableTask.Client;

namespace Compagnon.Dossiers.Changes;

/// <summary>What the sweep does about openings and changes that a crash has cut off, and about changes of address whose time is over.</summary>
public sealed class UnfinishedChanges(
    AddressChanges addresses, DeskOpening opening, PlaceChanges places, StorageClients storage, Outstanding outstanding)
{
    /// <summary>Takes up one note.</summary>
    /// <returns>Whether it is done with.</returns>
    public async Task<bool> FinishAsync(DurableTaskClient client, OutstandingNote note, CancellationToken cancellation = default)
    {
        var isDone = note.Id switch
        {
            AddressChanges.Note => await addresses.FinishAsync(client, note.Dossier, cancellation),
            DeskOpening.Note => await opening.FinishAsync(client, note.Dossier, cancellation),
            _ => await places.FinishAsync(client, note.Dossier, note.Id, cancellation),
        };
        // Announced, and perhaps about to be done.
        if (!isDone && note.Id != AddressChanges.Note) await outstanding.ForgetAsync(note, cancellation);
        return isDone;
    }

    /// <summary>Erases what is kept of a dossier's changes. Doing so again changes nothing.</summary>
    public async Task EraseAsync(DossierKey dossier, CancellationToken cancellation = default) =>
        await (await storage.TableAsync(TableNames.Changes, cancellation)).RemovePartitionAsync(dossier.Id, cancellation);
}
