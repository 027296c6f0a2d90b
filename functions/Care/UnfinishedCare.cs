using Compagnon.Storage;
using Microsoft.DurableTask.Client;

namespace Compagnon.Care;

/// <summary>Finishes what the department began about a dossier beside its procedure and a crash cut off.</summary>
public sealed class UnfinishedCare(NoteBook notes, MessageDesk messages, FollowDesk following, Doubles doubles, Outstanding outstanding)
{
    /// <summary>Takes up one note; one that announces nothing that was done goes after a day.</summary>
    /// <returns>Whether something was finished.</returns>
    public async Task<bool> FinishAsync(DurableTaskClient client, OutstandingNote note, CancellationToken cancellation = default)
    {
        if (note.Id == MessageDesk.ReadId)
        {
            await messages.FinishReadingAsync(note.Dossier, cancellation);
            return true;
        }

        var isDone = note.Id switch
        {
            FollowDesk.Id => await following.FinishAsync(client, note.Dossier, cancellation),
            Doubles.Id => await doubles.FinishAsync(client, note.Dossier, cancellation) == DoubleAsked.Done,
            _ when note.Id.StartsWith(NoteBook.Prefix, StringComparison.Ordinal) =>
                await notes.FinishAsync(note.Dossier, note.Id[NoteBook.Prefix.Length..], cancellation),
            _ when note.Id.StartsWith(MessageDesk.Prefix, StringComparison.Ordinal) =>
                await messages.FinishAsync(client, note.Dossier, note.Id[MessageDesk.Prefix.Length..], cancellation),
            _ => false,
        };
        if (!isDone) await outstanding.ForgetAsync(note, cancellation);
        return isDone;
    }
}
